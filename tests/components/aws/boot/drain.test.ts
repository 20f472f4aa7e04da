// The drain as it runs, with stand-ins for the commands that would change this machine.
import assert from "node:assert/strict";
import { environmentFile } from "../../../../components/aws/boot/environment.ts";
import { BootRun } from "../../../support/boot-run.ts";

describe("drain", () => {
  let it_: BootRun;

  function environment(values: Record<string, string | number> = {}): void {
    const usual = { KIND: "cortex", GROUP: "acme-cortex", REGION: "eu-central-1", ENDPOINT: "", INSTANCE_ID: "i-1" };
    const drain = {
      ENGINE: "blocks",
      PAUSE_SECONDS: 600,
      TERMINATE_HOOK: "drain",
      HEARTBEAT_SECONDS: 1,
      LOCK_SECONDS: 9,
    };
    it_.write("/etc/cortex-platform/boot.env", environmentFile({ ...usual, ...drain, ...values }));
  }

  /** `state`: what the metadata says of the instance; `told`: what Consul tells of the node that was drained before. */
  function stand({ state = "Terminated", lock = 'shift 4; exec sh -c "$*"', told = "true" } = {}): void {
    it_.command("curl", `case "$*" in *api/token) echo t ;; *target-lifecycle-state) ${state} ;; esac`);
    it_.command("consul", `case $1 in lock) ${lock} ;; kv) [ "$2" != get ] || ${told} ;; esac`);
  }

  beforeEach(() => {
    it_ = new BootRun();
    it_.script("common");
    it_.script("drain-watch");
    it_.script("drain-cortex", "drain");
    it_.command("systemctl", 'case "$1" in show) echo "${RESULT:-success}" ;; esac');
    it_.command("aws");
    it_.command("jq");
    it_.command("sleep", "exec /bin/sleep 0.1");
    environment();
    stand({ state: "echo Terminated" });
  });

  afterEach(() => it_.end());

  const position = (start: string): number => it_.calls().findIndex((call) => call.startsWith(start));

  /** The word to the group that all is done; nothing but a heartbeat may come after it. */
  const completed = (): string | undefined =>
    it_.calls().findLast((call) => call.startsWith("aws") && call.includes(" complete-lifecycle-action "));

  it("takes the lock, takes no more requests, is read-only, flushes, leaves Consul, and tells the group, in this order", async () => {
    const { status, output } = await it_.run("drain-watch");
    assert.equal(status, 0, output);
    const order = [
      "consul lock -child-exit-code -timeout=9s cortex-platform/drain/cortex",
      "consul kv get -recurse cortex-platform/drained-at",
      "consul maint -enable -service cortex",
      "curl -fsS -m 30 -o /dev/null -d mode=READONLY http://127.0.0.1/ingester/mode",
      "systemctl stop cortex.service",
      "consul services deregister -id=cortex",
      "consul services deregister -id=nginx-exporter",
      "consul kv put cortex-platform/drained-at",
      "systemctl stop consul.service",
    ].map(position);
    assert.ok(!order.includes(-1), it_.calls().join("\n"));
    assert.deepEqual(
      order,
      [...order].sort((a, b) => a - b),
    );
    assert.match(
      completed() ?? "",
      / --auto-scaling-group-name acme-cortex --lifecycle-hook-name drain --instance-id i-1 --lifecycle-action-result CONTINUE/,
    );
  });

  it("does nothing as long as the instance stays", async () => {
    stand({ state: "echo InService" });
    await it_.run("drain-watch", 2);
    assert.ok(!it_.calls().some((call) => /^(?:systemctl|consul|aws)/.test(call)));
  });

  it("does nothing where the metadata does not answer", async () => {
    stand({ state: "exit 22" });
    await it_.run("drain-watch", 2);
    assert.ok(!it_.calls().some((call) => /^(?:systemctl|consul|aws)/.test(call)));
  });

  it("asks for the lock again, and is done all the same when Consul gives none", async () => {
    stand({ state: "echo Terminated", lock: "exit 1" });
    assert.equal((await it_.run("drain-watch")).status, 0);
    assert.equal(it_.calls().filter((call) => call.startsWith("consul lock")).length, 12);
    assert.equal(it_.calls().filter((call) => call === "systemctl stop cortex.service").length, 1);
    assert.ok(completed());
  });

  it("is done once when the lock cannot be given back", async () => {
    stand({ state: "echo Terminated", lock: 'shift 4; sh -c "$*"; exit 1' });
    assert.equal((await it_.run("drain-watch")).status, 0);
    assert.equal(it_.calls().filter((call) => call === "systemctl stop cortex.service").length, 1);
    assert.equal(it_.calls().filter((call) => call.startsWith("consul lock")).length, 1);
    assert.ok(completed());
  });

  it("waits for the time that the node before needs to be found in the store, and no longer", async () => {
    const now = Math.floor(Date.now() / 1000);
    stand({ state: "echo Terminated", told: `echo cortex-platform/drained-at:${now - 500}` });
    assert.equal((await it_.run("drain-watch")).status, 0);
    const waited = it_.calls().flatMap((call) => /^sleep (\d\d+)$/.exec(call)?.[1] ?? []);
    assert.equal(waited.length, 1);
    assert.ok(Number(waited[0]) > 80 && Number(waited[0]) <= 100, waited[0]);
    it_.write("/calls", "");
    stand({ state: "echo Terminated", told: `echo cortex-platform/drained-at:${now - 700}` });
    assert.equal((await it_.run("drain-watch")).status, 0);
    assert.ok(!it_.calls().some((call) => /^sleep \d\d+$/.test(call)));
  });

  it("waits as if a node had just gone where Consul does not tell", async () => {
    stand({ state: "echo Terminated", told: "exit 1" });
    assert.equal((await it_.run("drain-watch")).status, 0);
    assert.equal(it_.calls().filter((call) => call.startsWith("consul kv get")).length, 12);
    const waited = it_.calls().flatMap((call) => /^sleep (\d\d+)$/.exec(call)?.[1] ?? []);
    assert.deepEqual(waited, ["600"]);
  });

  it("knows no READONLY under chunks", async () => {
    environment({ ENGINE: "chunks", PAUSE_SECONDS: 0 });
    assert.equal((await it_.run("drain-watch")).status, 0);
    assert.ok(!it_.calls().some((call) => call.includes("READONLY")));
    assert.notEqual(position("systemctl stop cortex.service"), -1);
  });

  it("says when Cortex had to be killed", async () => {
    it_.command("systemctl", "case $1 in show) echo timeout ;; esac");
    const { output } = await it_.run("drain-watch");
    assert.match(output, /did not end by itself/);
  });

  it("keeps the group waiting meanwhile", async () => {
    stand({ state: "echo Terminated", lock: '/bin/sleep 1; shift 4; exec sh -c "$*"' });
    assert.equal((await it_.run("drain-watch")).status, 0);
    assert.ok(it_.calls().some((call) => call.includes("record-lifecycle-action-heartbeat")));
  });

  it("takes a Consul server out when the others can do without it, or when they take too long to", async () => {
    it_.script("drain-consul", "drain");
    environment({ KIND: "consul", GROUP: "acme-consul-1", SERVERS: 3, NODE_NAME: "consul-i-1" });
    assert.equal((await it_.run("drain-watch")).status, 0);
    assert.ok(position("curl -sS -m 5 http://127.0.0.1:8500/v1/operator/autopilot/health") < position("consul leave"));
    assert.equal(it_.calls().filter((call) => call === "consul leave").length, 1);
    it_.write("/calls", "");
    it_.command("jq", "exit 1");
    it_.command("sleep", "exec /bin/sleep 0.01");
    const { output } = await it_.run("drain-watch");
    assert.match(output, /no server is to spare/);
    assert.equal(it_.calls().filter((call) => call === "consul leave").length, 1);
  });
});
