import { mkdir, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { imageParts } from "../../components/cortex/releases.ts";
import { cacheRoot, exists } from "../cache.ts";
import { run } from "../exec.ts";
import { UserError } from "../sources.ts";

// An apt of our own, below the cache: its package lists, its status (nothing installed) and its archives. It runs
// without root, leaves the machine's packages alone, and resolves as for an empty machine.

const { codename } = imageParts.debian;
const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
const aptRoot = path.join(cacheRoot, "apt", codename);
const archives = path.join(aptRoot, "cache", "archives");
/** Debian's own lists change with a point release or a security update; a day's age is fresh enough. */
const listsAgeMilliseconds = 24 * 3600_000;

function aptOptions(): string[] {
  const settings: Record<string, string> = {
    "Dir::State": path.join(aptRoot, "state"),
    "Dir::State::status": path.join(aptRoot, "state", "status"),
    "Dir::Cache": path.join(aptRoot, "cache"),
    "Dir::Etc::sourcelist": path.join(aptRoot, "sources.list"),
    "Dir::Etc::sourceparts": "/dev/null",
    "Dir::Etc::preferences": "/dev/null",
    "Dir::Etc::preferencesparts": "/dev/null",
    "APT::Sandbox::User": "",
    "APT::Install-Recommends": "false",
    "Acquire::Retries": "3",
    "Acquire::Languages": "none",
  };
  return Object.entries(settings).flatMap(([key, value]) => ["-o", `${key}=${value}`]);
}

/** The archives that this machine's own apt uses for Debian 12, each as `<address> <suite> main`. */
export async function debianSources(): Promise<string[]> {
  const format = "$(ORIGIN)|$(CODENAME)|$(REPO_URI)|$(RELEASE)|$(COMPONENT)";
  const targets = await run("apt-get", ["indextargets", "Created-By: Packages", "--format", format]).catch(() => "");
  const own = targets
    .split("\n")
    .map((line) => line.split("|"))
    .filter(
      ([origin, name, , , component]) => origin === "Debian" && name?.startsWith(codename) && component === "main",
    )
    .map(([, , uri, release]) => `${uri} ${release} main`);
  if (own.some((source) => source.endsWith(` ${codename} main`))) return [...new Set(own)];
  throw new UserError(
    `Images are built from the packages of Debian 12 (${codename}), and this machine's apt has no source of them. ` +
      `Run \`apt-get update\` on Debian 12 first, or give the machine access to an image registry.`,
  );
}

let prepared: Promise<void> | undefined;

async function prepareApt(): Promise<void> {
  const missing: string[] = [];
  for (const tool of ["apt-get", "dpkg-deb", "tar"]) {
    await run("sh", ["-c", `command -v ${tool}`], { timeoutSeconds: 10 }).catch(() => missing.push(tool));
  }
  if (missing.length > 0 || !(await exists(keyring))) {
    const what = missing.length > 0 ? missing.join(", ") : keyring;
    throw new UserError(
      `Images are built from Debian packages, and this machine has no ${what}. Build on Debian or Ubuntu ` +
        `(apt-get install debian-archive-keyring), or give the machine access to an image registry.`,
    );
  }
  await mkdir(path.join(aptRoot, "state", "lists", "partial"), { recursive: true });
  await mkdir(path.join(archives, "partial"), { recursive: true });
  await writeFile(path.join(aptRoot, "state", "status"), "");
  const sources = await debianSources();
  await writeFile(
    path.join(aptRoot, "sources.list"),
    sources.map((source) => `deb [signed-by=${keyring}] ${source}\n`).join(""),
  );
  const mark = path.join(aptRoot, "updated");
  const age = await stat(mark).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => Infinity,
  );
  if (age < listsAgeMilliseconds) return;
  await updateLists();
}

async function updateLists(): Promise<void> {
  await run("apt-get", [...aptOptions(), "-qq", "update", "--error-on=any"], { timeoutSeconds: 180 });
  await writeFile(path.join(aptRoot, "updated"), "");
}

/**
 * Downloads packages, with all that they depend on if asked, and gives the .deb files.
 * @throws UserError or CommandError when apt cannot resolve or fetch them.
 */
export async function debianPackages(packages: string[], dependencies: boolean): Promise<string[]> {
  await (prepared ??= prepareApt());
  const command = dependencies ? ["install", "--download-only", "-y"] : ["download"];
  const fetch = async (): Promise<string> => {
    // The list is asked for first: apt prints only what is not in the archives yet when it downloads.
    const uris = await run("apt-get", [
      ...aptOptions(),
      "-o",
      "Dir::Cache::archives=/nonexistent/",
      "-qq",
      "--print-uris",
      command[0] ?? "",
      ...command.slice(1),
      ...packages,
    ]);
    await run("apt-get", [...aptOptions(), "-qq", ...command, ...packages], { cwd: archives, timeoutSeconds: 300 });
    return uris;
  };
  const uris = await fetch().catch(async () => {
    // Lists that are older than the mirror name files that are gone.
    await updateLists();
    return fetch();
  });
  const files = [...uris.matchAll(/^'[^']+' (\S+\.deb) /gm)].map((match) => path.join(archives, match[1] ?? ""));
  if (files.length === 0) throw new UserError(`apt-get named no file for ${packages.join(", ")}.`);
  return files;
}

/** Unpacks packages into a root whose /bin, /lib and /sbin are links into /usr, as on every Debian 12. */
export async function unpackPackages(files: string[], root: string): Promise<void> {
  const leaveOut = ["doc", "man", "info", "locale", "lintian", "bug", "doc-base"].map(
    (folder) => `--exclude=./usr/share/${folder}/*`,
  );
  const script =
    'set -eu -o pipefail; root=$1; shift; out=(); while [ "$1" != -- ]; do out+=("$1"); shift; done; shift; ' +
    'for d in bin lib sbin lib64; do mkdir -p "$root/usr/$d"; [ -e "$root/$d" ] || ln -s "usr/$d" "$root/$d"; done; ' +
    'for f; do dpkg-deb --fsys-tarfile "$f" | tar -x --keep-directory-symlink --no-same-owner -C "$root" "${out[@]}"; done';
  await run("bash", ["-c", script, "unpack", root, ...leaveOut, "--", ...files], { timeoutSeconds: 300 });
}

/** The version of a .deb file without epoch and Debian revision: what upstream calls it. */
export async function upstreamVersion(file: string): Promise<string> {
  const version = (await run("dpkg-deb", ["--field", file, "Version"])).trim();
  return version.replace(/^\d+:/, "").replace(/-[^-]*$/, "");
}
