import assert from "node:assert/strict";
import type { ImageName, ImageSetting } from "../../settings.ts";
import { settingsOf } from "../support/settings.ts";
import { recipeKey } from "../../toolchain/images/build.ts";
import type { PresentImage } from "../../toolchain/images/engine.ts";
import type { Means } from "../../toolchain/images/index.ts";
import { ensureImages, imageReference } from "../../toolchain/images/index.ts";
import { buildables } from "../../toolchain/images/recipes/index.ts";
import { UserError } from "../../toolchain/sources.ts";

const buildable: ImageName[] = [
  "cassandra",
  "seaweedfs",
  "consul",
  "cortex",
  "nginx",
  "nginxExporter",
  "prometheus",
  "cadvisor",
];
const names: ImageName[] = [...buildable, "grafana"];

const defaults = (): Record<ImageName, ImageSetting> => settingsOf().images;
const referenceOf = (name: ImageName): string => imageReference(defaults()[name]);

/** The label that an image built from today's recipe carries. */
function currentKey(name: ImageName): string {
  const found = buildables.find(({ release }) => `${release.name}:${release.tag}` === referenceOf(name));
  assert.ok(found !== undefined, `${name} has a recipe`);
  return recipeKey(found.recipe, referenceOf(name));
}

interface World extends Means {
  held: Map<string, PresentImage>;
  probed: string[];
  pulled: string[];
  built: string[];
}

/** A machine: what its engine holds, and which registries it reaches. */
function world(held: Record<string, PresentImage>, reachable: string[]): World {
  const made: World = {
    held: new Map(Object.entries(held)),
    probed: [],
    pulled: [],
    built: [],
    buildables,
    present: (reference) => Promise.resolve(made.held.get(reference)),
    registryAnswers: (host) => {
      made.probed.push(host);
      return Promise.resolve(reachable.includes(host));
    },
    hasMirrors: () => Promise.resolve(false),
    step: (_name, _doing, work) => work(() => undefined),
    pull: (reference) => {
      made.pulled.push(reference);
      return Promise.resolve();
    },
    build: (_recipe, reference) => {
      made.built.push(reference);
      return Promise.resolve();
    },
  };
  return made;
}

const everywhere = ["registry-1.docker.io", "quay.io", "gcr.io"];
const bySource = (reports: { image: string; source: string }[]): Record<string, string> =>
  Object.fromEntries(reports.map(({ image, source }) => [image, source]));

describe("the choice of an image's source", () => {
  it("takes what is present and asks no registry", async () => {
    const machine = world(
      Object.fromEntries(names.map((name) => [referenceOf(name), { builtFrom: undefined }])),
      everywhere,
    );
    const reports = await ensureImages(defaults(), { grafana: "auto" }, machine);
    assert.deepEqual(bySource(reports), Object.fromEntries(names.map((name) => [name, "present"])));
    assert.deepEqual([machine.probed, machine.pulled, machine.built], [[], [], []]);
  });

  it("pulls what is missing where the registries answer, and probes each registry once", async () => {
    const machine = world({}, everywhere);
    const reports = await ensureImages(defaults(), { grafana: "auto" }, machine);
    assert.deepEqual(bySource(reports), Object.fromEntries(names.map((name) => [name, "pulled"])));
    assert.deepEqual(machine.probed.sort(), [...everywhere].sort());
    assert.deepEqual(machine.built, []);
  });

  it("builds everything but Grafana where no registry answers", async () => {
    const machine = world({}, []);
    const reports = await ensureImages(defaults(), { grafana: "auto" }, machine);
    for (const name of buildable) assert.equal(bySource(reports)[name], "built", name);
    assert.equal(bySource(reports)["grafana"], "unavailable");
    assert.deepEqual(machine.built.sort(), buildable.map((name) => referenceOf(name)).sort());
    assert.deepEqual(machine.pulled, []);
  });

  it("decides image by image: one registry answers, another does not", async () => {
    const reports = await ensureImages(defaults(), { grafana: "auto" }, world({}, ["quay.io"]));
    assert.equal(bySource(reports)["cortex"], "pulled");
    assert.equal(bySource(reports)["nginx"], "built");
  });

  it("builds when the pull fails although the registry answers", async () => {
    const machine = world({}, everywhere);
    machine.pull = () => Promise.reject(new UserError("toomanyrequests"));
    const reports = await ensureImages(defaults(), { grafana: "auto" }, machine);
    assert.equal(bySource(reports)["nginx"], "built");
    const grafana = reports.find(({ image }) => image === "grafana");
    assert.match(grafana?.detail ?? "", /toomanyrequests/);
  });

  it("lets the engine pull through its mirror where this process reaches no registry", async () => {
    const machine = world({}, []);
    machine.hasMirrors = () => Promise.resolve(true);
    assert.equal(bySource(await ensureImages(defaults(), { grafana: "auto" }, machine))["nginx"], "pulled");
  });

  it("keeps an image that was built here while its recipe is the same", async () => {
    const reference = imageReference(defaults().nginx);
    const machine = world({ [reference]: { builtFrom: currentKey("nginx") } }, []);
    assert.equal(bySource(await ensureImages(defaults(), { grafana: "never" }, machine))["nginx"], "present");
    assert.ok(!machine.built.includes(reference));
  });

  it("builds an image anew when the recipe it was built from is another", async () => {
    const reference = imageReference(defaults().nginx);
    const machine = world({ [reference]: { builtFrom: "0123456789abcdef" } }, []);
    assert.equal(bySource(await ensureImages(defaults(), { grafana: "never" }, machine))["nginx"], "built");
    assert.ok(machine.built.includes(reference));
  });

  it("looks at no image that is not wanted", async () => {
    const machine = world({}, everywhere);
    const { nginx, consul } = defaults();
    const reports = await ensureImages({ nginx, consul }, { grafana: "always" }, machine);
    assert.deepEqual(reports.map(({ image }) => image).sort(), ["consul", "nginx"]);
    assert.deepEqual(machine.pulled.sort(), [referenceOf("consul"), referenceOf("nginx")].sort());
  });

  it("builds the Cortex of either engine", async () => {
    for (const engine of ["chunks", "blocks"]) {
      const { cortex } = settingsOf({ engine }).images;
      const machine = world({}, []);
      assert.deepEqual(bySource(await ensureImages({ cortex }, { grafana: "never" }, machine)), { cortex: "built" });
      assert.deepEqual(machine.built, [imageReference(cortex)]);
    }
  });

  it("reports every image once, with what a container names", async () => {
    const reports = await ensureImages(defaults(), { grafana: "auto" }, world({}, []));
    assert.deepEqual(reports.map(({ image }) => image).sort(), [...names].sort());
    for (const { image, reference } of reports) assert.equal(reference, imageReference(defaults()[image]));
  });
});

describe("what can only be pulled", () => {
  const digest = `sha256:${"0".repeat(64)}`;
  const changes: [string, Partial<ImageSetting>, RegExp][] = [
    ["another tag", { tag: "1.27.0" }, /only nginx:1\.22\.1 can be built here/],
    ["another name", { name: "registry.example/nginx" }, /only nginx:1\.22\.1 can be built here/],
    ["a digest", { digest }, /an image with a digest can only be pulled/],
  ];
  for (const [what, change, reason] of changes) {
    const wanted = { ...defaults(), nginx: { ...defaults().nginx, ...change } };

    it(`${what}: pulled where the registry answers`, async () => {
      const machine = world({}, [...everywhere, "registry.example"]);
      await ensureImages(wanted, { grafana: "never" }, machine);
      assert.ok(machine.pulled.includes(imageReference(wanted.nginx)));
    });

    it(`${what}: an error that says so where it does not`, async () => {
      await assert.rejects(ensureImages(wanted, { grafana: "never" }, world({}, [])), (error) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, reason);
        assert.ok(error.message.includes(imageReference(wanted.nginx)), "names the image");
        assert.match(error.message, /What to do: /);
        return true;
      });
    });
  }
});

describe("Grafana, which is on no package registry", () => {
  it("auto: reported as unavailable with the reasons, and nothing fails", async () => {
    const reports = await ensureImages(defaults(), { grafana: "auto" }, world({}, []));
    const grafana = reports.find(({ image }) => image === "grafana");
    assert.equal(grafana?.source, "unavailable");
    assert.match(grafana.detail, /the registry does not answer/);
    assert.match(grafana.detail, /it is on no package registry/);
  });

  it("always: an error that says what to do", async () => {
    await assert.rejects(ensureImages(defaults(), { grafana: "always" }, world({}, [])), /cortex:grafana/);
  });

  it("never: not looked at", async () => {
    const machine = world({}, everywhere);
    const reports = await ensureImages(defaults(), { grafana: "never" }, machine);
    assert.equal(bySource(reports)["grafana"], undefined);
    assert.ok(!machine.pulled.includes(imageReference(defaults().grafana)));
  });

  it("any other image that cannot be had fails the run, whatever Grafana is set to", async () => {
    const machine = world({}, []);
    machine.build = () => Promise.reject(new UserError("no Go on PATH"));
    await assert.rejects(ensureImages(defaults(), { grafana: "auto" }, machine), /no Go on PATH/);
  });
});
