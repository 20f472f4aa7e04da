import type { MonitoringOptions } from "../options.ts";
import { failureShare, growth, quantile, rateWindow, sumRate } from "../promql.ts";
import type { Alert } from "../rule.ts";

const requests = "cortex_dynamo_request_duration_seconds";
const chunks = "cortex_s3_request_duration_seconds_count";
const throttled = "cortex_dynamo_throttled_total";
const dropped = "cortex_dynamo_dropped_requests_total";
const firstOnly = "Cortex creates the counter with the first such request";
const failed = `status_code!="200"`;

/** The index in DynamoDB and the chunks in S3, as Cortex 1.13.2 counts its requests (pkg/chunk/aws). */
export function dynamodbAlerts(options: MonitoringOptions): Alert[] {
  const window = rateWindow(options.scrapeIntervalSeconds, 300);
  return [
    {
      name: "DynamoDbErrors",
      severity: "critical",
      measure: failureShare(
        sumRate(`${requests}_count{${failed}}`, window, ["operation"]),
        sumRate(`${requests}_count`, window, ["operation"]),
      ),
      op: ">",
      threshold: 0.01,
      reason: "the 1 % of the request alerts: a request that fails is a query or a flush that fails",
      forSeconds: 300,
      summary: "{{ $value | humanizePercentage }} of {{ $labels.operation }} requests fail",
      description:
        "BatchWriteItem: chunks are not flushed and stay in memory. QueryPages: older samples cannot be read.",
      runbook: "Read the Cortex nodes' logs: a missing table, a missing permission, or throttling.",
      inputs: [{ expr: `${requests}_count` }],
    },
    {
      name: "DynamoDbSlow",
      severity: "warning",
      measure: quantile(0.99, requests, "", window, ["operation"]),
      op: ">",
      threshold: 1,
      reason: "a hundred times what DynamoDB takes; a flush or a query makes many requests one after the other",
      forSeconds: 900,
      summary: "1 % of {{ $labels.operation }} requests take longer than {{ $value | humanizeDuration }}",
      description: "Queries over older samples are slow and flushing may fall behind.",
      runbook:
        "Look for throttling (DynamoDbThrottled) and at the NAT gateway or the endpoint that the nodes go through.",
      inputs: [{ expr: `${requests}_bucket` }],
    },
    {
      name: "DynamoDbThrottled",
      severity: "warning",
      measure: sumRate(throttled, window, ["operation", "table"]),
      op: ">",
      threshold: 0,
      reason:
        "on-demand tables follow the load within minutes; a quarter of an hour is a limit of the account or one hot key",
      forSeconds: 900,
      summary: "DynamoDB throttles {{ $labels.operation }} on {{ $labels.table }}",
      description: "Cortex tries again and slows down; flushing may fall behind.",
      runbook:
        "Compare the table's consumed capacity with the account's limits; look for one metric with very many series.",
      inputs: [{ expr: throttled, faultOnly: firstOnly }],
    },
    {
      name: "DynamoDbRequestsDropped",
      severity: "critical",
      measure: `sum by (operation, error) (${growth(dropped, "1h")})`,
      op: ">",
      threshold: 0,
      reason: "any: Cortex does not try these again",
      forSeconds: 0,
      summary: "{{ $value }} {{ $labels.operation }} requests were given up: {{ $labels.error }}",
      description: "Index entries are lost: samples that are in S3 cannot be found.",
      runbook: "Read the Cortex nodes' logs for `ValidationException`; an entry may be too large.",
      inputs: [{ expr: dropped, faultOnly: firstOnly }],
    },
    {
      name: "ChunkBucketErrors",
      severity: "critical",
      measure: failureShare(
        sumRate(`${chunks}{${failed}}`, window, ["operation"]),
        sumRate(chunks, window, ["operation"]),
      ),
      op: ">",
      threshold: 0.01,
      reason: "the 1 % of the request alerts: a request that fails is a query or a flush that fails",
      forSeconds: 300,
      summary: "{{ $value | humanizePercentage }} of {{ $labels.operation }} requests fail",
      description: "Chunks are not flushed and stay in memory, or cannot be read.",
      runbook: "Read the Cortex nodes' logs; check the instance role, the bucket's policy and its key.",
      inputs: [{ expr: chunks, faultOnly: "the first chunk is flushed up to ingester.max_chunk_idle after the start" }],
    },
  ];
}
