import { chmod, copyFile, lstat, mkdir, readFile, readdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { run } from "../exec.ts";
import { UserError } from "../sources.ts";
import { debianPackages, unpackPackages, upstreamVersion } from "./debian.ts";
import { goProgram } from "./go-program.ts";
import { mavenJars } from "./maven.ts";
import { pythonWheels } from "./python.ts";
import type { Ingredient } from "./recipe.ts";

type Progress = (text: string) => void;
type Of<K extends Ingredient["kind"]> = Extract<Ingredient, { kind: K }>;

/** Puts the ingredients into an empty root, in order. */
export async function fillRoot(root: string, ingredients: Ingredient[], progress: Progress): Promise<void> {
  for (const ingredient of ingredients) await put(root, ingredient, progress);
}

async function put(root: string, ingredient: Ingredient, progress: Progress): Promise<void> {
  switch (ingredient.kind) {
    case "debian":
      progress(`Debian packages: ${ingredient.packages.join(", ")}`);
      return putDebian(root, ingredient);
    case "certificates":
      return putCertificates(root);
    case "busybox":
      return putBusyboxLinks(root);
    case "go": {
      const program = await goProgram(ingredient, progress);
      await place(root, ingredient.at, (target) => copyFile(program, target));
      return chmod(inside(root, ingredient.at), 0o755);
    }
    case "maven":
      progress(`jars of ${ingredient.artifact} ${ingredient.version}`);
      return mavenJars(ingredient, inside(root, ingredient.at), progress);
    case "python":
      progress(`Python packages: ${ingredient.requirements.join(", ")}`);
      return pythonWheels(ingredient.requirements, inside(root, ingredient.at), progress);
    case "file":
      await place(root, ingredient.at, (target) => writeFile(target, ingredient.text));
      return chmod(inside(root, ingredient.at), ingredient.mode ?? 0o644);
    case "directory":
      await mkdir(inside(root, ingredient.at), { recursive: true });
      return chmod(inside(root, ingredient.at), ingredient.mode ?? 0o755);
    case "link":
      return place(root, ingredient.at, (target) => symlink(ingredient.to, target));
    case "move":
      return place(root, ingredient.to, (target) => rename(inside(root, ingredient.from), target));
    case "remove":
      for (const gone of ingredient.paths) await rm(inside(root, gone), { recursive: true, force: true });
      return;
  }
}

function inside(root: string, at: string): string {
  return path.join(root, at);
}

/** Makes something at a path, instead of what may stand there, below folders that are made as needed. */
async function place(root: string, at: string, make: (target: string) => Promise<void>): Promise<void> {
  const target = inside(root, at);
  await mkdir(path.dirname(target), { recursive: true });
  await rm(target, { force: true, recursive: true });
  await make(target);
}

async function putDebian(root: string, { packages, dependencies, versions }: Of<"debian">): Promise<void> {
  const files = await debianPackages(packages, dependencies);
  for (const [name, wanted] of Object.entries(versions ?? {})) {
    const file = files.find((candidate) => path.basename(candidate).startsWith(`${name}_`));
    const got = file === undefined ? "nothing" : await upstreamVersion(file);
    if (got !== wanted) {
      throw new UserError(
        `Debian 12 gave ${name} ${got}, and the image's tag names ${wanted}. Set the image's tag to what Debian has, or ` +
          `give this machine access to an image registry.`,
      );
    }
  }
  await unpackPackages(files, root);
}

async function putCertificates(root: string): Promise<void> {
  const folder = path.join(path.dirname(root), "certificates");
  await mkdir(folder);
  await unpackPackages(await debianPackages(["ca-certificates"], false), folder);
  const source = path.join(folder, "usr/share/ca-certificates/mozilla");
  const names = (await readdir(source)).sort();
  const bundle = await Promise.all(names.map((name) => readFile(path.join(source, name), "utf8")));
  await place(root, "/etc/ssl/certs/ca-certificates.crt", (target) => writeFile(target, bundle.join("")));
  await rm(folder, { recursive: true });
}

async function putBusyboxLinks(root: string): Promise<void> {
  const applets = await run(inside(root, "/bin/busybox"), ["--list-full"], { timeoutSeconds: 30 });
  for (const applet of applets.split("\n").filter((line) => line !== "" && line !== "bin/busybox")) {
    const target = inside(root, applet);
    const taken = await lstat(target).then(
      () => true,
      () => false,
    );
    if (!taken) await place(root, applet, (link) => symlink("/bin/busybox", link));
  }
}
