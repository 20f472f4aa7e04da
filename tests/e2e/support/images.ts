import assert from "node:assert/strict";
import { z } from "zod";
import { run } from "../../../toolchain/exec.ts";

export interface Entry {
  mode: string;
  owner: string;
  link: string | undefined;
}

/** What a container that was never started holds, so that it works for an image without a shell: absolute path to mode, `uid/gid` and, for a link, where it points. */
export async function filesOf(container: string): Promise<Map<string, Entry>> {
  const listing = await run(
    "bash",
    ["-c", 'set -o pipefail; docker export "$1" | tar -t -v --numeric-owner -f -', "list", container],
    { timeoutSeconds: 240 },
  );
  const entries = new Map<string, Entry>();
  for (const line of listing.split("\n")) {
    const match = /^(\S+)\s+(\d+\/\d+)\s+\S+\s+\S+\s+\S+\s(.+)$/.exec(line);
    const [, mode = "", owner = "", rest = ""] = match ?? [];
    const [place = "", target] = rest.split(mode.startsWith("l") ? " -> " : " link to ");
    if (place !== "")
      entries.set(`/${place.replace(/\/$/, "")}`, { mode, owner, link: mode.startsWith("l") ? target : undefined });
  }
  return entries;
}

/** The entry that a path leads to, through links of its folders and of itself. */
export function resolve(entries: Map<string, Entry>, place: string, depth = 0): Entry | undefined {
  assert.ok(depth < 20, `links without end at ${place}`);
  let walked = "";
  const parts = place.split("/").filter((part) => part !== "");
  for (const [index, part] of parts.entries()) {
    if (part === ".") continue;
    walked = part === ".." ? walked.replace(/\/[^/]*$/, "") : `${walked}/${part}`;
    const link = entries.get(walked)?.link;
    if (link === undefined) continue;
    const from = link.startsWith("/") ? link : `${walked.replace(/\/[^/]*$/, "")}/${link}`;
    return resolve(entries, [from, ...parts.slice(index + 1)].join("/"), depth + 1);
  }
  return entries.get(walked);
}

const texts = z.array(z.string()).nullish();
const keys = z.record(z.string(), z.object({})).nullish();

/** What the engine keeps with an image; it leaves out what is empty. */
const configSchema = z.object({
  Entrypoint: texts,
  Cmd: texts,
  User: z.string().default(""),
  WorkingDir: z.string().default(""),
  Env: texts,
  ExposedPorts: keys,
  Volumes: keys,
  StopSignal: z.string().optional(),
  Healthcheck: z.object({ Test: z.array(z.string()), Interval: z.number(), Timeout: z.number() }).optional(),
});

/** How the engine starts an image. */
export async function configOf(reference: string): Promise<z.infer<typeof configSchema>> {
  return configSchema.parse(
    JSON.parse(
      await run("docker", ["image", "inspect", "--format", "{{ json .Config }}", reference], { timeoutSeconds: 60 }),
    ),
  );
}
