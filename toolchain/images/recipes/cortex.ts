import { cortexImages, imageParts } from "../../../components/cortex/releases.ts";
import type { Engine } from "../../../settings.ts";
import type { Recipe } from "../recipe.ts";
import { alpineLike } from "./alpine-like.ts";

/** Cortex from its module, over busybox. */
function cortexOf(engine: Engine, tags: string[], ldflags: string[]): Recipe {
  return {
    image: "cortex",
    ingredients: [
      ...alpineLike([]),
      {
        kind: "go",
        module: imageParts.cortex.module,
        version: imageParts.cortex.versions[engine],
        package: "./cmd/cortex",
        tags,
        ldflags: [...ldflags, `-X main.Version=${cortexImages[engine].tag.slice(1)}`],
        at: "/bin/cortex",
      },
    ],
    owners: [],
  };
}

/** One an engine. */
export const cortex: Record<Engine, Recipe> = {
  // 1.13 reads names of Go's runtime that linkers since Go 1.23 refuse to give away.
  chunks: cortexOf("chunks", ["netgo"], ["-checklinkname=0"]),
  blocks: cortexOf("blocks", ["netgo", "slicelabels"], []),
};
