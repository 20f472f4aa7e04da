import assert from "node:assert/strict";
import fc from "fast-check";
import { partKey, type Part } from "../../../components/terraform/parts.ts";
import type { StateInstance } from "../../../components/terraform/state.ts";
import { suggestions, type Suggestion } from "../../../components/terraform/suggest.ts";
import { tokenOf } from "../../../components/terraform/tokens.ts";
import { instancesWith, many, single, type SampleResource } from "../../support/terraform-state.ts";

function part(
  terraformType: string,
  name: string,
  inputs: Record<string, unknown> = {},
  references: Record<string, Part> = {},
): Part {
  const keys = Object.entries(references).map(([property, other]) => [property, partKey(other)] as const);
  return { type: tokenOf(terraformType) ?? "", name, inputs, references: Object.fromEntries(keys) };
}

function suggested(
  instances: readonly StateInstance[],
  parts: readonly Part[],
  taken = new Map<string, StateInstance>(),
): Map<StateInstance, Suggestion> {
  const types = [...new Set(instances.map(({ type }) => type))];
  const byType = types.map((type) => {
    const ofType = instances.filter((instance) => instance.type === type);
    return [type, { instances: ofType, parts: parts.filter((each) => each.type === tokenOf(type)) }] as const;
  });
  return suggestions(new Map(byType), { prefix: "cortex", fields: {}, taken });
}

/** Address to the part's name, to the candidates' names, or to nothing. */
function answers(resources: readonly SampleResource[], parts: readonly Part[]): Record<string, string | string[]> {
  const shown = ([{ address }, answer]: [StateInstance, Suggestion]): [string, string | string[]] => {
    if (answer.kind === "one") return [address, answer.part.name];
    return [address, answer.kind === "several" ? answer.parts.map(({ name }) => name) : []];
  };
  return Object.fromEntries([...suggested(instancesWith(...resources), parts)].map(shown));
}

const containers = [
  "cassandra-1",
  "consul-1",
  "consul-2",
  "consul-3",
  "cortex-1",
  "cortex-2",
  "nginx",
  "nginx-exporter",
  "prometheus-1",
  "prometheus-2",
].map((host) => part("docker_container", `cortex-${host}`, { name: `cortex-${host}` }));

describe("terraform: which part an address most likely is", () => {
  const blocks = part("aws_s3_bucket", "cortex-blocks-bucket", { bucket: "acme-blocks" });
  const ruler = part("aws_s3_bucket", "cortex-ruler-bucket", { bucket: "acme-ruler" });

  it("is the one that has the same identity, whatever both are called", () => {
    assert.deepEqual(
      answers(
        [
          single("aws_s3_bucket", "blocks", { bucket: "acme-ruler" }),
          single("aws_s3_bucket", "ruler", { bucket: "acme-blocks" }),
        ],
        [blocks, ruler],
      ),
      { "aws_s3_bucket.blocks": "cortex-ruler-bucket", "aws_s3_bucket.ruler": "cortex-blocks-bucket" },
    );
  });

  it("is the only one where there is one of each, whatever it is called", () => {
    assert.deepEqual(answers([single("aws_s3_bucket", "a", { bucket: "other" })], [blocks]), {
      "aws_s3_bucket.a": "cortex-blocks-bucket",
    });
  });

  it("is the one of the same words and number, by address, key or name", () => {
    assert.deepEqual(
      answers(
        [
          single("docker_container", "cassandra", { name: "db" }),
          many("docker_container", "consul", [0, 1, 2], () => ({})),
          many("docker_container", "node", ["cortex-1", "cortex-2"], () => ({})),
          single("docker_container", "nginx"),
          { ...single("docker_container", "this"), module: "module.nginx_exporter" },
          many("docker_container", "scraper", [0, 1], (i) => ({ name: `prometheus-${Number(i)}` })),
        ],
        containers,
      ),
      {
        "docker_container.cassandra": "cortex-cassandra-1",
        "docker_container.consul[0]": "cortex-consul-1",
        "docker_container.consul[1]": "cortex-consul-2",
        "docker_container.consul[2]": "cortex-consul-3",
        'docker_container.node["cortex-1"]': "cortex-cortex-1",
        'docker_container.node["cortex-2"]': "cortex-cortex-2",
        "docker_container.nginx": "cortex-nginx",
        "module.nginx_exporter.docker_container.this": "cortex-nginx-exporter",
        "docker_container.scraper[0]": "cortex-prometheus-1",
        "docker_container.scraper[1]": "cortex-prometheus-2",
      },
    );
  });

  it("is undecided where several parts or several addresses are equally good", () => {
    assert.deepEqual(answers([single("docker_container", "consul"), single("docker_container", "nginx")], containers), {
      "docker_container.consul": ["cortex-consul-1", "cortex-consul-2", "cortex-consul-3"],
      "docker_container.nginx": "cortex-nginx",
    });
    assert.deepEqual(answers([many("docker_container", "nginx", ["blue", "green"], () => ({}))], containers), {
      'docker_container.nginx["blue"]': ["cortex-nginx"],
      'docker_container.nginx["green"]': ["cortex-nginx"],
    });
    assert.deepEqual(
      answers(
        [
          single("aws_s3_bucket", "a", { bucket: "acme-blocks" }),
          single("aws_s3_bucket", "b", { bucket: "acme-blocks" }),
        ],
        [blocks, ruler],
      ),
      { "aws_s3_bucket.a": ["cortex-blocks-bucket"], "aws_s3_bucket.b": ["cortex-blocks-bucket"] },
    );
  });

  it("is none where nothing says so, with the reason", () => {
    const reason = (resources: readonly SampleResource[], parts: readonly Part[], at = 0): string => {
      const answer = [...suggested(instancesWith(...resources), parts).values()][at];
      assert(answer?.kind === "none");
      return answer.reason;
    };
    const other = single("aws_s3_bucket", "website", { bucket: "example.org" });
    assert.match(reason([other], []), /makes no aws_s3_bucket/);
    assert.match(reason([other], [blocks, ruler]), /nothing in its names and attributes/);
    assert.match(
      reason([single("docker_container", "consul_4"), single("docker_container", "nginx")], containers),
      /nothing in its names/,
      "a number that no part has",
    );
    assert.match(
      reason(
        [single("docker_container", "nginx", { name: "cortex-nginx" }), single("docker_container", "nginx_old")],
        containers,
        1,
      ),
      /cortex-nginx, which it is most like, is docker_container\.nginx/,
    );
  });

  it("follows what belongs together: the bucket's policy, the VPC's subnets, in zones and in numbers", () => {
    const vpc = part("aws_vpc", "cortex-vpc", { cidrBlock: "10.20.0.0/16" });
    const subnets = [1, 2].map((i) =>
      part(
        "aws_subnet",
        `cortex-private-${i}`,
        { cidrBlock: `10.20.${i}.0/24`, availabilityZone: `eu-central-1${i === 1 ? "a" : "b"}` },
        { vpcId: vpc },
      ),
    );
    const versioning = (name: string, owner: Part): Part =>
      part("aws_s3_bucket_versioning", name, {}, { bucket: owner });
    const inVpc = (id: string, zone: string) => ({
      vpc_id: id,
      availability_zone: `eu-central-1${zone}`,
      cidr_block: id,
    });
    assert.deepEqual(
      answers(
        [
          single("aws_vpc", "this", { id: "vpc-1", cidr_block: "10.0.0.0/16" }),
          // Sorted the other way round than the stack has its zones.
          many("aws_subnet", "private", [0, 1], (i) => inVpc("vpc-1", i === 0 ? "b" : "a")),
          many("aws_subnet", "private_of_others", [0, 1], (i) => inVpc("vpc-2", i === 0 ? "a" : "b")),
          single("aws_s3_bucket", "blocks", { id: "old-blocks", bucket: "old-blocks" }),
          many("aws_s3_bucket_versioning", "all", ["old-blocks", "website"], (key) => ({ bucket: key })),
        ],
        [
          vpc,
          ...subnets,
          blocks,
          ruler,
          versioning("cortex-ruler-versioning", ruler),
          versioning("cortex-blocks-versioning", blocks),
        ],
      ),
      {
        "aws_vpc.this": "cortex-vpc",
        "aws_subnet.private[0]": "cortex-private-2",
        "aws_subnet.private[1]": "cortex-private-1",
        "aws_subnet.private_of_others[0]": [],
        "aws_subnet.private_of_others[1]": [],
        "aws_s3_bucket.blocks": "cortex-blocks-bucket",
        'aws_s3_bucket_versioning.all["old-blocks"]': "cortex-blocks-versioning",
        'aws_s3_bucket_versioning.all["website"]': [],
      },
    );
  });

  it("leaves what the rules of the settings have taken", () => {
    const [first, second] = instancesWith(
      single("docker_container", "nginx"),
      single("docker_container", "nginx_of_rules"),
    );
    assert(first && second);
    const nginx = containers.find(({ name }) => name === "cortex-nginx");
    assert(nginx);
    const answer = suggested([first], containers, new Map([[partKey(nginx), second]])).get(first);
    assert.equal(answer?.kind, "none");
  });

  const word = fc.constantFrom("consul", "cortex", "nginx", "exporter", "prometheus", "redis", "blue", "node");
  const sample = fc
    .record({
      name: fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join("_")),
      module: fc.option(word, { nil: undefined }),
      keys: fc.constantFrom<(string | number)[]>([0], [0, 1, 2], ["consul-1", "consul-2"], ["a", "b"]),
      given: fc.option(fc.constantFrom("cortex-nginx", "consul-1", "cortex-2", "x"), { nil: undefined }),
    })
    .map(({ name, module, keys, given }): SampleResource => ({
      ...many("docker_container", name, keys, () => (given === undefined ? {} : { name: given })),
      ...(module === undefined ? {} : { module: `module.${module}` }),
    }));
  const samples = fc.uniqueArray(sample, {
    maxLength: 6,
    selector: ({ module, name }) => `${module ?? ""} ${name}`,
  });
  const someParts = fc.subarray(containers);

  it("is never one part for two addresses", () => {
    fc.assert(
      fc.property(samples, someParts, (resources, parts) => {
        const found = [...suggested(instancesWith(...resources), parts).values()];
        const names = found.flatMap((answer) => (answer.kind === "one" ? [answer.part.name] : []));
        assert.equal(new Set(names).size, names.length);
      }),
      { numRuns: 300 },
    );
  });

  it("does not depend on the order of addresses and parts", () => {
    fc.assert(
      fc.property(samples, someParts, (resources, parts) => {
        const sorted = (found: Record<string, string | string[]>): [string, unknown][] =>
          Object.entries(found)
            .map(([address, answer]): [string, unknown] => [
              address,
              Array.isArray(answer) ? [...answer].sort() : answer,
            ])
            .sort(([a], [b]) => a.localeCompare(b));
        const backwards = answers([...resources].reverse(), [...parts].reverse());
        assert.deepEqual(sorted(answers(resources, parts)), sorted(backwards));
      }),
      { numRuns: 200 },
    );
  });

  it("is no guess: an address whose twin is there too gets nothing", () => {
    fc.assert(
      fc.property(samples, someParts, fc.nat(), (resources, parts, at) => {
        const original = resources[at % Math.max(resources.length, 1)];
        fc.pre(original !== undefined);
        // Of the same words: modules of other names, which no part has.
        const twins = ["module.zephyr", "module.quartz"].map((module) => ({ ...original, module }));
        const found = answers([...resources, ...twins], parts);
        for (const [address, answer] of Object.entries(found)) {
          const twin = address.startsWith("module.zephyr.") || address.startsWith("module.quartz.");
          assert.ok(!twin || Array.isArray(answer), `${address}: ${String(answer)}`);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("is no guess: of two parts that are equally good, none is taken", () => {
    fc.assert(
      fc.property(samples, fc.constantFrom(...containers), (resources, one) => {
        const twins = ["zephyr", "quartz"].map((word) => ({ ...one, name: `${one.name}-${word}`, inputs: {} }));
        const found = answers(resources, twins);
        for (const [address, answer] of Object.entries(found)) assert.ok(Array.isArray(answer), address);
      }),
      { numRuns: 200 },
    );
  });
});
