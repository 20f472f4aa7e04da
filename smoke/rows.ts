// Where Cortex's chunk store keeps a series in Cassandra, schema v11 (cortex 1.13.2: pkg/chunk/schema.go v11Entries,
// schema_util.go, chunk.go ExternalKey; cassandra/storage_client.go for the tables' columns hash, range, value).
import { createHash } from "node:crypto";
import { z } from "zod";

export interface Tables {
  /** `keyspace.table`, the newest first. */
  index: string[];
  chunks: string[];
}

/** Cortex creates the next period's table early: today's rows are in one of the newest few. */
const newest = 3;
/** Cortex's default `row_shards` is 16; asking for more shards than there are costs nothing. */
const shards = 32;
const dayMilliseconds = 86_400_000;

export const listTables = "SELECT JSON keyspace_name, table_name FROM system_schema.tables";

/** The tables among the answer to {@link listTables}. */
export function tablesIn(output: string): Tables {
  const row = z.object({ keyspace_name: z.string(), table_name: z.string() });
  const all = rows(output, row).map((table) => ({ ...table, number: Number(/_(\d+)$/.exec(table.table_name)?.[1]) }));
  const of = (prefix: string) =>
    all
      .filter(({ table_name, number }) => table_name.startsWith(prefix) && Number.isInteger(number))
      .sort((a, b) => b.number - a.number)
      .slice(0, newest)
      .map((table) => `${table.keyspace_name}.${table.table_name}`);
  return { index: of("index_"), chunks: of("chunks_") };
}

/** A series that has no label but its name. */
export interface Series {
  tenant: string;
  metric: string;
  /** Of its one sample, milliseconds since the epoch. */
  timestamp: number;
}

/** Asks for the series' entry under its metric, and for its chunks' entries under the series. */
export function indexQuery(tables: string[], series: Series): string {
  const hashes = [...seriesHashes(series), chunkHash(series)].map(quoted).join(", ");
  return tables.map((table) => `SELECT JSON hash, range FROM ${table} WHERE hash IN (${hashes})`).join("; ");
}

export interface IndexRows {
  /** Whether the metric leads to the series. */
  series: boolean;
  /** Keys of the chunks that the series leads to. */
  chunks: string[];
}

export function indexRowsIn(output: string, series: Series): IndexRows {
  const found = rows(output, z.object({ hash: z.string(), range: z.string() }));
  const ofMetric = new Set(seriesHashes(series));
  return {
    series: found.some(({ hash }) => ofMetric.has(hash)),
    chunks: found
      .filter(({ hash }) => hash === chunkHash(series))
      // A range key's parts end with a 0 byte each: end time, nothing, chunk, kind.
      .map(({ range }) => Buffer.from(range.replace(/^0x/, ""), "hex").toString("latin1").split("\0")[2] ?? "")
      .filter((chunk) => chunk.startsWith(`${series.tenant}/`)),
  };
}

export function chunkQuery(tables: string[], chunks: string[]): string {
  const keys = chunks.map(quoted).join(", ");
  return tables.map((table) => `SELECT JSON hash FROM ${table} WHERE hash IN (${keys})`).join("; ");
}

/** Keys of the chunks among the answer to {@link chunkQuery}. */
export function chunksIn(output: string): string[] {
  return rows(output, z.object({ hash: z.string() })).map(({ hash }) => hash);
}

function seriesHashes(series: Series): string[] {
  return Array.from(
    { length: shards },
    (_, shard) => `${String(shard).padStart(2, "0")}:${bucket(series)}:${series.metric}`,
  );
}

function chunkHash(series: Series): string {
  // The id of a series without further labels is the digest of its name; base64 without padding.
  const id = createHash("sha256").update(series.metric).digest("base64").replace(/=+$/, "");
  return `${bucket(series)}:${id}`;
}

function bucket({ tenant, timestamp }: Series): string {
  return `${tenant}:d${Math.floor(timestamp / dayMilliseconds)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** The JSON rows among what cqlsh prints: headings, rules and counts stand around them. */
function rows<T>(output: string, shape: z.ZodType<T>): T[] {
  return output
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.startsWith("{"))
    .flatMap((line) => {
      const row = shape.safeParse(JSON.parse(line));
      return row.success ? [row.data] : [];
    });
}
