import { copyFile, link, readFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { tools } from "../components/cortex/releases.ts";
import { alreadyMade, cached, contentKey } from "./cache.ts";
import { downloadFile, downloadText, verifyChecksum } from "./download.ts";
import { executablesNamed, isExecutable, isSameFile } from "./executables.ts";
import { run } from "./exec.ts";
import { goSources } from "./go-build.ts";
import { inProject } from "./project.ts";
import type { Found, Progress, Source } from "./sources.ts";
import { firstThatWorks, unavailable } from "./sources.ts";
import { isAtLeast } from "./versions.ts";

/** A Pulumi CLI that can run Node.js programs: the language host lies in its folder. */
export interface PulumiCli {
  executable: string;
  version: string;
}

const { version, minimumVersion, releases, checksums, archive, goPackage, versionVariable } = tools.pulumi;
const languageHost = "pulumi-language-nodejs";
/** What stands before it on PATH in `npm run env`; never the CLI itself. */
const shim = inProject("toolchain", "bin", "pulumi");
const ownLanguageHost = inProject("toolchain", "plugins", "nodejs", languageHost);
const archiveKind = "pulumi";

/** The Pulumi CLI from the first source that works. */
export function findPulumiCli(progress: Progress): Promise<Found<PulumiCli>> {
  return firstThatWorks(
    {
      what: "The Pulumi CLI",
      remedy: `install it (https://www.pulumi.com/docs/install, ${minimumVersion} or later), or install Go and let this command build it.`,
    },
    [installedCli, downloadedBefore, ...releases(version).map(download), ...built()],
    progress,
  );
}

export const installedCli: Source<PulumiCli> = {
  name: "the installed pulumi",
  attempt: async () => {
    const reasons: string[] = [];
    for (const executable of await executablesNamed("pulumi", [path.join(homedir(), ".pulumi", "bin")])) {
      if (await isSameFile(executable, shim)) continue;
      const folder = path.dirname(executable);
      const found = await run(executable, ["version"], { timeoutSeconds: 30 }).catch(() => "unknown");
      if (!isAtLeast(found, minimumVersion)) {
        reasons.push(`${executable} has version ${found.trim()}, ${minimumVersion} or later is needed`);
      } else if (await isExecutable(path.join(folder, languageHost))) {
        return { executable, version: found.trim() };
      } else {
        reasons.push(`${executable} has no ${languageHost} beside it`);
      }
    }
    return unavailable(reasons.length === 0 ? "there is none on PATH" : reasons.join("; "));
  },
};

const downloadedBefore: Source<PulumiCli> = {
  name: "an earlier download",
  attempt: async () => {
    const name = archiveName();
    const folder = name === undefined ? undefined : await alreadyMade(archiveKind, contentKey(name));
    return folder === undefined ? unavailable("there is none") : fromFolder(folder);
  },
};

function download(from: string): Source<PulumiCli> {
  return {
    name: `the official release from ${new URL(from).host}`,
    attempt: async (progress) => {
      const name = archiveName();
      if (name === undefined) return unavailable(`there is no release for ${process.platform} on ${process.arch}`);
      const folder = await cached(archiveKind, contentKey(name), async (dir) => {
        const sums = await downloadText(`${from}/${checksums(version)}`);
        const file = path.join(dir, name);
        await downloadFile(`${from}/${name}`, file, progress);
        await verifyChecksum(file, name, sums);
        await run("tar", ["-xzf", file, "-C", dir, "--strip-components=1"]);
        await run("rm", [file]);
      });
      return fromFolder(folder);
    },
  };
}

/**
 * No registry serves the official language host, so the build gets the project's own; beside the CLI, since from
 * anywhere else on PATH the engine takes it with a warning every time.
 */
function built(): Source<PulumiCli>[] {
  const program = { name: "pulumi", module: "pulumi", goPackage, variables: { [versionVariable]: `v${version}` } };
  return goSources(program).map((source) => ({
    name: source.name,
    attempt: async (progress) => {
      const executable = await source.attempt(progress);
      if (typeof executable !== "string") return executable;
      const key = contentKey(executable, await readFile(ownLanguageHost));
      const folder = await cached(archiveKind, key, async (dir) => {
        await link(executable, path.join(dir, "pulumi"));
        await copyFile(ownLanguageHost, path.join(dir, languageHost));
      });
      return fromFolder(folder);
    },
  }));
}

function fromFolder(folder: string): PulumiCli {
  return { executable: path.join(folder, "pulumi"), version: `v${version}` };
}

// The names that pulumi/pulumi's releases use.
const systems: Partial<Record<NodeJS.Platform, string>> = { linux: "linux", darwin: "darwin" };
const architectures: Partial<Record<NodeJS.Architecture, string>> = { x64: "x64", arm64: "arm64" };

function archiveName(): string | undefined {
  const os = systems[process.platform];
  const arch = architectures[process.arch];
  return os === undefined || arch === undefined ? undefined : archive(version, os, arch);
}
