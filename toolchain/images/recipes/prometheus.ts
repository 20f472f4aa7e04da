import { imageParts } from "../../../components/cortex/releases.ts";
import { contracts } from "../contracts.ts";
import { accountFiles, type Recipe } from "../recipe.ts";

const share = "/usr/share/prometheus";

/** Prometheus as Debian builds it, over busybox, under the paths of the official image. */
export const prometheus: Recipe = {
  image: "prometheus",
  ingredients: [
    {
      kind: "debian",
      // Without dependencies: those are a user's tools. What the pages of the server load is named one by one.
      packages: [
        "prometheus",
        "libc6",
        "busybox-static",
        "tzdata",
        "fonts-glyphicons-halflings",
        "libjs-bootstrap4",
        "libjs-d3",
        "libjs-eonasdan-bootstrap-datetimepicker",
        "libjs-jquery",
        "libjs-jquery-hotkeys",
        "libjs-moment",
        "libjs-moment-timezone",
        "libjs-mustache",
        "libjs-popper.js",
        "libjs-rickshaw",
      ],
      dependencies: false,
      versions: { prometheus: imageParts.debian.versions.prometheus },
    },
    { kind: "certificates" },
    { kind: "busybox" },
    ...accountFiles(contracts.prometheus.accounts),
    { kind: "remove", paths: ["/etc/init.d", "/etc/default", "/etc/logrotate.d", "/var/lib/prometheus"] },
    // Debian's consoles stand below /etc, the official ones below /usr/share with a link from /etc.
    { kind: "move", from: "/etc/prometheus/consoles", to: `${share}/consoles` },
    { kind: "move", from: "/etc/prometheus/console_libraries", to: `${share}/console_libraries` },
    { kind: "link", at: "/etc/prometheus/consoles", to: `${share}/consoles` },
    { kind: "link", at: "/etc/prometheus/console_libraries", to: `${share}/console_libraries` },
    { kind: "directory", at: "/prometheus" },
  ],
  owners: [
    { path: "/prometheus", uid: 65534, gid: 65534 },
    { path: "/etc/prometheus", uid: 65534, gid: 65534 },
  ],
};
