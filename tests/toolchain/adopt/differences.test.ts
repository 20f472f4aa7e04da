import assert from "node:assert/strict";
import type { StateInstance } from "../../../components/terraform/state.ts";
import { differencesOf, type Differences } from "../../../toolchain/adopt/differences.ts";
import { unknown, type Plain } from "../../../toolchain/wire.ts";
import { instancesWith } from "../../support/terraform-state.ts";

interface Context {
  references?: Record<string, string>;
  taken?: ReadonlyMap<string, StateInstance>;
  importable?: readonly string[];
  defaultTags?: Record<string, Plain>;
  sensitive?: string[];
  type?: string;
  replaceOnChanges?: string[];
}

function differences(
  attributes: Record<string, unknown>,
  inputs: Record<string, Plain>,
  context: Context = {},
): Differences {
  const [instance] = instancesWith({
    type: context.type ?? "aws_thing",
    name: "this",
    instances: [{ attributes, sensitive: context.sensitive ?? [] }],
  });
  assert.ok(instance);
  return differencesOf(instance, {
    inputs,
    references: context.references ?? {},
    taken: context.taken ?? new Map(),
    importable: new Set(context.importable),
    replaceOnChanges: context.replaceOnChanges ?? [],
    defaultTags: context.defaultTags ?? {},
    overrides: { odd_name: { name: "other" } },
  });
}

const names = ({ differences: all }: Differences): string[] => all.map(({ property }) => property);

describe("adopt: what an import would change", () => {
  it("is what the stack gives otherwise, in both spellings, with both values", () => {
    const { differences: all } = differences(
      { retention_in_days: 30, name: "a", odd_name: "x", rule: [{ status: "On" }] },
      { retentionInDays: 14, name: "a", other: "y", rules: [{ status: "On" }] },
    );
    assert.deepEqual(all, [
      { property: "other", from: "x", to: "y", replaces: false },
      { property: "retentionInDays", from: 30, to: 14, replaces: false },
    ]);
  });

  const same: [string, Record<string, unknown>, Record<string, Plain>][] = [
    ["texts and what they spell", { port: 80, on: true }, { port: "80", on: "true" }],
    ["what is empty in any way", { a: null, b: "", c: [], d: false }, { a: "", b: [], c: {}, d: null, e: false }],
    ["one element and a list of one", { config: [{ max_size: 3 }] }, { config: { maxSize: 3 } }],
    [
      "sets in another order",
      { port: [{ external: 2 }, { external: 1 }] },
      { ports: [{ external: 1 }, { external: 2 }] },
    ],
    [
      "what the provider fills in inside of a block",
      { rule: [{ id: "x", status: "On" }] },
      { rules: [{ status: "On" }] },
    ],
    [
      "policies that say the same",
      { policy: '{"Statement":[{"Action":["b","a"],"Effect":"Allow"}]}' },
      { policy: '{ "Statement": { "Effect": "Allow", "Action": ["a", "b"] } }' },
    ],
    ["maps, whose keys are the user's", { labels: { some_key: "1" } }, { labels: { some_key: "1" } }],
  ];
  for (const [what, attributes, inputs] of same) {
    it(`is not ${what}`, () => {
      assert.deepEqual(differences(attributes, inputs), { differences: [], knownLater: [] });
    });
  }

  const other: [string, Record<string, unknown>, Record<string, Plain>, string][] = [
    ["a longer list", { subnets: ["a", "b"] }, { subnets: ["a"] }, "subnets"],
    ["another element", { ports: [{ external: 1 }] }, { ports: [{ external: 2 }] }, "ports"],
    ["a tag that the stack does not have", { tags: { a: "1", b: "2" } }, { tags: { a: "1" } }, "tags"],
    ["another order inside of texts", { command: ["a b"] }, { command: ["b a"] }, "command"],
    ["what the state has not", {}, { forceDestroy: true }, "forceDestroy"],
    ["several where the stack has one", { config: [{ a: 1 }, { a: 1 }] }, { config: { a: 1 } }, "config"],
  ];
  for (const [what, attributes, inputs, property] of other) {
    it(`is ${what}`, () => {
      assert.deepEqual(names(differences(attributes, inputs)), [property]);
    });
  }

  it("is not known of what is known only when the stack is built", () => {
    const { differences: all, knownLater } = differences(
      { image: "sha256:1", rule: [{ kms_key: "k", algorithm: "AES" }], list: ["a"] },
      { image: unknown, rules: [{ kmsKey: unknown, algorithm: "AES" }], list: ["a", unknown] },
    );
    assert.deepEqual([all.map(({ property }) => property), knownLater], [["list"], ["image", "rules"]]);
  });

  it("is the tags of the provider too, where the state has them together", () => {
    const state = { tags: { Name: "a" }, tags_all: { Name: "a", Team: "metrics" } };
    const [tags, ...rest] = differences(state, { tags: { Name: "a" } }, { defaultTags: { Stack: "s" } }).differences;
    assert.deepEqual(rest, []);
    assert.deepEqual(tags, {
      property: "tagsAll",
      from: { Name: "a", Team: "metrics" },
      to: { Stack: "s", Name: "a" },
      replaces: false,
    });
    assert.deepEqual(names(differences(state, { tags: { Name: "a" } }, { defaultTags: { Team: "metrics" } })), []);
  });

  it("says what the thing would be replaced for: by its provider, or because the program wants it so", () => {
    const replaced = (type: string, inputs: Record<string, Plain>, replaceOnChanges: string[] = []): string[] =>
      differences({ name: "a", hostname: "a", memory: 1 }, inputs, { type, replaceOnChanges }).differences.flatMap(
        ({ property, replaces }) => (replaces ? [property] : []),
      );
    assert.deepEqual(replaced("aws_iam_role", { name: "b", description: "b" }), ["name"]);
    assert.deepEqual(replaced("aws_iam_user", { name: "b" }), []);
    assert.deepEqual(replaced("docker_container", { hostname: "b", memory: 2, destroyGraceSeconds: 3, init: true }), [
      "hostname",
    ]);
    assert.deepEqual(replaced("docker_container", { init: true, memory: 2 }, ["init"]), ["init"]);
  });

  it("hides what may be secret, on both sides", () => {
    const { differences: all } = differences(
      { value: "hunter2", note: "hunter2", name: "a" },
      { value: { secret: "other" }, note: "b", name: { secret: "c" } },
      { sensitive: ["note"] },
    );
    assert.equal(all.length, 3);
    assert.doesNotMatch(JSON.stringify(all), /hunter2|other/);
  });

  describe("where a property is another part's", () => {
    const [vpc] = instancesWith({ type: "aws_vpc", name: "main", instances: [{ attributes: { id: "vpc-1" } }] });
    const context = {
      references: { vpcId: "aws:ec2/vpc:Vpc cortex-vpc", subnets: "s", policy: "aws:ec2/vpc:Vpc cortex-vpc" },
    };
    const taken = new Map(
      [["aws:ec2/vpc:Vpc cortex-vpc", vpc]].filter((entry): entry is [string, StateInstance] => !!entry[1]),
    );

    it("is nothing if that part is what Terraform has there", () => {
      const found = differences({ vpc_id: "vpc-1" }, { vpcId: unknown }, { ...context, taken });
      assert.deepEqual(found, { differences: [], knownLater: [] });
    });

    it("is the property if that part is another thing, or is made anew", () => {
      const [elsewhere] = differences({ vpc_id: "vpc-2" }, { vpcId: unknown }, { ...context, taken }).differences;
      assert.deepEqual(elsewhere, {
        property: "vpcId",
        from: "vpc-2",
        to: "that of cortex-vpc (aws_vpc.main)",
        replaces: false,
      });
      const importable = ["aws:ec2/vpc:Vpc cortex-vpc"];
      const [anew] = differences({ vpc_id: "vpc-1" }, { vpcId: unknown }, { ...context, importable }).differences;
      assert.deepEqual(anew, {
        property: "vpcId",
        from: "vpc-1",
        to: "that of cortex-vpc, which is made anew",
        replaces: false,
      });
    });

    it("is not known of texts that are made of it, and of what is taken as it is", () => {
      for (const made of ['{"Resource": "vpc-1"}', "2001:db8::/64"]) {
        const found = differences({ policy: made }, { policy: unknown }, { ...context, taken });
        assert.deepEqual(found, { differences: [], knownLater: ["policy"] });
      }
      assert.deepEqual(differences({ vpc_id: "vpc-1" }, { vpcId: unknown }, context).knownLater, ["vpcId"]);
    });
  });
});
