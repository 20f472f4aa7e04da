// What tests ask about registered containers.
import assert from "node:assert/strict";
import type { Recorded, Registration } from "./mocks.ts";
import { isSecret, open, type Plain } from "./wire.ts";

export const types = {
  container: "docker:index/container:Container",
  image: "docker:index/remoteImage:RemoteImage",
  network: "docker:index/network:Network",
  volume: "docker:index/volume:Volume",
  password: "random:index/randomPassword:RandomPassword",
} as const;

export function ofType({ all }: Recorded, type: keyof typeof types): Registration[] {
  return all.filter((one) => one.type === types[type]);
}

/** The container of this name; an error if there is not exactly one. */
export function container(recorded: Recorded, name: string): Registration {
  const found = ofType(recorded, "container").filter((one) => one.name === name);
  const [first] = found;
  assert(first && found.length === 1, `${found.length} containers are named ${name}`);
  return first;
}

export function text(value: Plain | undefined): string {
  const opened = open(value);
  assert(typeof opened === "string");
  return opened;
}

export function list(value: Plain | undefined): Plain[] {
  const opened = open(value ?? []);
  assert(Array.isArray(opened));
  return opened;
}

export function texts(value: Plain | undefined): string[] {
  return list(value).map(text);
}

export function fields(value: Plain | undefined): Record<string, Plain> {
  assert(typeof value === "object" && value !== null && !Array.isArray(value) && !isSecret(value));
  return value;
}

export function labelsOf({ inputs }: Registration): Record<string, string> {
  return Object.fromEntries(
    list(inputs.labels).map((one) => {
      const { label, value } = fields(one);
      assert(typeof label === "string" && typeof value === "string");
      return [label, value];
    }),
  );
}

export function environmentOf({ inputs }: Registration): Record<string, string> {
  return Object.fromEntries(
    texts(inputs.envs).map((line) => [line.split("=", 1)[0] ?? "", line.slice(line.indexOf("=") + 1)]),
  );
}

/** The uploaded files: path to content, laid open. */
export function filesOf({ inputs }: Registration): Map<string, string> {
  return new Map(
    list(inputs.uploads).map((one) => {
      const { file, content } = fields(one);
      assert(typeof file === "string" && typeof content === "string", "an upload has no known content");
      return [file, content];
    }),
  );
}

export function fileOf(one: Registration, path: string): string {
  const content = filesOf(one).get(path);
  assert(content !== undefined, `${one.name} has no file ${path}`);
  return content;
}

/** The names by which other containers of the network find this one. */
export function namesOf({ inputs }: Registration): string[] {
  return list(inputs.networksAdvanced).flatMap((one) => texts(fields(one).aliases));
}

/** The path in the container of each named volume. */
export function volumesOf({ inputs }: Registration): Map<string, string> {
  return new Map(
    list(inputs.volumes).flatMap((one) => {
      const { volumeName, containerPath } = fields(one);
      return typeof volumeName === "string" && typeof containerPath === "string" ? [[containerPath, volumeName]] : [];
    }),
  );
}

/** The health check's command line; empty if there is none. */
export function healthOf({ inputs }: Registration): string[] {
  return inputs.healthcheck === undefined ? [] : texts(fields(open(inputs.healthcheck)).tests);
}

/** Everything that `docker inspect` and `ps` show to whoever may ask. */
export function inTheOpen({ inputs }: Registration): string {
  const shown = ["command", "entrypoints", "envs", "labels", "healthcheck", "logOpts", "hostname", "name"];
  return JSON.stringify(shown.map((key) => open(inputs[key])));
}
