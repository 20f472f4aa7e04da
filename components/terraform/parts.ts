/** A resource that the stack has or would make. */
export interface Part {
  /** Pulumi's type token. */
  type: string;
  name: string;
  /** What it is given, in Pulumi's names; what is secret or not known yet is left out. */
  inputs: Record<string, unknown>;
  /** Property to the key of the one part that it is taken from: the VPC of a subnet, the bucket of a policy. */
  references: Record<string, string>;
}

/** Type and name: no two resources of the program share both. */
export function partKey({ type, name }: Pick<Part, "type" | "name">): string {
  return `${type} ${name}`;
}
