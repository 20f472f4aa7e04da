import assert from "node:assert/strict";
import { instanceWords, partWords, WordReader } from "../../../components/terraform/name-words.ts";
import { instancesWith, many, single, type SampleResource } from "../../support/terraform-state.ts";

const reader = new WordReader("docker_container", "cortex");

/** The words of a name's own, and its number. */
function ofPart(name: string): [string[], number | undefined] {
  const { own, ordinal } = partWords(name, [], reader);
  return [[...own], ordinal];
}

function ofInstances(...resources: SampleResource[]): [string[], number | undefined][] {
  const instances = instancesWith(...resources);
  const words = instanceWords(instances, reader);
  return instances.map((instance) => [[...(words.get(instance)?.own ?? [])], words.get(instance)?.ordinal]);
}

describe("terraform: what names say", () => {
  it("is what stands behind the stack's prefix, unless nothing does", () => {
    assert.deepEqual(ofPart("cortex-consul-1"), [["consul"], 1]);
    assert.deepEqual(ofPart("cortex-cortex-2"), [["cortex"], 2]);
    assert.deepEqual(ofPart("cortex-3"), [["cortex"], 3]);
    assert.deepEqual(ofPart("cortex-container"), [["cortex"], undefined], "the type says nothing");
    const acme = partWords("acme-eu-nginx-exporter", [], new WordReader("docker_container", "acme-eu"));
    assert.deepEqual([...acme.own], ["nginx", "exporter"]);
  });

  it("is read in every spelling, one number for all", () => {
    for (const name of ["table-manager", "table_manager", "tableManager", "TableManagers", "table.manager"]) {
      assert.deepEqual(ofPart(name)[0], ["table", "manager"], name);
    }
    assert.deepEqual(ofPart("consul1"), [["consul"], 1]);
    assert.deepEqual(ofPart("private-1-ipv6"), [["private", "ipv6"], 1], "ipv6 and s3 are words");
    assert.deepEqual(ofPart("s3"), [["s3"], undefined]);
  });

  it("is neither a region nor a zone", () => {
    assert.deepEqual(ofPart("private-eu-central-1a"), [["private"], undefined]);
    assert.deepEqual(ofPart("us-gov-west-1-blocks"), [["block"], undefined]);
  });

  it("counts from 1, as `count` and whoever counts from 0 do not", () => {
    assert.deepEqual(
      ofInstances(many("docker_container", "consul", [0, 1], () => ({}))).map(([, number]) => number),
      [1, 2],
    );
    assert.deepEqual(
      ofInstances(many("docker_container", "consul", [0, 1], (i) => ({ name: `consul-${i}` }))).map(
        ([, number]) => number,
      ),
      [1, 2],
    );
    assert.deepEqual(
      ofInstances(many("docker_container", "consul", ["consul-1", "consul-2"], () => ({}))).map(([, number]) => number),
      [1, 2],
    );
    assert.deepEqual(
      ofInstances(single("docker_container", "consul_0"), single("docker_container", "consul_1")).map(
        ([, number]) => number,
      ),
      [1, 2],
      "of several resources of the same words too",
    );
  });

  it("is the name that somebody gave before the index", () => {
    assert.deepEqual(
      ofInstances(many("docker_container", "consul", [0, 1], (i) => ({ name: `consul-${i === 0 ? 2 : 1}` }))).map(
        ([, number]) => number,
      ),
      [2, 1],
    );
  });

  it("is what the modules say where the resource itself says nothing", () => {
    const inModule = (name: string): SampleResource => ({
      ...single("docker_container", name),
      module: 'module.consul["eu"]',
    });
    assert.deepEqual(ofInstances(inModule("this"))[0]?.[0], ["consul", "eu"]);
    assert.deepEqual(ofInstances(inModule("redis"))[0]?.[0], ["redis"]);
  });
});
