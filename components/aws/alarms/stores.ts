import { requestMetricsFilter } from "../data-buckets.ts";
import type { BucketKind } from "../names.ts";
import { alarm, type Alarm, type AlarmRule } from "./alarm.ts";

/** What is watched of the data store. */
export interface WatchedStore {
  /** The buckets that hold data, with their names. */
  buckets: { kind: BucketKind; name: string }[];
  /** Whether the index is in DynamoDB. */
  index: boolean;
}

const bucket5xx: AlarmRule = {
  rule: "bucket-5xx",
  title: "S3: share of requests that S3 could not answer",
  why: "S3 answers 5xx: it slows the platform down (503), or has a fault of its own.",
  when: "above",
  threshold: 0.05,
  periodSeconds: 300,
  periods: 3,
  missing: "notBreaching",
};
const bucket4xx: AlarmRule = {
  rule: "bucket-4xx",
  title: "S3: share of requests that were refused",
  why: "Nearly everything is refused: the role, the bucket's policy or the key's policy no longer lets Cortex in.",
  when: "above",
  // Cortex looks for marks that are seldom there, so that many a 404 is in order.
  threshold: 0.9,
  periodSeconds: 300,
  periods: 3,
  missing: "notBreaching",
};
const indexThrottles: AlarmRule = {
  rule: "index-throttles",
  title: "DynamoDB: throttled requests, in 5 minutes",
  why: "DynamoDB throttles an index table: writes wait. Tables paid by request grow by themselves within half an hour.",
  when: "above",
  threshold: 50,
  periodSeconds: 300,
  periods: 2,
  missing: "notBreaching",
};
const indexErrors: AlarmRule = {
  rule: "index-errors",
  title: "DynamoDB: errors of its own, in 5 minutes",
  why: "DynamoDB answers 500. Look at AWS' health dashboard.",
  when: "above",
  threshold: 10,
  periodSeconds: 300,
  periods: 2,
  missing: "notBreaching",
};
const indexRefused: AlarmRule = {
  rule: "index-refused",
  title: "DynamoDB: refused requests, in 5 minutes",
  why: "DynamoDB refuses requests: a table is missing, or the role may not use it. Look at the table manager's log.",
  when: "above",
  threshold: 50,
  periodSeconds: 300,
  periods: 2,
  missing: "notBreaching",
};

/** The buckets whose requests are seldom for what is not there. */
const often: readonly BucketKind[] = ["blocks", "chunks"];

export function storeAlarms({ buckets, index }: WatchedStore): Alarm[] {
  const ofBucket = (name: string, metric: string) => ({
    namespace: "AWS/S3",
    metric,
    statistic: "Average", // of 0 and 1 for each request
    dimensions: { BucketName: name, FilterId: requestMetricsFilter },
  });
  // An alarm cannot search tables by prefix, so all tables of the account in the region are summed.
  const ofTables = (metric: string) => ({
    query: `SELECT SUM(${metric}) FROM SCHEMA("AWS/DynamoDB", Operation, TableName)`,
  });
  return [
    ...buckets.map(({ kind, name }) => alarm(bucket5xx, ofBucket(name, "5xxErrors"), { part: kind })),
    ...buckets
      .filter(({ kind }) => often.includes(kind))
      .map(({ kind, name }) => alarm(bucket4xx, ofBucket(name, "4xxErrors"), { part: kind })),
    ...(index
      ? [
          alarm(indexThrottles, ofTables("ThrottledRequests")),
          alarm(indexErrors, ofTables("SystemErrors")),
          // A metric of the whole account: AWS counts it under no table.
          alarm(indexRefused, {
            namespace: "AWS/DynamoDB",
            metric: "UserErrors",
            statistic: "Sum",
            dimensions: {},
          }),
        ]
      : []),
  ];
}
