import assert from "node:assert/strict";
import type { AdoptRule } from "../../../components/terraform/adopt.ts";
import { inventory, surroundings } from "../../../toolchain/adopt/inventory.ts";
import { adoptPlan, awsFields, type AdoptPlan } from "../../../toolchain/adopt/plan.ts";
import { settingsOf } from "../../support/settings.ts";
import { many, single, stateWith, type SampleResource } from "../../support/terraform-state.ts";
import { awsExpected, awsSample, dockerExpected, dockerSample } from "./samples.ts";

async function planned(
  values: Record<string, unknown>,
  resources: readonly SampleResource[],
  rules: [from: string, to: string][] = [],
): Promise<AdoptPlan> {
  const settings = settingsOf(values);
  const state = stateWith(resources);
  return adoptPlan({
    states: new Map([["book", state]]),
    rules: rules.map(([from, to]): AdoptRule => ({ state: "book", from, to })),
    inventory: await inventory(settings, "test", surroundings(state.instances())),
    prefix: settings.prefix,
    fields: await awsFields(),
    keep: settings.terraform.keep,
  });
}

const matches = ({ matched }: AdoptPlan): Record<string, string> =>
  Object.fromEntries(matched.map(({ address, name }) => [address, name]));

/** Every address of a plan, sorted: none may be missing, none may stand twice. */
const all = ({ matched, unmatched, ambiguous, dataOnly }: AdoptPlan): string[] =>
  [...matched, ...unmatched, ...ambiguous, ...dataOnly].map(({ address }) => address).sort();

const addresses = (resources: readonly SampleResource[]): string[] =>
  [...stateWith(resources).instances()].map(({ address }) => address).sort();

const reasonOf = ({ unmatched, ambiguous }: AdoptPlan, address: string): string =>
  [...unmatched, ...ambiguous].find((each) => each.address === address)?.reason ?? "";

describe("adopt: the plan", () => {
  it("finds the parts of a Cortex on Docker that Terraform built", async () => {
    const plan = await planned({}, dockerSample);
    assert.deepEqual(matches(plan), dockerExpected);
    assert.deepEqual(all(plan), addresses(dockerSample));
    assert.deepEqual(
      plan.ambiguous.map(({ address, candidates }) => [address, candidates.map(({ name }) => name)]),
      [["docker_container.prometheus", ["cortex-prometheus-1", "cortex-prometheus-2"]]],
    );
    assert.deepEqual(
      plan.dataOnly.map(({ address }) => address),
      ["data.docker_image.nginx"],
    );
    assert.match(reasonOf(plan, "docker_image.cortex"), /docker_image has no import/);
    assert.match(
      reasonOf(plan, "random_password.admin"),
      /random_password has no import; its import id is the password/,
    );
    assert.match(reasonOf(plan, "docker_volume.cassandra_data"), /tainted/);
    assert.match(reasonOf(plan, "docker_container.redis"), /nothing in its names/);
    assert.deepEqual(plan.problems, []);
    assert.doesNotMatch(JSON.stringify(plan), /hunter2/);
  });

  it("finds the parts of a Cortex on AWS that Terraform built in modules", async () => {
    const plan = await planned({ platform: "aws", engine: "blocks" }, awsSample);
    assert.deepEqual(matches(plan), awsExpected);
    assert.deepEqual(all(plan), addresses(awsSample));
    assert.match(reasonOf(plan, "aws_sqs_queue.jobs"), /aws_sqs_queue is no type/);
    assert.match(reasonOf(plan, "aws_security_group.consul_of_others"), /belongs to something/);
    assert.match(reasonOf(plan, 'module.storage.aws_s3_bucket_versioning.this["website"]'), /is not taken over/);
  });

  it("says of each match how it is imported and what that would change", async () => {
    const { matched } = await planned({ platform: "aws", engine: "blocks" }, awsSample);
    const vpc = matched.find(({ name }) => name === "cortex-vpc");
    assert.ok(vpc);
    assert.deepEqual([vpc.type, vpc.importId, vpc.reason], ["aws:ec2/vpc:Vpc", "vpc-1", "the same cidr_block"]);
    const properties = vpc.differences.map(({ property }) => property);
    assert.ok(properties.includes("enableDnsHostnames") && properties.includes("tagsAll"), properties.join());
    assert.ok(!properties.includes("cidrBlock") && !properties.includes("enableDnsSupport"), properties.join());
    const association = matched.find(({ address }) => address.endsWith("association.private[0]"));
    assert.deepEqual([association?.importId, association?.differences], ["subnet-p0/rtb-p0", []]);
  });

  it("follows the settings' rules first, and gives what they have taken to nobody else", async () => {
    const plan = await planned({}, dockerSample, [
      ["docker_container.consul[*]", "cortex-cortex-$1"],
      ["docker_container.redis", "cortex-consul-1"],
    ]);
    const found = matches(plan);
    assert.equal(found["docker_container.consul[1]"], "cortex-cortex-1");
    assert.equal(found["docker_container.redis"], "cortex-consul-1");
    assert.equal(found['docker_container.cortex["cortex-1"]'], undefined);
    assert.match(
      reasonOf(plan, 'docker_container.cortex["cortex-1"]'),
      /cortex-cortex-1.* is docker_container\.consul\[1\]/,
    );
    assert.match(reasonOf(plan, "docker_container.consul[0]"), /this stack makes no docker_container of that name/);
    assert.match(plan.problems.join(), /docker_container\.consul\[0\]: the rules make it cortex-cortex-0/);
    assert.deepEqual(all(plan), addresses(dockerSample));
  });

  it("tells which rules `up` would refuse, each address in one list all the same", async () => {
    const plan = await planned({}, dockerSample, [
      ["docker_volume.*", "cortex-consul-1-data"],
      ["docker_container.consul[*]", "cortex-consul-1"],
      ["docker_container.nobody", "cortex-nginx"],
      ["docker_image.cortex", "cortex-cortex-image"],
    ]);
    assert.deepEqual(all(plan), addresses(dockerSample));
    for (const message of [
      /is tainted/,
      /nobody: nothing in the state/,
      /would both become cortex-consul-1|and docker_container/,
      /no import/,
    ]) {
      assert.match(plan.problems.join("\n"), message);
    }
    const clash = plan.ambiguous.find(({ address }) => address === "docker_container.consul[0]");
    assert.deepEqual(clash?.candidates, [{ type: "docker:index/container:Container", name: "cortex-consul-1" }]);
  });

  it("tells no difference of what the settings keep", async () => {
    const role = [single("aws_iam_role", "cortex", { id: "cortex-cortex", name: "cortex-cortex", path: "/" })];
    const aws = { platform: "aws", engine: "blocks" };
    const differing = async (values: Record<string, unknown>): Promise<string[]> =>
      (await planned(values, role)).matched.flatMap(({ differences }) => differences.map(({ property }) => property));
    assert.deepEqual(await differing(aws), ["assumeRolePolicy", "path"]);
    assert.deepEqual(await differing({ ...aws, terraform: { keep: { "cortex-*-role": ["path"] } } }), [
      "assumeRolePolicy",
    ]);
  });

  it("keeps addresses of two states apart", async () => {
    const settings = settingsOf();
    const resources = [single("docker_network", "cortex", { id: "n", name: "cortex" })];
    const plan = adoptPlan({
      states: new Map([
        ["one", stateWith(resources)],
        ["two", stateWith(resources)],
      ]),
      rules: [{ state: "two", from: "docker_network.cortex", to: "cortex-network" }],
      inventory: await inventory(settings, "test", surroundings([])),
      prefix: settings.prefix,
      fields: {},
      keep: {},
    });
    assert.deepEqual(
      plan.matched.map(({ state }) => state),
      ["two"],
    );
    assert.deepEqual(
      plan.unmatched.map(({ state }) => state),
      ["one"],
    );
  });

  it("takes a few seconds for thousands of addresses of one type", async function () {
    this.timeout(20_000);
    const keys = Array.from({ length: 5000 }, (_, i) => i);
    const plan = await planned({}, [
      many("docker_container", "job", keys, (i) => ({ id: `c-${i}`, name: `job-${i}` })),
    ]);
    assert.equal(plan.unmatched.length, keys.length);
  });
});
