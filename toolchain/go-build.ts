import { readFile } from "node:fs/promises";
import path from "node:path";
import { alreadyMade, cached, contentKey, exists } from "./cache.ts";
import { executablesNamed } from "./executables.ts";
import { run } from "./exec.ts";
import { inProject } from "./project.ts";
import type { Progress, Source } from "./sources.ts";
import { unavailable } from "./sources.ts";

/** An executable that is built from one of the modules in toolchain/plugins/go. */
export interface GoProgram {
  /** The executable's name. */
  name: string;
  /** The folder in toolchain/plugins/go whose go.mod and go.sum pin what is built. */
  module: string;
  /** The package; the module's own by default. */
  goPackage?: string;
  /** Build tags. */
  tags?: string[];
  /** Variables that the linker sets: full name to value. */
  variables: Record<string, string>;
}

/** 4 to 7 minutes were seen on 2 cores with an empty cache. */
const buildTimeoutSeconds = 30 * 60;
const cacheKind = "go";

interface Plan {
  key: string;
  args: string[];
  folder: string;
}

/** The program as built before, and the program built now: two sources, in this order; both give the executable. */
export function goSources(program: GoProgram): Source<string>[] {
  return [
    {
      name: `an earlier build of ${program.name}`,
      attempt: async () => {
        const plan = await planOf(program);
        if (plan === undefined) return unavailable("Go is not installed, so that its build is not known");
        const folder = await alreadyMade(cacheKind, plan.key);
        return folder === undefined ? unavailable("there is none") : path.join(folder, program.name);
      },
    },
    {
      name: `a build of ${program.name} from the Go module proxy`,
      attempt: async (progress) => {
        const plan = await planOf(program);
        if (plan === undefined)
          return unavailable("Go is not installed (Debian: apt-get install golang; or https://go.dev/dl)");
        return build(program, plan, progress);
      },
    },
  ];
}

async function planOf(program: GoProgram): Promise<Plan | undefined> {
  if ((await executablesNamed("go")).length === 0) return undefined;
  const folder = inProject("toolchain", "plugins", "go", program.module);
  const variables = Object.entries(program.variables).map(([name, value]) => `-X ${name}=${value}`);
  const args = ["build", "-mod=readonly", "-trimpath", "-ldflags", ["-s", "-w", ...variables].join(" ")];
  if (program.tags !== undefined) args.push("-tags", program.tags.join(","));
  const target = await run("go", ["env", "GOOS", "GOARCH", "GOVERSION"], { cwd: folder, timeoutSeconds: 300 });
  const contents: Buffer[] = [];
  for (const name of ["go.mod", "go.sum", "main.go", "types.json"]) {
    const file = path.join(folder, name);
    if (await exists(file)) contents.push(await readFile(file));
  }
  const goPackage = program.goPackage ?? ".";
  return { key: contentKey(program.name, goPackage, target, ...args, ...contents), args: [...args, goPackage], folder };
}

async function build(program: GoProgram, plan: Plan, progress: Progress): Promise<string> {
  const folder = await cached(cacheKind, plan.key, async (dir) => {
    // Not `go mod download`: it asks for modules that no build needs, and not all of those are served.
    progress(`building ${program.name} (some minutes the first time)`);
    const [command = "build", ...rest] = plan.args;
    await run("go", [command, "-o", path.join(dir, program.name), ...rest], {
      cwd: plan.folder,
      timeoutSeconds: buildTimeoutSeconds,
      // A go.work of the user's must not change what is built; the repository's state is no part of it either.
      env: { GOWORK: "off", GOFLAGS: "-buildvcs=false" },
    });
  });
  return path.join(folder, program.name);
}
