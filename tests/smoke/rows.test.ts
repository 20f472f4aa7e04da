import assert from "node:assert/strict";
import { chunkQuery, chunksIn, indexQuery, indexRowsIn, tablesIn } from "../../smoke/rows.ts";

const series = { tenant: "team", metric: "smoke_flush_0badcafe", timestamp: 1_760_000_000_000 };
// base64 of the metric's SHA-256, computed apart from this program.
const id = "RMl5G9NPVIqxXeLy/doE2/l0hr/moMHmWvsEVEIymyc";
const day = "d20370";

describe("rows of the chunk store in Cassandra", () => {
  it("takes the newest tables, whatever stands around them", () => {
    const names = ["index_9", "chunks_10", "index_10", "chunks_9", "index_8", "index_7", "index_old", "other_10"];
    const lines = names.map((table_name) => ` ${JSON.stringify({ keyspace_name: "metrics", table_name })}`);
    assert.deepEqual(tablesIn(["", " [json]", "----", ...lines, "", "(8 rows)"].join("\n")), {
      index: ["metrics.index_10", "metrics.index_9", "metrics.index_8"],
      chunks: ["metrics.chunks_10", "metrics.chunks_9"],
    });
    assert.deepEqual(tablesIn("(0 rows)"), { index: [], chunks: [] });
  });

  it("asks for the metric in every shard and for the series, in every table", () => {
    const cql = indexQuery(["k.index_2", "k.index_1"], series);
    assert.match(cql, /^SELECT JSON hash, range FROM k\.index_2 WHERE .*; SELECT JSON .* FROM k\.index_1 WHERE /);
    assert.ok(cql.includes(`'00:team:${day}:smoke_flush_0badcafe'`));
    assert.ok(cql.includes(`'15:team:${day}:smoke_flush_0badcafe'`));
    assert.ok(cql.includes(`'team:${day}:${id}'`));
  });

  it("quotes what it asks for", () => {
    assert.equal(
      chunkQuery(["k.chunks_1"], ["o'neil/1"]),
      "SELECT JSON hash FROM k.chunks_1 WHERE hash IN ('o''neil/1')",
    );
  });

  it("reads the series and its chunks from the index", () => {
    const chunk = "team/1f:199c82cc000:199c82cc000:c0ffee";
    const rows = [
      { hash: `03:team:${day}:smoke_flush_0badcafe`, range: hex(`${id}\0\0\x007\0`) },
      { hash: `team:${day}:${id}`, range: hex(`0036ee7f\0\0${chunk}\x003\0`) },
    ];
    assert.deepEqual(indexRowsIn(printed(rows), series), { series: true, chunks: [chunk] });
    assert.deepEqual(indexRowsIn(printed(rows.slice(1)), series), { series: false, chunks: [chunk] });
    assert.deepEqual(indexRowsIn(printed(rows.slice(0, 1)), series), { series: true, chunks: [] });
  });

  it("does not take another tenant's or metric's rows for it", () => {
    const rows = [
      { hash: `03:other:${day}:smoke_flush_0badcafe`, range: "0x00" },
      { hash: `03:team:${day}:smoke_flush_another`, range: "0x00" },
      { hash: `team:${day}:${id}`, range: hex("0036ee7f\0\0other/1f:1:1:1\x003\0") },
    ];
    assert.deepEqual(indexRowsIn(printed(rows), series), { series: false, chunks: [] });
  });

  it("reads the chunks' keys", () => {
    assert.deepEqual(chunksIn(printed([{ hash: "team/1f:1:1:1" }])), ["team/1f:1:1:1"]);
    assert.deepEqual(chunksIn("\n(0 rows)\n"), []);
  });
});

function hex(text: string): string {
  return `0x${Buffer.from(text, "latin1").toString("hex")}`;
}

function printed(rows: object[]): string {
  return [
    "",
    " [json]",
    "-----",
    ...rows.map((row) => `   ${JSON.stringify(row)}  `),
    "",
    `(${rows.length} rows)`,
  ].join("\n");
}
