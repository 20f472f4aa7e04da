import { imageParts } from "../../../components/cortex/releases.ts";
import type { Recipe } from "../recipe.ts";
import { alpineLike } from "./alpine-like.ts";

/** Cortex from its module, over busybox. */
export const cortex: Recipe = {
  image: "cortex",
  ingredients: [
    ...alpineLike([]),
    {
      kind: "go",
      module: imageParts.cortex.module,
      version: imageParts.cortex.version,
      package: "./cmd/cortex",
      tags: ["netgo"],
      ldflags: [
        // 1.13 reads names of Go's runtime that linkers since Go 1.23 refuse to give away.
        "-checklinkname=0",
        "-X main.Version=1.13.2",
      ],
      at: "/bin/cortex",
    },
  ],
  owners: [],
};
