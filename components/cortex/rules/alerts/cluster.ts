import { jobs, type MonitoringOptions } from "../options.ts";
import type { Alert } from "../rule.ts";
import { words } from "../words.ts";

/** Is everything that should run seen to run, and would an alert about it arrive? */
export function clusterAlerts(options: MonitoringOptions): Alert[] {
  const { log, putBack } = words(options);
  const all = jobs(options);
  return [
    {
      name: "Watchdog",
      severity: "none",
      measure: "vector(1)",
      op: ">",
      threshold: 0,
      reason: "always true: the receiver raises the alarm when this alert stops arriving",
      forSeconds: 0,
      summary: "Alerting works",
      description: "This alert always fires. When it is gone, Prometheus or the way from it to you is broken.",
      runbook:
        "Nothing to do while it fires. When it stops: look at both Prometheus (/rules, /status) and the receiver.",
      inputs: [],
    },
    {
      name: "CortexNodeDown",
      severity: "critical",
      measure: `up{job="cortex"}`,
      op: "<",
      threshold: 1,
      reason: "one minute is longer than a rolling restart keeps a node away (18 s for the whole stack, as measured)",
      forSeconds: 60,
      summary: "Cortex node {{ $labels.instance }} does not answer",
      description:
        "Writes and queries go on while a majority of each series' ingesters is left; the next death may refuse writes.",
      runbook:
        `Read ${log} and start the node again (${putBack}). If it will not ` +
        "come back under the same name, forget its ring member: see CortexRingMemberUnhealthy.",
      inputs: [{ expr: `up{job="cortex"}` }],
    },
    {
      name: "TargetDown",
      severity: "warning",
      measure: `up{job!="cortex"}`,
      op: "<",
      threshold: 1,
      reason: "five minutes outlast any restart and any single lost scrape",
      forSeconds: 300,
      summary: "{{ $labels.job }} {{ $labels.instance }} cannot be scraped",
      description: "The part is down or unreachable from Prometheus; every other alert about it is blind meanwhile.",
      runbook: `Read ${log} (\`instance\` names it); ${putBack}.`,
      inputs: [{ expr: `up{job!="cortex"}` }],
    },
    {
      name: "ScrapeJobMissing",
      severity: "warning",
      measure: all.map((job) => `absent(up{job="${job}"})`).join(" or "),
      op: ">",
      threshold: 0,
      reason: "a job without any target is a fault of the configuration, and makes its alerts silent",
      forSeconds: 300,
      summary: "Prometheus has no target in job {{ $labels.job }}",
      description: "The alerts about this part cannot fire.",
      runbook: "Compare /targets with prometheus.yml: a renamed job must be renamed in the rules as well.",
      inputs: all.map((job) => ({ expr: `up{job="${job}"}` })),
    },
  ];
}
