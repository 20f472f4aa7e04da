import { imageParts } from "../../../components/cortex/releases.ts";
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
      module: imageParts.cadvisor.module,
      version: imageParts.cadvisor.version,
      package: ".",
      wrapper: { files: goModule("cadvisor") },
      tags: ["netgo"],
      ldflags: [`-X main.version=${imageParts.cadvisor.version}`],
      at: "/usr/bin/cadvisor",
    },
  ],
  owners: [],
};
