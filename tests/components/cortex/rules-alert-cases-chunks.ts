import { histogram, rising, scraped, up, type AlertCase } from "./rules-courses.ts";

const dynamo = "cortex_dynamo_request_duration_seconds";
const written = (code: number): string => `${dynamo}_count{operation="DynamoDB.BatchWriteItem", status_code="${code}"}`;
const put = (code: number): string =>
  `cortex_s3_request_duration_seconds_count{operation="S3.PutObject", status_code="${code}"}`;
const query = `operation="DynamoDB.QueryPages"`;

export const cassandraCases: Record<string, AlertCase> = {
  CassandraDown: {
    bad: { [scraped("cadvisor")]: up, [`container_last_seen{name="cortex-cassandra-1"}`]: "0+60x10 600x60" },
    good: { [scraped("cadvisor")]: up, [`container_last_seen{name="cortex-cassandra-1"}`]: "0+60x60" },
  },
  CassandraErrors: {
    bad: {
      [`cortex_cassandra_request_duration_seconds_count{operation="INSERT", status_code="200"}`]: "0+980x60",
      [`cortex_cassandra_request_duration_seconds_count{operation="INSERT", status_code="500"}`]: "0+20x60",
    },
    good: { [`cortex_cassandra_request_duration_seconds_count{operation="INSERT", status_code="200"}`]: "0+980x60" },
  },
  CassandraSlow: {
    bad: histogram("cortex_cassandra_request_duration_seconds", `operation="SELECT"`, "1.024", "above"),
    good: histogram("cortex_cassandra_request_duration_seconds", `operation="SELECT"`, "0.256", "below"),
  },
};

export const dynamodbCases: Record<string, AlertCase> = {
  DynamoDbErrors: {
    bad: { [written(200)]: "0+980x60", [written(500)]: "0+20x60" },
    good: { [written(200)]: "0+995x60", [written(500)]: "0+5x60" },
  },
  DynamoDbSlow: { bad: histogram(dynamo, query, "1.024", "above"), good: histogram(dynamo, query, "0.256", "below") },
  DynamoDbThrottled: {
    bad: { [`cortex_dynamo_throttled_total{${query}, table="t", instance="a"}`]: rising },
    good: { [`cortex_dynamo_throttled_total{${query}, table="t", instance="a"}`]: "0x20 100x60" },
  },
  DynamoDbRequestsDropped: {
    // The counter is born with the first one.
    bad: { [`cortex_dynamo_dropped_requests_total{${query}, table="t", error="e", instance="a"}`]: "_x10 1x60" },
    good: { [`cortex_dynamo_dropped_requests_total{${query}, table="t", error="e", instance="a"}`]: "1x100" },
    minute: 65,
  },
  ChunkBucketErrors: {
    bad: { [put(200)]: "0+980x60", [put(500)]: "0+20x60" },
    good: { [put(200)]: "0+995x60", [put(500)]: "0+5x60" },
  },
};

export const chunksCases: Record<string, AlertCase> = {
  CortexFlushQueueGrowing: {
    bad: { [`cortex_ingester_flush_queue_length{instance="a"}`]: "10+10x60" },
    good: { [`cortex_ingester_flush_queue_length{instance="a"}`]: "0x24 900x10 0 950x60" },
  },
  CortexChunksNotFlushed: {
    minute: 300,
    // The clock of a test begins at 0, the alert waits for four hours: a chunk from before the epoch stands in.
    bad: { [`cortex_oldest_unflushed_chunk_timestamp_seconds{instance="a"}`]: "1x400" },
    good: { [`cortex_oldest_unflushed_chunk_timestamp_seconds{instance="a"}`]: "0x400" },
  },
  CortexWALFailing: {
    bad: {
      [`cortex_ingester_wal_corruptions_total{instance="a"}`]: "0x20 1x60",
      [`cortex_ingester_checkpoint_creations_failed_total{instance="a"}`]: "0x60",
    },
    good: {
      [`cortex_ingester_wal_corruptions_total{instance="a"}`]: "3x60",
      [`cortex_ingester_checkpoint_creations_failed_total{instance="a"}`]: "0x60",
    },
  },
  CortexTableManagerNotSyncing: {
    bad: { [`cortex_table_manager_sync_success_timestamp_seconds{job="table-manager"}`]: "0+60x20 1200x60" },
    good: { [`cortex_table_manager_sync_success_timestamp_seconds{job="table-manager"}`]: "0+60x33 1980x60" },
  },
  CortexTableChangesFailing: {
    bad: { cortex_table_manager_create_failures: "1x60", cortex_table_manager_delete_failures: "0x60" },
    good: { cortex_table_manager_create_failures: "0x35 1x60", cortex_table_manager_delete_failures: "0x60" },
  },
};
