import { access, constants } from "node:fs/promises";
import path from "node:path";
import { run } from "../exec.ts";
import { UserError } from "../sources.ts";

/** Whether a command stands on PATH. */
export async function onPath(command: string): Promise<boolean> {
  for (const folder of (process.env["PATH"] ?? "").split(path.delimiter)) {
    const works = await access(path.join(folder, command), constants.X_OK).then(
      () => true,
      () => false,
    );
    if (works) return true;
  }
  return false;
}

/**
 * Makes sure of a build tool: installed, else from Debian's packages when root may install them.
 * @throws UserError that names the package.
 */
export async function ensureTool(
  command: string,
  debianPackage: string,
  progress: (text: string) => void,
): Promise<void> {
  if (await onPath(command)) return;
  const byHand = `Install it (on Debian: apt-get install ${debianPackage}) and run again.`;
  if (!(await mayInstall())) {
    throw new UserError(`${command} is needed to build an image here and is not installed. ${byHand}`);
  }
  await installPackage(debianPackage, progress);
  if (!(await onPath(command)))
    throw new UserError(`${debianPackage} was installed but brought no ${command}. ${byHand}`);
}

/** Whether packages of Debian can be installed here. */
export async function mayInstall(): Promise<boolean> {
  return process.getuid?.() === 0 && (await onPath("apt-get"));
}

/** Installs one of Debian's packages. */
export async function installPackage(debianPackage: string, progress: (text: string) => void): Promise<void> {
  progress(`installing ${debianPackage} with apt-get`);
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await run("apt-get", ["-qq", "update"], { env, timeoutSeconds: 180 });
  await run("apt-get", ["-qq", "-y", "install", "--no-install-recommends", debianPackage], {
    env,
    timeoutSeconds: 600,
  });
}
