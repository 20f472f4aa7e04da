type Present<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** An object without the keys that have no value: zod gives them as undefined, the program's types leave them out. */
export function present<T extends object>(value: T): Present<T> {
  const copy = { ...value };
  for (const [key, part] of Object.entries(copy)) if (part === undefined) Reflect.deleteProperty(copy, key);
  if (!isPresent(copy)) throw new Error("a key without a value is left");
  return copy;
}

function isPresent<T extends object>(value: T): value is T & Present<T> {
  return Object.values(value).every((part) => part !== undefined);
}
