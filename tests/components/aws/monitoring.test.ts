import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { topicPolicy } from "../../../components/aws/alarm-topic.ts";
import type { Group, LoadBalancer } from "../../../components/aws/contracts.ts";
import { LogGroups } from "../../../components/aws/log-groups.ts";
import { anyOf } from "../../../components/aws/metric-alarm.ts";
import { Monitoring } from "../../../components/aws/monitoring.ts";
import { at } from "../../support/at.ts";
import { awsTier, awsWaited, keyArn, ofAwsType, one, permissions, place } from "../../support/aws-tiers.ts";
import { text, texts } from "../../support/containers.ts";
import { startMocks, valueOf, type Recorded } from "../../support/mocks.ts";
import { unknown } from "../../support/wire.ts";

const groups: Group[] = [
  { kind: "cortex", name: "acme-cortex", minSize: 3 },
  { kind: "consul", name: "acme-consul-1", minSize: 1 },
];

/** In a preview, what CloudWatch names it by is unknown. */
function balancer(): LoadBalancer {
  const later = (value: string): pulumi.Output<string> => awsWaited(value).id.apply(() => value);
  return {
    arnSuffix: later("app/acme/1"),
    targetGroupArn: later("arn:tg"),
    targetGroupArnSuffix: later("targetgroup/acme/1"),
    host: pulumi.output("lb.example"),
    port: 80,
    https: false,
  };
}

interface Built {
  recorded: Recorded;
  tier: Monitoring;
}

async function built(values: Record<string, unknown> = {}, preview = false): Promise<Built> {
  const recorded = await startMocks({ preview });
  const tier = new Monitoring("acme", {
    ...awsTier({ prefix: "acme", ...values }),
    permissions: permissions(),
    balancer: balancer(),
    groups,
    natGatewayIds: [awsWaited("nat").id.apply(() => "nat-1")],
  });
  await recorded.settled();
  return { recorded, tier };
}

const metricAlarm = "cloudwatch/metricAlarm:MetricAlarm";
const topicArn = "arn:aws:sns:eu-central-1:123456789012:acme-alarms-topic";

describe("AWS: monitoring", () => {
  it("makes an alarm of each in the data, as CloudWatch takes it", async () => {
    const { recorded } = await built();
    const cpu = one(recorded, metricAlarm, "acme-cortex-cpu").inputs;
    assert.equal(cpu["name"], "acme-cortex-cpu");
    assert.equal(cpu["comparisonOperator"], "GreaterThanThreshold");
    assert.equal(cpu["treatMissingData"], "missing");
    assert.equal(cpu["statistic"], "Average");
    assert.deepEqual(cpu["dimensions"], { AutoScalingGroupName: "acme-cortex" });
    const minimum = one(recorded, metricAlarm, "acme-cortex-below-minimum").inputs;
    assert.equal(minimum["comparisonOperator"], "LessThanThreshold");
    assert.equal(minimum["threshold"], 3);
    assert.equal(minimum["treatMissingData"], "breaching");
    const latency = one(recorded, metricAlarm, "acme-latency-p99").inputs;
    assert.equal(latency["extendedStatistic"], "p99");
    assert.ok(!("statistic" in latency));
    assert.deepEqual(latency["dimensions"], { LoadBalancer: "app/acme/1" });
  });

  it("asks a query over all index tables, and one metric that has no dimension", async () => {
    const { recorded } = await built({ engine: "chunks" });
    const throttles = one(recorded, metricAlarm, "acme-index-throttles").inputs;
    assert.match(String(at(throttles["metricQueries"], "0.expression")), /^SELECT SUM\(ThrottledRequests\)/);
    assert.ok(!("metricName" in throttles) && !("period" in throttles), "CloudWatch takes either, not both");
    const refused = one(recorded, metricAlarm, "acme-index-refused").inputs;
    assert.equal(refused["metricName"], "UserErrors");
    assert.ok(!("dimensions" in refused));
  });

  it("tells everybody: what is critical once, the rest each by itself", async () => {
    const { recorded, tier } = await built({ aws: { monitoring: { emails: ["b@example.org", "a@example.org"] } } });
    assert.equal(await valueOf(tier.topicArn), topicArn);
    const [composite] = ofAwsType(recorded, "cloudwatch/compositeAlarm:CompositeAlarm");
    assert.deepEqual(composite?.inputs["alarmActions"], [topicArn]);
    const rule = text(composite.inputs["alarmRule"]);
    const told = ofAwsType(recorded, metricAlarm).filter(({ inputs }) => {
      const name = text(inputs["name"]);
      const isTold = JSON.stringify(inputs["alarmActions"] ?? null) === JSON.stringify([topicArn]);
      assert.notEqual(isTold, rule.includes(`ALARM("${name}")`), `${name} is told twice, or never`);
      return isTold;
    });
    assert.ok(told.length > 3);
    for (const name of ["acme-gateway-5xx", "acme-nodes-5xx", "acme-healthy-nodes", "acme-cortex-below-minimum"]) {
      assert.ok(rule.includes(`ALARM("${name}")`), name);
    }
    const subscriptions = ofAwsType(recorded, "sns/topicSubscription:TopicSubscription").map(({ inputs }) => inputs);
    assert.deepEqual(
      subscriptions.map(({ endpoint, protocol }) => [protocol, endpoint]),
      [
        ["email", "a@example.org"],
        ["email", "b@example.org"],
      ],
    );
  });

  it("makes the alarm over others when those are there", async () => {
    const { recorded } = await built();
    const [composite] = ofAwsType(recorded, "cloudwatch/compositeAlarm:CompositeAlarm");
    const healthy = one(recorded, metricAlarm, "acme-healthy-nodes");
    assert.ok(composite?.dependencies.includes(healthy.urn));
    assert.equal(anyOf(["a", "b"]), 'ALARM("a") OR ALARM("b")');
  });

  it("encrypts what it tells, and lets alarms of the account alone publish", async () => {
    const { recorded } = await built();
    const topic = one(recorded, "sns/topic:Topic", "acme-alarms-topic").inputs;
    assert.equal(topic["kmsMasterKeyId"], keyArn);
    assert.equal(topic["name"], "acme-alarms");
    const policy = one(recorded, "sns/topicPolicy:TopicPolicy", "acme-alarms-policy").inputs;
    assert.equal(policy["policy"], topicPolicy(topicArn, place));
    const [allowed, denied] = [0, 1].map((index) => at(JSON.parse(topicPolicy(topicArn, place)), `Statement.${index}`));
    assert.equal(at(allowed, "Principal.Service"), "cloudwatch.amazonaws.com");
    assert.deepEqual(at(allowed, "Condition.StringEquals"), { "aws:SourceAccount": "123456789012" });
    assert.equal(at(denied, "Effect"), "Deny");
  });

  it("draws a dashboard of the same numbers", async () => {
    const { recorded, tier } = await built();
    const { inputs } = one(recorded, "cloudwatch/dashboard:Dashboard", "acme-dashboard");
    assert.equal(inputs["dashboardName"], tier.dashboardName);
    const body = text(inputs["dashboardBody"]);
    assert.ok(body.includes("app/acme/1") && body.includes("nat-1"));
    assert.doesNotMatch(body, /Calling \[toString\]/, "an output was written as text");
  });

  it("keeps a budget only where one is asked for", async () => {
    assert.equal(ofAwsType((await built()).recorded, "budgets/budget:Budget").length, 0);
    const monitoring = { monthlyBudgetUsd: 400, emails: ["a@example.org"] };
    const { inputs } = one((await built({ aws: { monitoring } })).recorded, "budgets/budget:Budget", "acme-budget");
    assert.match(JSON.stringify(inputs["costFilters"]), /user:Stack\$cortex\/test/);
  });

  it("refuses a threshold of no alarm", async () => {
    await assert.rejects(built({ aws: { monitoring: { thresholds: { cpuu: 1 } } } }), /names cpuu.*did you mean cpu\?/);
  });

  for (const engine of ["blocks", "chunks"]) {
    it(`can be previewed under ${engine}`, async () => {
      const { recorded } = await built({ engine }, true);
      assert.equal(one(recorded, "cloudwatch/dashboard:Dashboard", "acme-dashboard").inputs["dashboardBody"], unknown);
      const latency = one(recorded, metricAlarm, "acme-latency-p99").inputs;
      assert.deepEqual(latency["dimensions"], { LoadBalancer: unknown });
    });
  }
});

describe("AWS: log groups", () => {
  for (const preview of [false, true]) {
    it(`are there for each kind of instance, encrypted, and kept as long as said${preview ? ", in a preview too" : ""}`, async () => {
      const recorded = await startMocks({ preview });
      const tier = awsTier({ prefix: "acme", aws: { monitoring: { logRetentionDays: 90 } } });
      new LogGroups("acme-logs", { ...tier, permissions: permissions() });
      await recorded.settled();
      const made = ofAwsType(recorded, "cloudwatch/logGroup:LogGroup").map(({ inputs }) => inputs);
      assert.deepEqual(texts(made.map(({ name }) => name ?? null)), [
        "/acme/consul",
        "/acme/cortex",
        "/acme/prometheus",
        "/acme/grafana",
      ]);
      for (const { retentionInDays, kmsKeyId } of made) {
        assert.equal(retentionInDays, 90);
        assert.equal(kmsKeyId, preview ? unknown : keyArn);
      }
    });
  }
});
