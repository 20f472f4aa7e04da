/** What a URN tells of its resource: `urn:pulumi:<stack>::<project>::<types from the outermost on, $ between>::<name>`. */
export function readUrn(urn: string): { types: string[]; type: string; name: string } {
  // The name may hold `::` itself.
  const [, , chain = "", ...name] = urn.split("::");
  const types = chain.split("$");
  return { types, type: types.at(-1) ?? "", name: name.join("::") };
}
