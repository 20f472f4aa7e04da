import {
  BytesIEC,
  BytesPerSecondIEC,
  CountsPerSecond,
  PercentUnit,
  Seconds,
  Short,
} from "@grafana/grafana-foundation-sdk/units";
import { mean, quantile, sumRate } from "../rules/promql.ts";
import { graph, query, tooHigh } from "./panels.ts";
import type { RowSpec } from "./spec.ts";

const window = "$__rate_interval";
/** A flush comes every few minutes: a shorter window would mostly hold none. */
const flushWindow = "15m";
const firstFlush = "appears with the first chunk that is flushed, up to ingester.max_chunk_idle after the start";

/** The way of a chunk from an ingester's memory to the store. */
export function flushRow(store: string): RowSpec {
  return {
    title: "Flush",
    panels: [
      graph(
        "Flush queue",
        "Series that wait in each ingester: peaks that empty again are fine, a slope is not.",
        Short,
        query("cortex_ingester_flush_queue_length", "{{instance}}"),
      ),
      graph(
        "Series being flushed",
        `Flushes in progress; at its limit (ingester.concurrent_flushes) ${store} is too slow.`,
        Short,
        query("cortex_ingester_flush_series_in_progress", "{{instance}}"),
      ),
      graph(
        "Queued by reason",
        "Series a second that enter the queue, and why: age, idle, full or spread.",
        CountsPerSecond,
        query(sumRate("cortex_ingester_flushing_enqueued_series_total", window, ["reason"]), "{{reason}}", firstFlush),
      ),
      graph(
        "Left the queue by outcome",
        "Series a second that leave the queue.",
        CountsPerSecond,
        query(
          sumRate("cortex_ingester_flushing_dequeued_series_total", window, ["outcome"]),
          "{{outcome}}",
          firstFlush,
        ),
      ),
      graph(
        "Chunks in memory",
        "Chunks that each ingester holds; much more than its series means that flushing is stuck.",
        Short,
        query("cortex_ingester_memory_chunks", "{{instance}}"),
      ),
      graph(
        "Chunks a series",
        "A flush keeps this near 1; the mixin of Cortex's maintainers calls 1.3 stuck.",
        Short,
        query("cortex_ingester_memory_chunks / (cortex_ingester_memory_series > 0)", "{{instance}}"),
        { thresholds: tooHigh(1.3) },
      ),
      graph(
        "Flushed chunks: how full",
        `Mean share of a chunk's room in use when it was flushed: the more, the less ${store} has to store.`,
        PercentUnit,
        query(mean("cortex_ingester_chunk_utilization", "", flushWindow), "utilisation"),
        { max: 1 },
      ),
      graph(
        "Flushed chunks: size",
        "Mean size of a flushed chunk.",
        BytesIEC,
        query(mean("cortex_ingester_chunk_size_bytes", "", flushWindow), "size"),
      ),
      graph("Age at flush", "Half and 99 % of chunks are flushed by this age.", Seconds, [
        query(quantile(0.5, "cortex_ingester_chunk_age_seconds", "", flushWindow), "p50"),
        query(quantile(0.99, "cortex_ingester_chunk_age_seconds", "", flushWindow), "p99"),
      ]),
      graph(
        "Write-ahead log",
        "Bytes a second that each ingester writes to its log, the copy that survives a crash.",
        BytesPerSecondIEC,
        query(`rate(cortex_ingester_wal_logged_bytes_total[${window}])`, "{{instance}}"),
      ),
    ],
  };
}
