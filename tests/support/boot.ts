// The plans of the four kinds of instance, as a stack on AWS makes them.
import type { BootPlan } from "../../components/aws/boot/plan.ts";
import { consulPlan } from "../../components/aws/boot/roles/consul.ts";
import { cortexPlan } from "../../components/aws/boot/roles/cortex.ts";
import { grafanaPlan } from "../../components/aws/boot/roles/grafana.ts";
import { prometheusPlan } from "../../components/aws/boot/roles/prometheus.ts";
import { cortexFiles } from "../../components/aws/boot/cortex-files.ts";
import { dashboards } from "../../components/cortex/dashboards/index.ts";
import { alertingRules } from "../../components/cortex/rules/alerting.ts";
import { monitoringOptions } from "../../components/cortex/rules/options.ts";
import { recordingRules } from "../../components/cortex/rules/recording.ts";
import { renderRules } from "../../components/cortex/rules/render.ts";
import type { SecretsOrigin } from "../../components/aws/boot/cloud-config.ts";
import type { InstanceKind } from "../../settings/aws/instances.ts";
import { awsTier } from "./aws-tiers.ts";

/** Every kind's plan; `values`: keys of `cortex:`. */
export function plans(values: Record<string, unknown> = {}): Record<InstanceKind, BootPlan> {
  const { settings, names } = awsTier(values);
  const options = monitoringOptions(settings);
  const gateway = { host: "internal-gateway-1234567890.eu-central-1.elb.amazonaws.com", port: 443, https: true };
  const tier = { settings, names };
  return {
    consul: consulPlan({ ...tier, part: "consul-1" }),
    cortex: cortexPlan({
      ...tier,
      part: "cortex",
      configuration: "target: all\n",
      target: "all",
      ...cortexFiles(settings, recordingRules(options)),
    }),
    prometheus: prometheusPlan({
      ...tier,
      part: "prometheus-1",
      cluster: "acme",
      gateway,
      rules: renderRules(alertingRules(options), { brief: true }),
    }),
    grafana: grafanaPlan({ ...tier, part: "grafana", gateway, dashboards: dashboards(options, { minified: true }) }),
  };
}

export const secretsOrigin = (version = 1): SecretsOrigin => ({
  parameter: (kind) => `/acme/${kind}`,
  version: () => version,
});
