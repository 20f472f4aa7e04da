/**
 * A file of variables that both a shell and systemd (`EnvironmentFile`) read alike: single quotes, nothing expanded.
 *
 * @throws {Error} If a value holds what the two read differently.
 */
export function environmentFile(values: Record<string, string | number>): string {
  return Object.entries(values)
    .map(([name, value]) => {
      const text = String(value);
      if (!/^[A-Z][A-Z0-9_]*$/.test(name)) throw new Error(`${name} is no name of a variable.`);
      if (/['\\\n\r\0]/.test(text)) throw new Error(`${name} holds a quote, a backslash or a line break: ${text}`);
      return `${name}='${text}'\n`;
    })
    .join("");
}
