import path from "node:path";

/** `export` lines for any POSIX shell; the folders go before what PATH holds there. */
export function shellExports(folders: string[], variables: Record<string, string>): string {
  const lines = Object.entries(variables).map(([name, value]) => `export ${name}=${quote(value)}`);
  return [`export PATH=${quote(folders.join(path.delimiter) + path.delimiter)}"$PATH"`, ...lines].join("\n");
}

function quote(value: string): string {
  return `'${value.replaceAll("'", String.raw`'\''`)}'`;
}
