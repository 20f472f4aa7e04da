import { imageParts } from "../../../components/cortex/releases.ts";
import { contracts } from "../contracts.ts";
import type { Recipe } from "../recipe.ts";
import { alpineLike } from "./alpine-like.ts";
import { goModule } from "./go-module.ts";
import { textBeside } from "./text.ts";

/** Consul from its module, over busybox, with the official image's entrypoint as a script of our own. */
export const consul: Recipe = {
  image: "consul",
  ingredients: [
    ...alpineLike(contracts.consul.accounts, ["libc6", "dumb-init", "gosu"]),
    // su-exec is not in Debian; gosu takes the same arguments.
    { kind: "link", at: "/sbin/su-exec", to: "/usr/sbin/gosu" },
    {
      kind: "go",
      module: imageParts.consul.module,
      version: imageParts.consul.version,
      package: imageParts.consul.module,
      wrapper: { files: goModule("consul") },
      // Its nested modules are not in the public checksum database; the committed go.sum pins them.
      noSumDatabase: `${imageParts.consul.module}/*`,
      at: "/bin/consul",
    },
    {
      kind: "file",
      at: "/usr/local/bin/docker-entrypoint.sh",
      text: textBeside("consul/docker-entrypoint.sh"),
      mode: 0o755,
    },
    { kind: "directory", at: "/consul/data" },
    { kind: "directory", at: "/consul/config" },
  ],
  owners: [{ path: "/consul", uid: 100, gid: 1000 }],
};
