import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cortexImages, images } from "../../../components/cortex/releases.ts";
import { imageReference } from "../../../components/docker/part.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

const all = { ...images, "cortex of chunks": cortexImages.chunks, "cortex of blocks": cortexImages.blocks };

describe("releases", () => {
  for (const [part, { name, tag, source }] of Object.entries(all)) {
    it(`names one version of ${part}, and where that was read`, () => {
      assert.match(name, /^(?:[a-z0-9.-]+\/)*[a-z0-9-]+$/);
      assert.match(tag, /^v?\d+\.\d+(?:\.\d+)?(?:_large_disk)?$/, "a tag that moves is no version");
      assert.match(source, /^(?:https:\/\/)?[\w.-]+\/[\w.-]+/, "a source is an address or a repository");
      assert.match(
        source,
        /#\d+|[\w-]+\/[\w.-]+\/[\w.-]+|, [\w./-]+/,
        "a repository as such says nothing: its file, or its thread",
      );
    });
  }

  it("has the last Cortex with the chunks engine: 1.14.0 dropped it", () => {
    assert.match(cortexImages.chunks.tag, /^v1\.13\.\d+$/);
  });

  it("has a Cortex with the blocks engine as it is developed today", () => {
    assert.match(cortexImages.blocks.tag, /^v1\.(?:2[1-9]|[3-9]\d)\.\d+$/);
  });

  it("is the one place that names an image", () => {
    const references = Object.values(all).flatMap((image) => [
      imageReference(image),
      ...(image.name.includes("/") ? [image.name] : []),
    ]);
    const files = ["components", "settings"].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((file) => join(folder, file)),
    );
    const sources = [...files, "index.ts", "settings.ts"].filter(
      (file) => file.endsWith(".ts") && !file.endsWith("releases.ts"),
    );
    assert.ok(sources.length > 20);
    for (const file of sources) {
      const text = readFileSync(join(root, file), "utf8");
      for (const reference of references) assert.ok(!text.includes(`"${reference}`), `${file} names ${reference}`);
    }
  });
});
