import { readdir, symlink } from "node:fs/promises";
import path from "node:path";
import { tools } from "../components/cortex/releases.ts";
import { goIngredient } from "./boot/mirror.ts";
import { cached, contentKey } from "./cache.ts";
import { executablesNamed } from "./executables.ts";
import { run } from "./exec.ts";
import { goProgram } from "./images/go-program.ts";
import { consul } from "./images/recipes/consul.ts";
import { installPackage, mayInstall } from "./images/tools.ts";
import { step } from "./steps.ts";
import { UserError, type Progress } from "./sources.ts";

/** Where Debian keeps the server of PostgreSQL: off PATH, a folder for each version. */
const debianPostgres = "/usr/lib/postgresql";

/**
 * What the tests of the Terraform layer run beside it, as folders for PATH: the real `terraform`, `tofu`, Consul,
 * PostgreSQL's server, and emulators of Azure's and Google's storage.
 * @throws {UserError} That names what is missing and how to get it.
 */
export async function terraformTools(): Promise<string[]> {
  await step("Terraform", "looking for it", async (progress) => {
    if ((await executablesNamed("terraform")).length === 0) {
      throw new UserError(
        "terraform is needed and is not on PATH. Install it (https://developer.hashicorp.com/terraform/install).",
      );
    }
    progress((await run("terraform", ["version"], { timeoutSeconds: 60 })).split("\n")[0] ?? "");
  });
  const postgres = await step("PostgreSQL", "looking for it", async (progress) => {
    const folder = await postgresFolder(progress);
    progress(folder);
    return folder;
  });
  const { module, version, goPackage, ldflags } = tools.opentofu;
  const tofu = await step("OpenTofu", "looking for it", (progress) =>
    goProgram({ kind: "go", module, version, package: goPackage, ldflags: [...ldflags], at: "/bin/tofu" }, progress),
  );
  const agent = await step("Consul", "looking for it", (progress) => goProgram(goIngredient(consul), progress));
  const google = tools.fakeGcsServer;
  const storage = await step("fake-gcs-server", "looking for it", (progress) =>
    goProgram(
      {
        kind: "go",
        module: google.module,
        version: google.version,
        package: google.goPackage,
        at: "/bin/fake-gcs-server",
      },
      progress,
    ),
  );
  const azurite = await step("Azurite", "looking for it", (progress) => azuriteFolder(progress));
  // What is built has a name of the cache's own; programs are called by theirs.
  const named = await cached("terraform-tools", contentKey(tofu, agent, storage), async (dir) => {
    await symlink(tofu, path.join(dir, "tofu"));
    await symlink(agent, path.join(dir, "consul"));
    await symlink(storage, path.join(dir, "fake-gcs-server"));
  });
  return [named, postgres, azurite];
}

async function postgresFolder(progress: Progress): Promise<string> {
  const there = await installedPostgres();
  if (there === undefined && (await mayInstall())) await installPackage("postgresql", progress);
  const folder = there ?? (await installedPostgres());
  if (folder !== undefined) return folder;
  throw new UserError(
    "PostgreSQL's server is needed and is not there. Install it (on Debian: apt-get install postgresql).",
  );
}

async function installedPostgres(): Promise<string | undefined> {
  const versions = await readdir(debianPostgres).catch(() => []);
  const besides = versions.map((version) => path.join(debianPostgres, version, "bin"));
  const [initdb] = await executablesNamed("initdb", besides);
  return initdb === undefined ? undefined : path.dirname(initdb);
}

/** No part of this program's own packages: 450 more that only these tests need. */
async function azuriteFolder(progress: Progress): Promise<string> {
  const { package: name, version } = tools.azurite;
  const folder = await cached("azurite", contentKey(name, version, process.version), async (dir) => {
    progress(`installing ${name} ${version} from npm`);
    const flags = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel", "error"];
    await run("npm", ["install", "--prefix", dir, ...flags, `${name}@${version}`], { cwd: dir, timeoutSeconds: 300 });
  });
  return path.join(folder, "node_modules", ".bin");
}
