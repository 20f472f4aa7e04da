import type { Case } from "./case.ts";

/** Faults of what `blocks` has besides. */
const faultsOfBlocks: Case[] = [
  ...["/ingester/mode", "/store-gateway/ring", "/compactor/ring", "/multitenant_alertmanager/configs"].map((path) => ({
    fault: `${path} is let through`,
    faults: { exposed: path },
    fails: ["adminPaths" as const],
    says: [new RegExp(`expected: 404 to HEAD http://127.0.0.1:\\d+${path} with`)],
  })),
  {
    fault: "the store of the rules cannot be written",
    faults: { rulesReadOnly: true },
    fails: ["rulesApi"],
    says: [/202 to POST http:.*\/api\/v1\/rules\/smoke-check/, /500 rule store is read-only/, /cortex-node-1$/m],
  },
  {
    fault: "the store of the rules gives nothing back",
    faults: { rulesForgotten: true },
    fails: ["rulesApi"],
    says: [/200 to GET http:.*\/api\/v1\/rules\/smoke-check\/smoke_rules_/, /404 group does not exist/],
  },
  {
    fault: "Alertmanager has no store",
    faults: { alertmanagerBroken: true },
    fails: ["alertmanager"],
    says: [/200 or 404 to GET \/api\/v1\/alerts/, /500 no such bucket/],
  },
  {
    fault: "Alertmanager's store gives nothing back",
    faults: { alertmanagerForgets: true },
    fails: ["alertmanager"],
    says: [/the configuration that was stored/, /404 alertmanager storage object not found/],
  },
  {
    fault: "a node does not tell its intervals",
    faults: { noIntervals: true },
    fails: ["shipped", "readBack"],
    says: [/\/config of cortex-node-1 tells its intervals/, /querier.query_ingesters_within: /],
  },
  {
    fault: "a node takes no old samples",
    faults: { otlpRefused: true },
    fails: ["shipped", "readBack"],
    says: [/wget in cortex-node-1 succeeds/, /HTTP\/1.1 500/],
  },
  {
    fault: "the bucket refuses uploads",
    faults: { uploadFails: true },
    fails: ["shipped", "readBack"],
    says: [
      /cortex-node-1 ships what it flushes/,
      /cortex_ingester_shipper_upload_failures_total grew/,
      /look at: +docker logs --tail 50 cortex-node-1$/m,
    ],
  },
  {
    fault: "a node compacts nothing",
    faults: { compactionFails: true },
    fails: ["shipped", "readBack"],
    says: [/cortex-node-1 ships what it flushes/, /seen: +cortex_ingester_tsdb_compactions_failed_total grew/],
  },
  {
    fault: "a flush ships nothing",
    faults: { nothingUploaded: true },
    fails: ["shipped", "readBack"],
    says: [/last_successful_upload_time is now/, /no upload from cortex-node-1, cortex-node-2/],
  },
  {
    fault: "no compactor writes the bucket index",
    faults: { noBucketIndex: true },
    fails: ["readBack"],
    says: [/a compactor writes tenant smoke-check's bucket index/, /seen: +none/],
  },
  {
    fault: "no store gateway loads the block",
    faults: { noBlockLoaded: true },
    fails: ["readBack"],
    says: [/a store gateway loads tenant smoke-check's blocks/, /none loaded/],
  },
  {
    fault: "the block cannot be read",
    faults: { blockUnreadable: true },
    fails: ["readBack"],
    says: [/smoke_block_\d+, which is in the bucket alone/, /seen: +nothing/],
  },
  {
    fault: "a block of an earlier run holds another value",
    faults: { wrongBlock: true },
    fails: ["readBack"],
    says: [/the value that its name tells of smoke_block_7/, /seen: +8/],
  },
  {
    fault: "no Cortex node with blocks runs",
    faults: { noNodes: true },
    fails: ["shipped", "readBack"],
    says: [/labels cortex.tier=cluster and cortex.role=node/],
  },
];

export const blocksCases: Case[] = faultsOfBlocks.map((one) => ({
  ...one,
  faults: { ...one.faults, engine: "blocks" },
}));
