import { unknownName } from "./nearest.ts";
import { UserError } from "./sources.ts";

/** One command of `npm run`: answers the exit code. */
interface Command {
  run(args: string[]): Promise<number>;
}

interface Entry {
  summary: string;
  load(): Promise<Command>;
}

// Loaded one by one: `npm test` must not need what `up` needs, and a start takes as long as what it loads.
const commands: Record<string, Entry> = {
  up: { summary: "get the tools, build and start the platform, check it", load: () => import("./commands/up.ts") },
  down: {
    summary: "stop the platform and delete its data, after a question",
    load: () => import("./commands/down.ts"),
  },
  env: { summary: "print what a shell needs to type pulumi itself", load: () => import("./commands/env.ts") },
  smoke: { summary: "check the running platform", load: () => import("./commands/smoke.ts") },
  pin: { summary: "write the images' digests into the stack's file", load: () => import("./commands/pin.ts") },
  engine: { summary: "status, start or stop of the Docker engine", load: () => import("./commands/engine.ts") },
  emulator: {
    summary: "status, start, stop or reset of the emulator of AWS",
    load: () => import("./commands/emulator.ts"),
  },
  "bench:up": {
    summary: "time `pulumi up` beside plain `docker run`",
    load: () => import("./commands/bench-up.ts"),
  },
  "bench:aws": {
    summary: "time the aws stack by Pulumi beside Terraform, at the emulator",
    load: () => import("./commands/bench-aws.ts"),
  },
  e2e: { summary: "the tests on a Docker engine", load: () => import("./commands/e2e.ts") },
  "e2e:aws": { summary: "the tests at an emulator of AWS", load: () => import("./commands/e2e-aws.ts") },
  boot: { summary: "the instances' boot, in containers", load: () => import("./commands/boot.ts") },
  adopt: {
    summary: "what of Terraform's states becomes part of a stack: plan, verify, release",
    load: () => import("./commands/adopt.ts"),
  },
  cost: { summary: "what a stack on AWS costs a month", load: () => import("./commands/cost.ts") },
  "config:schema": {
    summary: "write the JSON Schema of the settings, for editors",
    load: () => import("./commands/config-schema.ts"),
  },
  "docs:iam": {
    summary: "write docs/iam-wildcards.md from the policies",
    load: () => import("./commands/docs-iam.ts"),
  },
  test: { summary: "type check, lint, unit tests", load: () => import("./commands/test.ts") },
};

export async function main(args: string[]): Promise<number> {
  const [name, ...rest] = args;
  try {
    const entry = name === undefined ? undefined : commands[name];
    if (entry === undefined) {
      if (name !== undefined && name !== "help" && name !== "--help") {
        throw new UserError(unknownName("command", name, Object.keys(commands)));
      }
      for (const [command, { summary }] of Object.entries(commands))
        console.log(`npm run ${command.padEnd(14)} ${summary}`);
      return 0;
    }
    return await (await entry.load()).run(rest);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    console.error(`\n${error.message}`);
    return 1;
  }
}
