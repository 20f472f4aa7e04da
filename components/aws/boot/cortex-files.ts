import { stringify } from "yaml";
import type { Settings } from "../../../settings.ts";
import { alertmanagerFallbackYaml, cortexPaths, cortexPorts } from "../../cortex/cortex-yaml.ts";
import { renderRules, ruleGroupEntry } from "../../cortex/rules/render.ts";
import type { RecordingRule, RuleGroup } from "../../cortex/rules/rule.ts";
import type { BootFile, RuleGroupUpload } from "./plan.ts";

/** Where the ruler keeps these rules among a tenant's own. */
const namespace = "platform";

/**
 * What a node has beside cortex.yaml. The recording rules are a file under `chunks`; under `blocks` the ruler reads a bucket,
 * and each node gives them to its API: the same again changes nothing.
 */
export function cortexFiles(
  settings: Settings,
  rules: RuleGroup<RecordingRule>[],
): { files: BootFile[]; ruleGroups: RuleGroupUpload[] } {
  const { tenant } = settings.prometheus;
  if (settings.engine === "chunks") {
    return {
      files: [{ path: `${cortexPaths.rules}/${tenant}/${namespace}.yaml`, content: renderRules(rules) }],
      ruleGroups: [],
    };
  }
  return {
    files: [{ path: cortexPaths.alertmanagerFallback, content: alertmanagerFallbackYaml() }],
    ruleGroups: rules.map((group) => ({
      tenant,
      url: `http://127.0.0.1:${cortexPorts.http}/api/v1/rules/${namespace}`,
      name: group.name,
      content: stringify(ruleGroupEntry(group), { lineWidth: 0 }),
    })),
  };
}
