import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cortexImages, imageParts, images } from "../../components/cortex/releases.ts";
import { recipeKey } from "../../toolchain/images/build.ts";
import { contracts } from "../../toolchain/images/contracts.ts";
import type { Recipe } from "../../toolchain/images/recipe.ts";
import { buildables } from "../../toolchain/images/recipes/index.ts";

const names = [...Object.keys(images), "cortex"];
const releases = [...Object.values(images), ...Object.values(cortexImages)];
const all = buildables.map(({ recipe }) => recipe);

describe("the table of contracts", () => {
  it("has an entry for each image of the platform", () => {
    assert.deepEqual(Object.keys(contracts).sort(), names.sort());
  });

  for (const [name, contract] of Object.entries(contracts)) {
    it(`${name}: says where it was read, and names whole paths`, () => {
      assert.ok(contract.source.length > 0);
      for (const source of contract.source) assert.ok(source.length > 20, source);
      assert.ok(contract.entrypoint.length > 0);
      for (const place of [...contract.paths.map(({ path }) => path), ...contract.executables, ...contract.volumes]) {
        assert.match(place, /^\/\S*[^/]$/);
      }
      for (const port of contract.exposedPorts) assert.match(port, /^\d+\/(tcp|udp)$/);
    });
  }
});

describe("the releases", () => {
  for (const release of releases) {
    it(`${release.name}:${release.tag}: a version, not a moving tag, with the place where it was read`, () => {
      assert.match(release.tag, /^v?\d+\.\d+(\.\d+)?(_large_disk)?$/);
      assert.ok(release.source.length > 20);
    });
  }
});

describe("the recipes", () => {
  it("there is one for each image but Grafana, and one for Cortex of each engine", () => {
    const built = new Set(all.map(({ image }) => image));
    assert.deepEqual([...built].sort(), names.filter((name) => name !== "grafana").sort());
    const made = buildables.map(({ release }) => release);
    assert.deepEqual(new Set(made), new Set(releases.filter((release) => release !== images.grafana)));
    for (const { release, recipe } of buildables)
      assert.equal(recipe.image === "cortex", Object.values(cortexImages).includes(release), release.tag);
  });

  for (const recipe of all) {
    it(`${recipe.image} ${recipeKey(recipe, "any:1").slice(0, 4)}: gives every account and every owned path of its contract`, () => {
      const text = (at: string): string =>
        recipe.ingredients.flatMap((part) => (part.kind === "file" && part.at === at ? [part.text] : [])).join("");
      for (const { name, uid, gid } of contracts[recipe.image].accounts) {
        assert.match(text("/etc/passwd"), new RegExp(`^${name}:x:${uid}:${gid}:`, "m"));
      }
      for (const { path, uid, gid } of contracts[recipe.image].paths.filter(({ uid }) => uid !== 0)) {
        const owner = recipe.owners.find((entry) => path === entry.path || path.startsWith(`${entry.path}/`));
        assert.deepEqual([owner?.uid, owner?.gid], [uid, gid], path);
      }
    });

    it(`${recipe.image} ${recipeKey(recipe, "any:1").slice(0, 4)}: its scripts parse`, () => {
      for (const part of recipe.ingredients) {
        if (part.kind !== "file" || !part.text.startsWith("#!")) continue;
        const shell = part.text.startsWith("#!/bin/bash") ? "bash" : "sh";
        execFileSync(shell, ["-n"], { input: part.text, timeout: 10_000 });
      }
    });
  }

  it("build the version that the tag names", () => {
    for (const { release, recipe } of buildables) {
      const found = recipe.ingredients.flatMap((part) => {
        if (part.kind === "go" || part.kind === "maven") return [part.version];
        if (part.kind === "python") return part.requirements.map((one) => one.split("==")[1] ?? "");
        return part.kind === "debian" ? Object.values(part.versions ?? {}) : [];
      });
      const wanted = release.tag.replace(/^v/, "").replace(/_large_disk$/, "");
      assert.ok(
        found.some((version) => version.replace(/^v/, "").replace(/\+ds$/, "") === wanted),
        `${release.name}: ${found.join(", ")} for ${wanted}`,
      );
    }
  });

  it("tell Cortex its own version", () => {
    for (const { release, recipe } of buildables.filter(({ recipe: { image } }) => image === "cortex")) {
      const flags = recipe.ingredients.flatMap((part) => (part.kind === "go" ? (part.ldflags ?? []) : []));
      assert.ok(flags.includes(`-X main.Version=${release.tag.slice(1)}`), flags.join(" "));
    }
    assert.equal(new Set(Object.values(imageParts.cortex.versions)).size, 2);
  });
});

describe("a recipe's content key", () => {
  const recipe: Recipe = {
    image: "nginx",
    ingredients: [{ kind: "file", at: "/etc/motd", text: "one" }],
    owners: [],
  };
  const key = recipeKey(recipe, "nginx:1.22.1");

  it("is the same for the same content", () => {
    assert.equal(recipeKey(structuredClone(recipe), "nginx:1.22.1"), key);
    assert.match(key, /^[0-9a-f]{16}$/);
  });

  const changes: [string, Recipe, string][] = [
    ["a file's text", { ...recipe, ingredients: [{ kind: "file", at: "/etc/motd", text: "two" }] }, "nginx:1.22.1"],
    [
      "a mode",
      { ...recipe, ingredients: [{ kind: "file", at: "/etc/motd", text: "one", mode: 0o600 }] },
      "nginx:1.22.1",
    ],
    ["an owner", { ...recipe, owners: [{ path: "/etc/motd", uid: 1, gid: 1 }] }, "nginx:1.22.1"],
    ["the order", { ...recipe, ingredients: [{ kind: "busybox" }, ...recipe.ingredients] }, "nginx:1.22.1"],
    ["the contract", { ...recipe, image: "cadvisor" }, "nginx:1.22.1"],
    ["the reference", recipe, "nginx:1.22.2"],
  ];
  for (const [what, changed, reference] of changes) {
    it(`changes with ${what}`, () => {
      assert.notEqual(recipeKey(changed, reference), key);
    });
  }

  it("differs between all the recipes", () => {
    assert.equal(new Set(all.map((entry) => recipeKey(entry, "same:1"))).size, all.length);
  });
});
