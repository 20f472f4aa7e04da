import { access, constants, realpath, stat } from "node:fs/promises";
import path from "node:path";

/** Every file of that name on PATH that can be executed, in PATH's order; `besides` are folders searched after it. */
export async function executablesNamed(name: string, besides: string[] = []): Promise<string[]> {
  const folders = [...(process.env["PATH"] ?? "").split(path.delimiter), ...besides].filter((folder) => folder !== "");
  const found: string[] = [];
  for (const folder of folders) {
    const file = path.join(folder, name);
    if ((await isExecutable(file)) && !found.includes(file)) found.push(file);
  }
  return found;
}

export async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

export async function isSameFile(one: string, other: string): Promise<boolean> {
  return (await realpath(one).catch(() => one)) === (await realpath(other).catch(() => other));
}
