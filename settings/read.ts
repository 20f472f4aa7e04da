// From what Pulumi hands over (text per top-level key, objects as JSON) to values that the schema can judge.
import { z } from "zod";
import { namespace } from "./path.ts";
import { schema } from "./schema.ts";

/** The values of the namespace, decoded; wrong ones stay as they are, for the schema to refuse. */
export function read(values: Record<string, string>): Record<string, unknown> {
  const start = `${namespace}:`;
  return Object.fromEntries(
    Object.entries(values)
      .filter(([key]) => key.startsWith(start))
      .map(([key, value]) => {
        const name = key.slice(start.length);
        return [name, decodeTop(child(schema, name), value)];
      }),
  );
}

function decodeTop(type: unknown, value: string): unknown {
  const inner = unwrap(type);
  if (!(inner instanceof z.ZodObject || inner instanceof z.ZodRecord)) return value;
  if (value.trim() === "") return {};
  try {
    return decode(inner, JSON.parse(value));
  } catch {
    return value;
  }
}

function decode(type: unknown, value: unknown): unknown {
  const inner = unwrap(type);
  if (inner instanceof z.ZodObject || inner instanceof z.ZodRecord) {
    // A key with nothing after it ("demo:") is null in YAML: nothing is set there.
    if (value === null) return {};
    if (typeof value !== "object" || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, decode(child(inner, key), part)]));
  }
  if (inner instanceof z.ZodTuple && Array.isArray(value)) {
    return value.map((part: unknown, index) => decode(child(inner, index), part));
  }
  if (typeof value !== "string") return value;
  // Quoted in the file, or left as text by `pulumi config set --path`.
  if ((inner instanceof z.ZodNumber || inner instanceof z.ZodLiteral) && /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(value)) {
    return Number(value);
  }
  // A date without quotes is a time stamp in YAML; the Pulumi CLI (3.259.0, seen) prints it in Go's way.
  if (inner instanceof z.ZodISODate) return value.replace(/(?:T00:00:00Z| 00:00:00 \+0000 UTC)$/, "");
  return value;
}

/** The schema below `type` at one key; undefined where there is none. */
export function child(type: unknown, key: string | number): unknown {
  const inner = unwrap(type);
  if (inner instanceof z.ZodRecord) return inner.valueType;
  if (inner instanceof z.ZodTuple) return typeof key === "number" ? inner.def.items[key] : undefined;
  if (inner instanceof z.ZodObject) return Object.getOwnPropertyDescriptor(inner.shape, key)?.value;
  return undefined;
}

/** The schema without its default and its "may be missing". */
export function unwrap(type: unknown): unknown {
  let inner = type;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodDefault || inner instanceof z.ZodPrefault) {
    inner = inner.unwrap();
  }
  return inner;
}
