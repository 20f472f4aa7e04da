import assert from "node:assert/strict";
import type { Adopted } from "../../../components/terraform/adopt.ts";
import type { AdoptionRecord } from "../../../components/terraform/adoption.ts";
import { readExport, readHistory, recordIn } from "../../../toolchain/adopt/exported.ts";
import { awsFields } from "../../../toolchain/adopt/plan.ts";
import { verification, verificationText, type Verification, type VerifyArgs } from "../../../toolchain/adopt/verify.ts";
import { single, stateWith } from "../../support/terraform-state.ts";

const adopted: Adopted[] = [
  {
    state: "book",
    address: "aws_vpc.this",
    terraformType: "aws_vpc",
    type: "aws:ec2/vpc:Vpc",
    name: "cortex-vpc",
    importId: "vpc-1",
  },
  {
    state: "book",
    address: "aws_iam_role_policy_attachment.a",
    terraformType: "aws_iam_role_policy_attachment",
    type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    name: "cortex-a",
    importId: "role/arn:p",
  },
  {
    state: "book",
    address: "aws_cloudwatch_metric_alarm.cpu",
    terraformType: "aws_cloudwatch_metric_alarm",
    type: "aws:cloudwatch/metricAlarm:MetricAlarm",
    name: "cortex-cpu",
    importId: "cpu",
  },
];

const record: AdoptionRecord = { states: { book: { origin: "book.tfstate", serial: 3, lineage: "l" } }, adopted };

const resource = (type: string, name: string, more: Record<string, unknown>) => ({
  urn: `urn:pulumi:s::cortex::cortex:x:Y$${type}::${name}`,
  custom: true,
  type,
  protect: true,
  ...more,
});

const vpc = resource("aws:ec2/vpc:Vpc", "cortex-vpc", { id: "vpc-1", outputs: { arn: "arn:1" } });
/** The provider's own id is another text than the one that it was imported by. */
const attachment = resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "cortex-a", {
  id: "role-20260101",
  outputs: { role: "role", policyArn: "arn:p" },
});
const alarm = resource("aws:cloudwatch/metricAlarm:MetricAlarm", "cortex-cpu", { id: "cpu", outputs: { name: "cpu" } });

const exportOf = (...resources: unknown[]): string =>
  JSON.stringify({
    version: 3,
    deployment: {
      resources: [
        {
          urn: "urn:pulumi:s::cortex::pulumi:pulumi:Stack::cortex-s",
          custom: false,
          type: "pulumi:pulumi:Stack",
          outputs: { engine: "blocks", terraform: record },
        },
        ...resources,
      ],
    },
  });

const terraform = [
  single("aws_vpc", "this", { id: "vpc-1", arn: "arn:1" }),
  single("aws_iam_role_policy_attachment", "a", { id: "role-2025", role: "role", policy_arn: "arn:p" }),
  single("aws_cloudwatch_metric_alarm", "cpu", { alarm_name: "cpu" }),
];

async function verified(
  resources: unknown[],
  state: ReturnType<typeof stateWith> | string | undefined = stateWith(terraform, { serial: 3, lineage: "l" }),
): Promise<Verification> {
  const args: VerifyArgs = {
    stack: "s",
    resources: readExport(exportOf(...resources)),
    record,
    states: new Map(state === undefined ? [] : [["book", state]]),
    lastUpdate: undefined,
    fields: await awsFields(),
  };
  return verification(args);
}

const problems = ({ adopted: all }: Verification): string => all.flatMap((each) => each.problems).join("\n");

describe("adopt: verification", () => {
  it("holds where everything is in the stack as Terraform had it, and protected", async () => {
    const found = await verified([vpc, attachment, alarm]);
    assert.equal(problems(found), "");
    assert.equal(found.holds, true);
    assert.deepEqual(
      found.adopted.map(({ id, protected: safe, inTerraform }) => [id, safe, inTerraform]),
      [
        ["vpc-1", true, true],
        ["role-20260101", true, true],
        ["cpu", true, true],
      ],
    );
    assert.match(verificationText(found), /3 taken over, 3 as Terraform had them.*\n {2}✓ aws_vpc\.this is cortex-vpc/);
  });

  const wrong: [string, unknown[], RegExp][] = [
    ["a resource that the stack has not", [attachment, alarm], /the stack has no cortex-vpc/],
    ["another id", [{ ...vpc, id: "vpc-2" }, attachment, alarm], /the stack has vpc-2, Terraform had vpc-1/],
    [
      "another id that is made of attributes",
      [vpc, { ...attachment, outputs: { role: "other", policyArn: "arn:p" } }, alarm],
      /the stack has other\/arn:p, Terraform had role\/arn:p/,
    ],
    ["no protection", [{ ...vpc, protect: undefined }, attachment, alarm], /it is not protected/],
    [
      "a replacement",
      [vpc, { ...vpc, id: "vpc-0", delete: true }, attachment, alarm],
      /it was replaced: the one before/,
    ],
    [
      "a thing of the same name that was made anew",
      [{ ...vpc, outputs: { arn: "arn:2" } }, attachment, alarm],
      /its arn is arn:2, Terraform has arn:1: it was replaced/,
    ],
  ];
  for (const [what, resources, message] of wrong) {
    it(`does not hold with ${what}`, async () => {
      const found = await verified(resources);
      assert.equal(found.holds, false);
      assert.match(problems(found), message);
      assert.match(verificationText(found), /Not everything holds/);
    });
  }

  const all = [vpc, attachment, alarm];

  it("does not hold where Terraform has made it anew, or would", async () => {
    const anew = stateWith([single("aws_vpc", "this", { id: "vpc-7" })], { serial: 4, lineage: "l" });
    assert.match(problems(await verified(all, anew)), /Terraform now has vpc-7, Terraform had vpc-1/);
    const tainted = stateWith(
      [{ type: "aws_vpc", name: "this", instances: [{ attributes: { id: "vpc-1" }, tainted: true }] }],
      { serial: 4, lineage: "l" },
    );
    assert.match(problems(await verified(all, tainted)), /is tainted in Terraform's state/);
  });

  it("names the address that Terraform has it under by now", async () => {
    const renamed = stateWith([single("aws_vpc", "other", { id: "vpc-1" }), ...terraform.slice(1)], {
      serial: 4,
      lineage: "l",
    });
    const found = await verified(all, renamed);
    assert.deepEqual([found.holds, found.adopted[0]?.inTerraform], [true, true]);
    assert.equal(found.adopted[0]?.renamed, "aws_vpc.other");
    assert.match(verificationText(found), /aws_vpc\.this is cortex-vpc \(vpc-1\), in Terraform aws_vpc\.other by now/);
  });

  it("tells of a state that has moved on, which a release does too", async () => {
    const found = await verified(all, stateWith(terraform.slice(1), { serial: 5, lineage: "l" }));
    assert.equal(found.holds, true);
    assert.deepEqual(
      found.states.map(({ movedOn, now }) => [movedOn, now?.serial]),
      [[true, 5]],
    );
    assert.equal(found.adopted[0]?.inTerraform, false);
    assert.match(verificationText(found), /moved on: serial 5, and 3 was read/);
  });

  it("does not hold against another state", async () => {
    const found = await verified(all, stateWith(terraform, { serial: 3, lineage: "other" }));
    assert.equal(found.holds, false);
    assert.match(found.states[0]?.note ?? "", /lineage other.*another state/);
  });

  it("says so where a state cannot be read or is named no more", async () => {
    const gone = await verified(all, "There is no Terraform state at x.");
    assert.deepEqual([gone.holds, gone.states[0]?.note], [false, "not read: There is no Terraform state at x."]);
    const unnamed = verification({
      stack: "s",
      resources: readExport(exportOf(...all)),
      record,
      states: new Map(),
      lastUpdate: undefined,
      fields: await awsFields(),
    });
    assert.match(unnamed.states[0]?.note ?? "", /named by the settings no more/);
  });

  it("reads its record from the stack's outputs, and the last update from its history", () => {
    assert.deepEqual(recordIn(readExport(exportOf())), record);
    assert.equal(recordIn(readExport(JSON.stringify({ deployment: {} }))), undefined);
    const entry = {
      kind: "update",
      version: 2,
      startTime: "2026-01-01",
      result: "succeeded",
      resourceChanges: { import: 3 },
    };
    assert.deepEqual(readHistory(JSON.stringify([entry, entry]))?.resourceChanges, { import: 3 });
    assert.equal(readHistory("[]"), undefined);
  });

  it("knows a resource by its whole name, which may hold colons", () => {
    const rule = resource("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", "cortex-to-::_0-tcp-443", {});
    assert.deepEqual(
      readExport(exportOf(rule)).map(({ name }) => name),
      ["cortex-s", "cortex-to-::_0-tcp-443"],
    );
  });

  it("says what the last update replaced", async () => {
    const found = await verified(all);
    const update = (resourceChanges: Record<string, number>): string =>
      verificationText({ ...found, lastUpdate: { startTime: "2026-01-01", result: "succeeded", resourceChanges } });
    assert.match(update({ import: 3, same: 2 }), /replaced and deleted nothing/);
    assert.match(update({ same: 2, replace: 1 }), /it had 1 replace in the whole stack/);
  });
});
