import type { MonitoringOptions } from "../options.ts";
import { failureShare, growth, quantile, rateWindow, selector, sumRate } from "../promql.ts";
import type { Alert } from "../rule.ts";

const operations = "thanos_objstore_bucket_operations_total";
const failures = "thanos_objstore_bucket_operation_failures_total";
const duration = "thanos_objstore_bucket_operation_duration_seconds";
/** An upload takes as long as the block is large, and a listing as long as what is done with each entry. */
const reads = `operation=~"get|get_range|attributes|exists"`;
const compacted = "cortex_compactor_last_successful_run_timestamp_seconds";
const started = `process_start_time_seconds{job="cortex"}`;
const runsFailed = "cortex_compactor_runs_failed_total";
const halted = `cortex_compactor_compaction_error_total{type="halt"}`;
const cleaned = `cortex_compactor_block_cleanup_last_successful_run_timestamp_seconds{user_status="active"}`;
const index = "cortex_bucket_index_last_successful_update_timestamp_seconds";
const partial = "cortex_bucket_blocks_partials_count";
const firstBlock = "a tenant is counted by the cleanup that follows its first block";
const mixin = "as in the alerts that Cortex ships (docs/getting-started/alerts.yaml at v1.21.1)";

/** The bucket and who keeps it in order: the compactors. */
export function bucketAlerts(options: MonitoringOptions): Alert[] {
  const window = rateWindow(options.scrapeIntervalSeconds, 300);
  return [
    {
      name: "BucketErrors",
      severity: "critical",
      measure: failureShare(sumRate(failures, window, ["component"]), sumRate(operations, window, ["component"])),
      op: ">",
      threshold: 0.01,
      reason: "the 1 % of the request alerts; what Cortex expects to fail is not counted",
      forSeconds: 300,
      summary: "{{ $value | humanizePercentage }} of {{ $labels.component }}'s requests to the bucket fail",
      description: "ingester: blocks stay on its disk. store-gateway: older samples cannot be read.",
      runbook: "Read the Cortex nodes' logs: keys, the bucket's policy, its server, its space.",
      inputs: [{ expr: operations }, { expr: failures }],
    },
    {
      name: "BucketSlow",
      severity: "warning",
      measure: quantile(0.99, duration, reads, window, ["operation"]),
      op: ">",
      threshold: 3,
      reason: "the 2.5 s of CortexReadLatency, at the next bound of the histogram: a query reads many ranges",
      forSeconds: 900,
      summary: "1 % of {{ $labels.operation }} requests to the bucket take longer than {{ $value | humanizeDuration }}",
      description: "Queries over older samples are slow.",
      runbook: "Look at the bucket's server, or for throttling (503 SlowDown) in the logs.",
      inputs: [{ expr: selector(`${duration}_bucket`, reads) }],
    },
    {
      name: "CortexCompactorNotRunning",
      severity: "critical",
      // A compactor that never ran says 0: its own start counts then.
      measure: `time() - (${compacted} > 0 or ${started})`,
      op: ">",
      threshold: 86_400,
      reason: `a day, ${mixin}`,
      forSeconds: 3600,
      summary: "The compactor {{ $labels.instance }} has not finished a run for {{ $value | humanizeDuration }}",
      description: "Queries read ever more small blocks, each sample several times.",
      runbook: "Check CortexCompactionsFailing; read the node's log for `compact`.",
      inputs: [{ expr: compacted }, { expr: started }],
    },
    {
      name: "CortexCompactionsFailing",
      severity: "warning",
      measure: growth(runsFailed, "2h"),
      op: ">",
      threshold: 1,
      reason: `two in two hours, ${mixin}`,
      forSeconds: 0,
      summary: "{{ $labels.instance }} failed to compact {{ $value }} times in two hours",
      description: "Blocks of at least one tenant stay small.",
      runbook: "The node's log names tenant and block; check its disk.",
      inputs: [{ expr: runsFailed }],
    },
    {
      name: "CortexCompactionHalted",
      severity: "critical",
      measure: `sum by (user) (${growth(halted, "3h")})`,
      op: ">",
      threshold: 0,
      reason: "any: Cortex calls it critical, and the next run will fail in the same way",
      forSeconds: 0,
      summary: "The compaction of {{ $labels.user }}'s blocks is halted",
      description: "A block is broken: none of its group will be compacted.",
      runbook: "The log names the block; mark it (no-compact-mark.json) or move it away.",
      inputs: [{ expr: halted, faultOnly: "Cortex creates the counter with the first such error" }],
    },
    {
      name: "CortexBlocksNotCleaned",
      severity: "critical",
      measure: `time() - max(${cleaned})`,
      op: ">",
      threshold: 21_600,
      reason: `six hours, ${mixin}`,
      forSeconds: 3600,
      summary: "No compactor has cleaned up for {{ $value | humanizeDuration }}",
      description: "Blocks whose time is over stay and cost; the bucket index grows old.",
      runbook: "Check BucketErrors and CortexTooFewMembers; read the logs for `cleanup`.",
      inputs: [{ expr: cleaned }],
    },
    {
      name: "CortexBucketIndexOld",
      severity: "critical",
      measure: `time() - max by (user) (${index})`,
      op: ">",
      threshold: 2700,
      reason: "three quarters of the hour after which queriers refuse it (bucket_index.max_stale_period)",
      forSeconds: 0,
      summary: "{{ $labels.user }}'s bucket index is {{ $value | humanizeDuration }} old",
      description: "After an hour every query of this tenant fails; new blocks are not seen before.",
      runbook: "The compactors write it: check CortexBlocksNotCleaned and BucketErrors.",
      inputs: [{ expr: index, faultOnly: firstBlock }],
    },
    {
      name: "CortexPartialBlocks",
      severity: "warning",
      measure: `max by (user) (${partial})`,
      op: ">",
      threshold: 0,
      reason: `six hours, ${mixin}: an upload under way is partial, too`,
      forSeconds: 21_600,
      summary: "{{ $labels.user }} has {{ $value }} blocks without meta.json",
      description: "An upload or a deletion was broken off; such a block is not read.",
      runbook: "An ingester that is alive uploads it again; delete the block if none has it.",
      inputs: [{ expr: partial, faultOnly: firstBlock }],
    },
  ];
}
