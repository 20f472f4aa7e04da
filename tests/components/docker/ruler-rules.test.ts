import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import type { RecordingRule, RuleGroup } from "../../../components/cortex/rules/rule.ts";
import { rulerRules } from "../../../components/docker/ruler-rules.ts";
import { at } from "../../support/at.ts";
import { onPath, run, type Ended } from "../../support/process.ts";
import { RecordingServer, type RecordedRequest } from "../../support/recording-server.ts";

const group = (name: string): RuleGroup<RecordingRule> => ({
  name,
  intervalSeconds: 30,
  rules: [{ record: `${name}:sum`, expr: "sum(up)" }],
});

describe("docker: the platform's rules in the ruler's bucket", function () {
  this.timeout(30_000);
  let folder: string;
  let server: RecordingServer;
  /** The namespace as the ruler has it, by tenant. */
  let held: Map<string, Set<string>>;
  let failures: number;

  const tenantOf = ({ headers }: RecordedRequest): string => String(headers["x-scope-orgid"]);

  function ruler(request: RecordedRequest): { status: number; body?: string } {
    if (failures-- > 0) return { status: 500, body: "not yet" };
    const names = held.get(tenantOf(request)) ?? new Set<string>();
    held.set(tenantOf(request), names);
    if (request.method === "POST") return { status: 202 };
    if (request.method === "DELETE") {
      names.delete(request.url.split("/").at(-1) ?? "");
      return { status: 202 };
    }
    if (names.size === 0) return { status: 404, body: "no rule groups found" };
    const lines = [...names].map(
      (name) => `    - name: ${name}\n      rules:\n        - record: a:b\n          expr: sum(up)\n`,
    );
    return { status: 200, body: `platform:\n${lines.join("")}` };
  }

  beforeEach(async function () {
    if (onPath("curl") === undefined) this.skip();
    folder = mkdtempSync(join(tmpdir(), "cortex-rules-"));
    held = new Map();
    failures = 0;
    server = await RecordingServer.start(ruler);
  });
  afterEach(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const part = (tenants: string[]) => {
    const [host = "", port = ""] = server.address.split(":");
    return rulerRules({ host, port: Number(port) }, { operations: [group("one"), group("two")] }, tenants);
  };

  /** Runs the container's script here, its files in a folder of the test. */
  async function upload(tenants: string[]): Promise<Ended> {
    const { entrypoint = [], command = [], files = [] } = part(tenants);
    const [shell = "", ...options] = entrypoint.map((word) =>
      word.replaceAll("/etc/platform-rules", join(folder, "rules")).replaceAll("/tmp/answer", join(folder, "answer")),
    );
    for (const { path, content } of files) {
      assert.ok(typeof content === "string");
      const target = path.replace("/etc/platform-rules", join(folder, "rules"));
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content);
    }
    return run(shell, [...options, ...command], 20);
  }

  const sent = (method: string): string[] =>
    server.requests.filter((one) => one.method === method).map((one) => `${tenantOf(one)} ${one.url}`);

  it("gives each group to the API of its tenant, and is done", async () => {
    const { status, output } = await upload(["operations"]);
    assert.equal(status, 0, output);
    assert.deepEqual(sent("POST"), ["operations /api/v1/rules/platform", "operations /api/v1/rules/platform"]);
    for (const { headers } of server.requests.filter(({ method }) => method === "POST"))
      assert.equal(headers["content-type"], "application/yaml");
    assert.deepEqual(sent("DELETE"), []);
  });

  it("sends a group as the API takes it", () => {
    const { files = [] } = part(["operations"]);
    const [first] = files.map(({ content }) => parse(typeof content === "string" ? content : "") as unknown);
    assert.equal(at(first, "name"), "one");
    assert.equal(at(first, "interval"), "30s");
    assert.equal(at(first, "rules.0.record"), "one:sum");
  });

  it("takes away what it gave before and gives no longer, and nothing else", async () => {
    held.set("operations", new Set(["one", "gone", "two"]));
    held.set("demo", new Set(["left-by-a-change-of-the-tenant"]));
    assert.equal((await upload(["operations", "demo"])).status, 0);
    assert.deepEqual(sent("DELETE"), [
      "operations /api/v1/rules/platform/gone",
      "demo /api/v1/rules/platform/left-by-a-change-of-the-tenant",
    ]);
    assert.deepEqual([...(held.get("operations") ?? [])], ["one", "two"]);
  });

  it("tries again until Cortex takes the rules", async () => {
    failures = 3;
    assert.equal((await upload(["operations"])).status, 0);
    assert.ok(sent("POST").length >= 5);
  });

  it("is tried anew when it failed, and ends when it did its work", () => {
    assert.equal(part(["operations"]).once, true);
  });
});
