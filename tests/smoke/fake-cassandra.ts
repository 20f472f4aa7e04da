import { createHash } from "node:crypto";

interface Row {
  tenant: string;
  metric: string;
  timestamp: number;
}

const tables = ["index_2934", "index_2935", "index_2930", "chunks_2934", "chunks_2935"];

/** What cqlsh prints when the rows of these series (and no others) are in the tables index_2934 and chunks_2934. */
export function cassandraAnswer(
  cql: string,
  series: Row[],
  faults: { noTables?: boolean; noIndexRows?: boolean; noChunkRows?: boolean },
): string {
  if (cql.includes("system_schema.tables")) {
    const own = faults.noTables ? [] : tables.map((table_name) => ({ keyspace_name: "cortex", table_name }));
    return printed([{ keyspace_name: "system", table_name: "local" }, ...own]);
  }
  return cql
    .split(";")
    .map((statement) => {
      const table = /FROM cortex\.(\w+)/.exec(statement)?.[1] ?? "";
      const asked = new Set([...statement.matchAll(/'([^']*)'/g)].map((match) => match[1]));
      const rows = series.flatMap((row) => rowsOf(row, table)).filter(({ hash }) => asked.has(hash));
      const missing =
        (faults.noIndexRows && table.startsWith("index")) || (faults.noChunkRows && table.startsWith("chunk"));
      return printed(missing ? [] : rows);
    })
    .join("");
}

function rowsOf({ tenant, metric, timestamp }: Row, table: string): { hash: string; range: string }[] {
  const bucket = `${tenant}:d${Math.floor(timestamp / 86_400_000)}`;
  const id = createHash("sha256").update(metric).digest("base64").replace("=", "");
  const time = timestamp.toString(16);
  const chunk = `${tenant}/feedbeef:${time}:${time}:c0ffee`;
  if (table === "chunks_2934") return [{ hash: chunk, range: "0x00" }];
  if (table !== "index_2934") return [];
  return [
    { hash: `07:${bucket}:${metric}`, range: hex(`${id}\0\0\0` + "7\0") },
    { hash: `${bucket}:${id}`, range: hex(`0036ee7f\0\0${chunk}\0` + "3\0") },
  ];
}

function hex(text: string): string {
  return `0x${Buffer.from(text, "latin1").toString("hex")}`;
}

function printed(rows: object[]): string {
  const lines = rows.map((row) => ` ${JSON.stringify(row)}`);
  return ["", " [json]", "--------", ...lines, "", `(${rows.length} rows)`, ""].join("\n");
}
