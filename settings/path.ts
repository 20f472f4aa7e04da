// Where a setting stands, and how that is written to the user.

/** Keys from the top: `["ports", "prometheus", 0]`. */
export type Path = readonly (string | number)[];

export const namespace = "cortex";

const longest = 60;

/** The key as `pulumi config --path` takes it: `cortex:ports.prometheus[0]`, `cortex:tenants["a.b"].username`. */
export function keyOf(path: Path): string {
  const [first, ...rest] = path;
  const parts = rest.map((part) => {
    if (typeof part === "number") return `[${part}]`;
    return /^[\w-]+$/.test(part) ? `.${shorten(part)}` : `[${shorten(JSON.stringify(part))}]`;
  });
  const top = String(first ?? "");
  return `${namespace}:${/^[\w.-]*$/.test(top) ? shorten(top) : shorten(JSON.stringify(top))}${parts.join("")}`;
}

/** A text of at most 60 characters. */
export function shorten(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}

/** Whether `ancestor` is `path` or holds it. */
export function holds(ancestor: Path, path: Path): boolean {
  return ancestor.length <= path.length && ancestor.every((part, index) => part === path[index]);
}

/** What stands at `path` in `value`; undefined if nothing does. */
export function valueAt(value: unknown, path: Path): unknown {
  let here: unknown = value;
  for (const part of path) {
    if (typeof here !== "object" || here === null) return undefined;
    here = Object.getOwnPropertyDescriptor(here, part)?.value;
  }
  return here;
}

/** `value` with nothing at `path`. An element of a list cannot be missing: its whole list goes. */
export function without(value: unknown, path: Path): unknown {
  const [first, ...rest] = path;
  if (first === undefined || typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, child]): [string, unknown] => [key, key === String(first) ? without(child, rest) : child])
      .filter(([, child]) => child !== undefined),
  );
}
