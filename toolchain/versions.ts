/** The first x.y.z in a text, as numbers. */
function parseVersion(text: string): [number, number, number] | undefined {
  const match = /(\d+)\.(\d+)\.(\d+)/.exec(text);
  if (match === null) return undefined;
  return [Number(match[1]), Number(match[2]), Number(match[3])];
}

/** Whether the version named in `text` is `minimum` or later; false when there is none in it. */
export function isAtLeast(text: string, minimum: string): boolean {
  const have = parseVersion(text);
  const need = parseVersion(minimum);
  if (have === undefined || need === undefined) return false;
  for (const [index, part] of have.entries()) {
    const difference = part - (need[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
