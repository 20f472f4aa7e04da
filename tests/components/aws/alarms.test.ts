import assert from "node:assert/strict";
import type { Alarm } from "../../../components/aws/alarms/alarm.ts";
import { alarms, refuseUnknownThresholds } from "../../../components/aws/alarms.ts";
import type { Group } from "../../../components/aws/contracts.ts";
import { awsTier } from "../../support/aws-tiers.ts";

const groups: Group[] = [
  { kind: "cortex", name: "acme-cortex", minSize: 3 },
  { kind: "consul", name: "acme-consul-1", minSize: 1 },
];

function built(values: Record<string, unknown> = {}, natGatewayIds = ["nat-1"]): Alarm[] {
  const { settings, names } = awsTier({ prefix: "acme", ...values });
  const balancer = { arnSuffix: "app/acme/1", targetGroupArnSuffix: "targetgroup/acme/1" };
  return alarms({ settings, names, balancer, groups, natGatewayIds });
}

function named(all: Alarm[], name: string): Alarm {
  const found = all.find((one) => one.name === name);
  assert(found, `there is no ${name}, but ${all.map((one) => one.name).join(", ")}`);
  return found;
}

/** Whether an alarm fires after these periods, the last of them the newest; undefined: a period without a number. */
function fires({ when, threshold, periods, missing }: Alarm, ...values: (number | undefined)[]): boolean {
  const last = values.slice(-periods);
  assert.equal(last.length, periods, "too few periods to tell");
  return last.every((value) => {
    if (value === undefined) return missing === "breaching";
    return when === "above" ? value > threshold : value < threshold;
  });
}

const long = (value: number | undefined): (number | undefined)[] => Array.from({ length: 20 }, () => value);

/** A value of good days, and one of a bad day. */
const days: [name: string, good: number, bad: number][] = [
  ["gateway-5xx", 1, 50],
  ["nodes-5xx", 0, 50],
  ["latency-p99", 0.4, 30],
  ["unhealthy-nodes", 0, 1],
  ["healthy-nodes", 3, 1],
  ["rejected-connections", 0, 1],
  ["cortex-below-minimum", 3, 2],
  ["consul-1-below-minimum", 1, 0],
  ["cortex-cpu", 60, 97],
  ["consul-1-cpu", 20, 97],
  ["cortex-memory", 70, 96],
  ["cortex-disk", 50, 95],
  ["blocks-bucket-5xx", 0, 0.5],
  ["blocks-bucket-4xx", 0.5, 1],
  ["nat-ports", 0, 3],
  ["nat-drops", 2, 5000],
];

describe("AWS: alarms", () => {
  for (const [name, good, bad] of days) {
    it(`${name} fires on bad days and not on good ones`, () => {
      const one = named(built(), name);
      assert.equal(fires(one, ...long(good)), false, `fires at ${good}`);
      assert.equal(fires(one, ...long(bad)), true, `is silent at ${bad}`);
    });
  }

  for (const [name, good, bad] of [
    ["index-throttles", 0, 5000],
    ["index-errors", 0, 500],
    ["index-refused", 0, 500],
    ["chunks-bucket-5xx", 0, 0.5],
    ["chunks-bucket-4xx", 0.1, 1],
  ] as const) {
    it(`${name} does so under chunks, and is not there under blocks`, () => {
      const one = named(built({ engine: "chunks" }), name);
      assert.equal(fires(one, ...long(good)), false);
      assert.equal(fires(one, ...long(bad)), true);
      assert.ok(!built().some((each) => each.name === name));
    });
  }

  it("tell a group or nodes that are gone from one that has nothing to count", () => {
    const all = built();
    for (const name of ["cortex-below-minimum", "healthy-nodes"])
      assert.ok(fires(named(all, name), ...long(undefined)));
    for (const { name, missing, ...rest } of all) {
      if (missing !== "breaching") assert.ok(!fires({ name, missing, ...rest }, ...long(undefined)), name);
    }
  });

  it("bear one bad minute, but for what is never right", () => {
    for (const one of built()) {
      const short = one.periods * one.periodSeconds;
      assert.ok(short >= 120 || one.rule === "rejected-connections", one.name);
    }
  });

  it("need as many healthy nodes as a write does", () => {
    assert.equal(named(built(), "healthy-nodes").threshold, 2);
    assert.equal(named(built({ cluster: { nodes: 3, replicationFactor: 1 } }), "healthy-nodes").threshold, 1);
  });

  it("do not fire on the CPU that the group is kept at", () => {
    const cpu = named(built({ aws: { cluster: { cpuTargetPercent: 90 } } }), "cortex-cpu");
    assert.ok(cpu.threshold > 90 && cpu.threshold < 100);
  });

  it("know memory and disks only from the agent", () => {
    const all = built({ aws: { artifacts: { cloudWatchAgent: false } } });
    assert.ok(!all.some(({ rule }) => rule === "memory" || rule === "disk"));
    assert.ok(all.some(({ rule }) => rule === "cpu"));
    const { measured } = named(built(), "cortex-disk");
    assert.deepEqual(measured, {
      namespace: "Cortex/acme",
      metric: "disk_used_percent",
      statistic: "Maximum",
      dimensions: { AutoScalingGroupName: "acme-cortex" },
    });
  });

  it("watch each NAT gateway", () => {
    const names = built({}, ["a", "b", "c"]).flatMap(({ rule, name }) => (rule === "nat-ports" ? [name] : []));
    assert.deepEqual(names, ["zone-1-nat-ports", "zone-2-nat-ports", "zone-3-nat-ports"]);
  });

  it("have a name each, a reason each, and dimensions that hold something", () => {
    for (const all of [built(), built({ engine: "chunks" }, ["a", "b", "c"])]) {
      assert.equal(new Set(all.map(({ name }) => name)).size, all.length);
      for (const { name, why, title, measured } of all) {
        assert.match(name, /^[a-z0-9-]+$/);
        assert.ok(why.length > 30 && title.length > 3, name);
        if ("dimensions" in measured) for (const value of Object.values(measured.dimensions)) assert.ok(value, name);
      }
    }
  });

  it("take thresholds from the settings: of a rule, and, stronger, of one alarm", () => {
    const all = built({ aws: { monitoring: { thresholds: { cpu: 70, "cortex-cpu": 95, "latency-p99": 2.5 } } } });
    assert.equal(named(all, "consul-1-cpu").threshold, 70);
    assert.equal(named(all, "cortex-cpu").threshold, 95);
    assert.equal(named(all, "latency-p99").threshold, 2.5);
  });
});

describe("AWS: thresholds of the settings", () => {
  function refuse(thresholds: Record<string, number>, values: Record<string, unknown> = {}): void {
    const { settings, names } = awsTier({ prefix: "acme", ...values, aws: { monitoring: { thresholds } } });
    refuseUnknownThresholds(settings, names, groups);
  }

  it("may name a rule or an alarm", () => {
    refuse({ cpu: 70, "consul-1-cpu": 80, "blocks-bucket-5xx": 0.1, "nat-ports": 5 });
    refuse({ "index-errors": 3 }, { engine: "chunks" });
  });

  it("are refused of alarms that are not there, all at once, with those that are", () => {
    assert.throws(
      () => {
        refuse({ "latency-p95": 1, cpu: 70, "index-errors": 3 });
      },
      ({ message }: Error) => {
        assert.match(message, /names latency-p95, which is no alarm of this stack\. did you mean latency-p99\?/);
        assert.match(message, /names index-errors/);
        assert.match(message, /^The alarms are: .*cortex-cpu.*nodes-5xx/m);
        assert.doesNotMatch(message, /names cpu/);
        return true;
      },
    );
  });
});
