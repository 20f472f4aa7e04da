import { cp } from "node:fs/promises";
import path from "node:path";
import { cached, contentKey } from "../cache.ts";
import { run } from "../exec.ts";
import { UserError } from "../sources.ts";
import { ensureTool } from "./tools.ts";

/** Debian 12's Python, which the images carry; the machine's own may be another. */
const pythonVersion = "3.11";
const machines: Record<string, string> = { x64: "x86_64", arm64: "aarch64" };

/** Puts wheels of pinned versions into a folder, without looking for further ones. */
export async function pythonWheels(
  requirements: string[],
  target: string,
  progress: (text: string) => void,
): Promise<void> {
  const machine = machines[process.arch];
  if (machine === undefined) throw new UserError(`No Python packages are built for ${process.arch}.`);
  const wheels = await cached("wheels", contentKey(JSON.stringify(requirements), machine), async (dir) => {
    await ensureTool("pip3", "python3-pip", progress);
    const platforms = ["manylinux2014", "manylinux_2_17", "manylinux_2_28"].map(
      (name) => `--platform=${name}_${machine}`,
    );
    const args = ["install", "-q", "--no-deps", "--no-compile", "--only-binary=:all:", "--disable-pip-version-check"];
    const python = [
      `--python-version=${pythonVersion}`,
      "--implementation=cp",
      "--abi=cp311",
      "--abi=abi3",
      "--abi=none",
    ];
    await run("pip3", [...args, ...python, ...platforms, `--target=${path.join(dir, "site")}`, ...requirements], {
      env: { PIP_ROOT_USER_ACTION: "ignore" },
      timeoutSeconds: 300,
    });
  });
  await cp(path.join(wheels, "site"), target, { recursive: true });
}
