// What a container of Cortex runs and reads, by data store.
import * as pulumi from "@pulumi/pulumi";
import {
  alertmanagerFallbackYaml,
  cortexPaths,
  nodeTarget,
  nodeYaml,
  type CortexInputs,
} from "../cortex/cortex-yaml.ts";
import { renderRules } from "../cortex/rules/render.ts";
import type { RecordingRule, RuleGroup } from "../cortex/rules/rule.ts";
import type { ConfigFile, PartArgs } from "./part.ts";
import type { S3Keys } from "./seaweedfs.ts";

const s3Environment = "/etc/cortex/s3.env";

/** Recording rules by tenant. */
export type TenantRules = Record<string, RuleGroup<RecordingRule>[]>;

export interface CortexNodeInputs extends CortexInputs {
  rules: TenantRules;
  /** Keys of the data store's S3 API. Default: it asks for none. */
  s3Keys?: S3Keys;
}

/** The part of a node's container that the data store decides. */
export function cortexNode(inputs: CortexNodeInputs): Pick<PartArgs, "entrypoint" | "command" | "files"> {
  const command = [`-config.file=${cortexPaths.config}`];
  const target = `-target=${nodeTarget(inputs.store)}`;
  const config = { path: cortexPaths.config, content: nodeYaml(inputs) };
  if (inputs.store.kind !== "blocks") {
    return { command: [...command, target], files: [config, ...ruleFiles(inputs.rules)] };
  }
  const fallback = { path: cortexPaths.alertmanagerFallback, content: alertmanagerFallbackYaml() };
  const files: ConfigFile[] = [config, fallback];
  if (inputs.s3Keys === undefined) return { command: [...command, target], files };
  return {
    // The keys come from a file: a container's environment and command line are for everybody who may ask Docker.
    entrypoint: ["/bin/sh", "-c", `. ${s3Environment} && exec /bin/cortex "$@"`, "cortex"],
    command: [...command, "-config.expand-env=true", target],
    files: [...files, { path: s3Environment, content: environment(inputs.s3Keys) }],
  };
}

/** `chunks`: the ruler reads a folder a tenant. */
function ruleFiles(rules: TenantRules): ConfigFile[] {
  return Object.entries(rules).map(([tenant, groups]) => ({
    path: `${cortexPaths.rules}/${tenant}/platform.yaml`,
    content: renderRules(groups),
  }));
}

/** The variables that cortex.yaml names. */
function environment({ accessKey, secretKey }: S3Keys): pulumi.Output<string> {
  return pulumi.interpolate`export S3_ACCESS_KEY='${accessKey}'\nexport S3_SECRET_KEY='${secretKey}'\n`;
}
