import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { imageParts } from "../../components/cortex/releases.ts";
import { cacheRoot, cached, contentKey } from "../cache.ts";
import { run } from "../exec.ts";
import { UserError } from "../sources.ts";
import type { Ingredient } from "./recipe.ts";
import { ensureTool } from "./tools.ts";

const plugin = `${imageParts.mavenPlugin.name}:${imageParts.mavenPlugin.version}`;

/** Puts an artifact and all that it needs at run time into a folder, exactly the jars that the checksums name. */
export async function mavenJars(
  wanted: Extract<Ingredient, { kind: "maven" }>,
  target: string,
  progress: (text: string) => void,
): Promise<void> {
  const jars = await cached("jars", contentKey(JSON.stringify(wanted)), async (dir) => {
    await ensureTool("mvn", "maven", progress);
    await writeFile(path.join(dir, "pom.xml"), project(wanted));
    const repository = path.join(cacheRoot, "maven");
    await run(
      "mvn",
      ["-B", "-q", "-ntp", `-Dmaven.repo.local=${repository}`, `${plugin}:copy-dependencies`].concat([
        `-DoutputDirectory=${path.join(dir, "lib")}`,
        "-DincludeScope=runtime",
      ]),
      { cwd: dir, timeoutSeconds: 600 },
    );
    await verifyJars(path.join(dir, "lib"), wanted.checksums);
  });
  await mkdir(target, { recursive: true });
  for (const name of await readdir(path.join(jars, "lib"))) {
    await copyFile(path.join(jars, "lib", name), path.join(target, name));
  }
}

function project({ group, artifact, version }: { group: string; artifact: string; version: string }): string {
  return [
    '<project xmlns="http://maven.apache.org/POM/4.0.0">',
    "<modelVersion>4.0.0</modelVersion>",
    "<groupId>cortex.platform</groupId><artifactId>image</artifactId><version>1</version><packaging>pom</packaging>",
    `<dependencies><dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId>`,
    `<version>${version}</version></dependency></dependencies></project>`,
  ].join("\n");
}

/**
 * Holds a folder of jars against the output of `sha256sum`: the same names, the same contents.
 * @throws UserError that names every jar that differs, is missing or is not expected.
 */
export async function verifyJars(folder: string, checksums: string): Promise<void> {
  const wanted = new Map<string, string>();
  for (const line of checksums.split("\n")) {
    const [sum, name] = line.trim().split(/\s+/);
    if (sum !== undefined && name !== undefined) wanted.set(name, sum);
  }
  const wrong: string[] = [];
  for (const name of await readdir(folder)) {
    const sum = createHash("sha256")
      .update(await readFile(path.join(folder, name)))
      .digest("hex");
    if (wanted.get(name) !== sum) wrong.push(`${name} (${wanted.has(name) ? "another content" : "not expected"})`);
    wanted.delete(name);
  }
  wrong.push(...[...wanted.keys()].map((name) => `${name} (missing)`));
  if (wrong.length > 0) {
    throw new UserError(
      `Maven gave other jars than the ones committed in this repository: ${wrong.join(", ")}. Check the repository ` +
        `that Maven reads from (settings.xml), remove ${path.join(cacheRoot, "maven")} and run again.`,
    );
  }
}
