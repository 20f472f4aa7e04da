// Building blocks of the schema. The error text of each is what the setting may be: "must be <text>".
import { z } from "zod";

const number = new Intl.NumberFormat("en-US", { useGrouping: false, maximumFractionDigits: 10 });

/** A whole number from `min` to `max`; `unit` is said in the message ("hours"). */
export function whole(min: number, max: number, unit?: string) {
  const error = `a whole number${unit === undefined ? "" : ` of ${unit}`} from ${number.format(min)} to ${number.format(max)}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
}

/** A multiple of `step` from `min` to `max`. */
export function multiple(step: number, min: number, max: number, unit: string) {
  const error = `a multiple of ${number.format(step)} ${unit} from ${number.format(min)} to ${number.format(max)}`;
  return z.int({ error }).min(min, { error }).max(max, { error }).multipleOf(step, { error });
}

/** Text that matches `pattern`; `allowed` says the pattern in words. */
export function text(pattern: RegExp, allowed: string, maxLength: number) {
  return z.string({ error: allowed }).max(maxLength, { error: allowed }).regex(pattern, { error: allowed });
}

/** One of a few words. */
export function oneOf<const T extends readonly [string, ...string[]]>(values: T) {
  return z.enum(values, { error: values.length === 1 ? `"${values[0]}"` : `one of ${values.join(", ")}` });
}

/** A group of settings with fixed keys. */
export function section<T extends z.core.$ZodLooseShape>(shape: T) {
  const keys = Object.keys(shape);
  return z.strictObject(shape, { error: `a map with the ${keys.length === 1 ? "key" : "keys"} ${keys.join(", ")}` });
}
