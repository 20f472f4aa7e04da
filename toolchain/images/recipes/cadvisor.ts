import type { Recipe } from "../recipe.ts";
import { alpineLike } from "./alpine-like.ts";
import { goModule } from "./go-module.ts";

/** cAdvisor's collectors with a command of our own (see ../go/cadvisor/main.go), over busybox. */
export const cadvisor: Recipe = {
  image: "cadvisor",
  ingredients: [
    ...alpineLike([]),
    {
      kind: "go",
      module: "github.com/google/cadvisor",
      version: "v0.49.2",
      package: ".",
      wrapper: { files: goModule("cadvisor") },
      tags: ["netgo"],
      ldflags: ["-X main.version=v0.49.2"],
      at: "/usr/bin/cadvisor",
    },
  ],
  owners: [],
};
