import { stringify } from "yaml";
import type { Names, SecretKind } from "../names.ts";
import { artifactRow, type Artifact } from "./artifacts.ts";
import { environmentFile } from "./environment.ts";
import { launchHook } from "./hooks.ts";
import { packed, unpacker } from "./packed.ts";
import { bootPaths } from "./paths.ts";
import type { BootFile, BootPlan, BootSecret, Service } from "./plan.ts";
import { script } from "./script.ts";
import { table } from "./table.ts";
import { renderUnit } from "./unit.ts";

/** Debian packages that the boot itself needs. */
const basePackages = ["ca-certificates", "awscli", "curl", "jq", "logrotate", "unzip"];

/** Units that Debian's packages would start by themselves; the stack's own take their place. */
const maskedUnits = ["nginx.service", "prometheus-nginx-exporter.service"];

/** What the user data tells of the secrets: where they are, and which version, so that a new one makes new instances. */
export interface SecretsOrigin {
  parameter: Names["parameter"];
  version: (kind: SecretKind) => number;
}

/** The cloud-config of an instance: its files, and one script that does the rest. */
export function cloudConfig(plan: BootPlan, secrets: SecretsOrigin): string {
  const files = bootFiles(plan, secrets).map(({ path, content, permissions = "0644" }) => ({
    path,
    permissions,
    content,
  }));
  const content = {
    write_files: [...files, ...packed(plan.services.flatMap((service) => service.packed ?? []))],
    runcmd: [["/bin/bash", `${bootPaths.scripts}/boot.sh`]],
  };
  return `#cloud-config\n${stringify(content, { lineWidth: 0 })}`;
}

/** Every file of the user data but for the packed ones. */
export function bootFiles(plan: BootPlan, secrets: SecretsOrigin): BootFile[] {
  const { services, agent } = plan;
  const all = services.flatMap((service) => service.secrets ?? []);
  const rules = services.flatMap(({ ruleGroups = [] }) => ruleGroups);
  const config = (name: string, content: string): BootFile => ({ path: `${bootPaths.config}/${name}`, content });
  return [
    config("boot.env", environmentFile(environment(plan))),
    config("artifacts", artifactTable(services.flatMap((service) => service.artifacts ?? []))),
    config("secrets", table(all.map((secret) => secretRow(secret, secrets)))),
    config("ready", services.flatMap(({ ready }) => (ready === undefined ? [] : [`${ready}\n`])).join("")),
    ...all.flatMap(({ kind, template }) => (template === undefined ? [] : [config(`templates/${kind}`, template)])),
    config("rules", table(rules.map(({ name, tenant, url }) => [tenant, url, rulePath(name)]))),
    ...rules.map(({ name, content }) => ({ path: rulePath(name), content })),
    ...(agent === undefined
      ? []
      : [config("agent", artifactTable([agent.artifact])), config("cloudwatch-agent.json", agent.configuration)]),
    { path: "/etc/sysusers.d/cortex-platform.conf", content: users(plan) },
    { path: "/etc/tmpfiles.d/cortex-platform.conf", content: folders(plan) },
    { path: "/etc/logrotate.d/cortex-platform", content: logRotation },
    ...scripts(plan),
    ...services.map(({ name, unit }) => ({ path: `/etc/systemd/system/${name}.service`, content: renderUnit(unit) })),
    ...services.flatMap(({ files = [] }) => files),
  ];
}

const rulePath = (name: string): string => `${bootPaths.config}/rule-groups/${name}.yaml`;

function environment({
  kind,
  group,
  region,
  endpoint = "",
  services,
  agent,
}: BootPlan): Record<string, string | number> {
  const packedFiles = services.some((service) => (service.packed ?? []).length > 0) ? [unpacker] : [];
  const signed = agent?.artifact.proof.kind === "signature" ? ["gnupg"] : [];
  return {
    KIND: kind,
    GROUP: group,
    REGION: region,
    ENDPOINT: endpoint,
    LAUNCH_HOOK: launchHook.name,
    PACKAGES: [...basePackages, ...packedFiles, ...signed, ...services.flatMap(({ packages = [] }) => packages)].join(
      " ",
    ),
    MASKED_UNITS: maskedUnits.join(" "),
    UNITS: services.map(({ name }) => `${name}.service`).join(" "),
    ...Object.fromEntries(services.flatMap(({ environment = {} }) => Object.entries(environment))),
  };
}

function artifactTable(artifacts: Artifact[]): string {
  return table(artifacts.map(artifactRow));
}

function secretRow({ kind, owner, path, template }: BootSecret, { parameter, version }: SecretsOrigin): string[] {
  const from = template === undefined ? "-" : `${bootPaths.config}/templates/${kind}`;
  return [parameter(kind), String(version(kind)), owner, path, from];
}

/** sysusers.d(5). */
function users({ services }: BootPlan): string {
  return services
    .flatMap(({ user, userExists = false }) =>
      user === undefined || userExists ? [] : [`u ${user} - "Cortex platform"\n`],
    )
    .join("");
}

/** tmpfiles.d(5). Each service's log belongs to the user that writes it: NGINX opens it by name. */
function folders({ services }: BootPlan): string {
  const lines = services.flatMap(({ name, user = "root", folders = [] }) => {
    return [
      `f ${bootPaths.logs}/${name}.log 0644 ${user} ${user}`,
      ...folders.map((folder) => `d ${folder} 0750 ${user} ${user}`),
    ];
  });
  return [`d ${bootPaths.logs} 0755 root root`, ...lines].map((line) => `${line}\n`).join("");
}

const logRotation = `${bootPaths.logs}/*.log {
  daily
  maxsize 50M
  rotate 3
  compress
  copytruncate
  missingok
  notifempty
}
`;

function scripts({ services }: BootPlan): BootFile[] {
  const own = services.flatMap((service) => service.scripts ?? []);
  const wanted: NonNullable<Service["scripts"]> = [{ name: "common" }, { name: "boot" }, ...own];
  const byName = new Map(wanted.map((one) => [one.as ?? one.name, one.name]));
  return [...byName].map(([as, name]) => ({
    path: `${bootPaths.scripts}/${as}.sh`,
    content: script(name),
    permissions: "0755",
  }));
}
