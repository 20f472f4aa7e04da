import assert from "node:assert/strict";
import { parsePolicy } from "../../../components/aws/policies/parse.ts";
import { groupPolicies, peoplePolicies } from "../../../components/aws/policies/people.ts";
import { Users } from "../../../components/aws/users.ts";
import { userGroups } from "../../../settings/aws/users.ts";
import { awsTier, ofAwsType, one } from "../../support/aws-tiers.ts";
import { text, texts } from "../../support/containers.ts";
import { stack, startMocks, type Recorded } from "../../support/mocks.ts";
import { unknown } from "../../support/wire.ts";

async function built(users: Record<string, unknown> = {}, preview = false): Promise<Recorded> {
  const recorded = await startMocks({ preview });
  new Users("acme", awsTier({ prefix: "acme", aws: { users } }));
  await recorded.settled();
  return recorded;
}

const people = { zoe: { groups: ["viewers"] }, ann: { groups: ["operators", "administrators", "operators"] } };
const arnOf = (name: string): string => `arn:aws:iam:eu-central-1:123456789012:acme-${name}`;

describe("AWS: users", () => {
  it("are in three groups, each with the policies that it is to have", async () => {
    const recorded = await built();
    for (const group of userGroups) {
      const { name, path } = one(recorded, "iam/group:Group", `acme-${group}`).inputs;
      assert.equal(name, `acme-${group}`);
      assert.equal(path, "/acme/");
      const attached = ofAwsType(recorded, "iam/groupPolicyAttachment:GroupPolicyAttachment")
        .filter(({ inputs }) => inputs["group"] === name)
        .map(({ inputs }) => text(inputs["policyArn"]));
      assert.deepEqual(attached.sort(), groupPolicies[group].map(arnOf).sort());
    }
    assert.equal(ofAwsType(recorded, "iam/user:User").length, 0);
  });

  it("have the policies that are tested apart", async () => {
    const recorded = await built();
    const { settings, place, names } = awsTier({ prefix: "acme" });
    const context = { settings, place, names, owner: { project: "cortex", stack } };
    for (const [name, of] of Object.entries(peoplePolicies)) {
      const { policy } = one(recorded, "iam/policy:Policy", `acme-${name}`).inputs;
      assert.deepEqual(parsePolicy(text(policy)), of(context));
    }
  });

  it("each ask for a second factor", () => {
    for (const group of userGroups) assert.ok(groupPolicies[group].includes("mfa"), group);
  });

  it("are those of the settings, with the groups of each, and without a password in the state", async () => {
    const recorded = await built(people);
    const users = ofAwsType(recorded, "iam/user:User").map(({ inputs }) => inputs);
    assert.deepEqual(
      users.map(({ name }) => name),
      ["ann", "zoe"],
    );
    for (const user of users) {
      assert.equal(user["path"], "/acme/");
      assert.equal(user["forceDestroy"], true);
    }
    const groups = (user: string): string[] =>
      texts(one(recorded, "iam/userGroupMembership:UserGroupMembership", `acme-groups-of-${user}`).inputs["groups"]);
    assert.deepEqual(groups("ann"), ["acme-administrators", "acme-operators"]);
    assert.deepEqual(groups("zoe"), ["acme-viewers"]);
    const types = new Set(recorded.all.map(({ type }) => type));
    for (const type of ["iam/userLoginProfile:UserLoginProfile", "iam/accessKey:AccessKey"]) {
      assert.ok(!types.has(`aws:${type}`));
    }
  });

  it("come into no group before it asks for a second factor", async () => {
    const recorded = await built(people);
    const { dependencies } = one(recorded, "iam/userGroupMembership:UserGroupMembership", "acme-groups-of-ann");
    for (const { urn } of ofAwsType(recorded, "iam/groupPolicyAttachment:GroupPolicyAttachment")) {
      assert.ok(dependencies.includes(urn), urn);
    }
  });

  it("are planned before the policies are there", async () => {
    const recorded = await built(people, true);
    const attachments = ofAwsType(recorded, "iam/groupPolicyAttachment:GroupPolicyAttachment");
    assert.equal(attachments.length, Object.values(groupPolicies).flat().length);
    for (const { inputs } of attachments) assert.equal(inputs["policyArn"], unknown);
    assert.equal(ofAwsType(recorded, "iam/user:User").length, 2);
  });
});
