// Parsed JSON of a state, in which a part may lack or be of another type than it should.

export const text = (value: unknown): string => (typeof value === "string" ? value : "");
export const number = (value: unknown): number => (typeof value === "number" ? value : 0);
export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

export function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
