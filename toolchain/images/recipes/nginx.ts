import { imageParts } from "../../../components/cortex/releases.ts";
import { accountFiles, type Recipe } from "../recipe.ts";
import { contracts } from "../contracts.ts";
import { textBeside } from "./text.ts";

/** NGINX as Debian builds it, under the paths of the official image (which is Debian's too, with nginx.org's build). */
export const nginx: Recipe = {
  image: "nginx",
  ingredients: [
    {
      kind: "debian",
      packages: ["nginx", "bash", "dash", "coreutils", "grep", "sed", "findutils", "libc-bin", "curl", "base-files"],
      dependencies: true,
      versions: { nginx: imageParts.debian.versions.nginx },
    },
    { kind: "certificates" },
    ...accountFiles(contracts.nginx.accounts),
    {
      kind: "remove",
      paths: ["/etc/nginx/sites-available", "/etc/nginx/sites-enabled", "/etc/nginx/modules-available", "/var/www"],
    },
    { kind: "link", at: "/bin/sh", to: "dash" },
    { kind: "file", at: "/docker-entrypoint.sh", text: textBeside("nginx/docker-entrypoint.sh"), mode: 0o755 },
    { kind: "directory", at: "/docker-entrypoint.d" },
    { kind: "file", at: "/etc/nginx/nginx.conf", text: textBeside("nginx/nginx.conf") },
    { kind: "file", at: "/etc/nginx/conf.d/default.conf", text: textBeside("nginx/default.conf") },
    { kind: "directory", at: "/var/cache/nginx" },
    // Where Debian's build puts the bodies of requests and answers unless the configuration says otherwise.
    { kind: "directory", at: "/var/lib/nginx" },
    { kind: "directory", at: "/var/log/nginx" },
    { kind: "link", at: "/var/log/nginx/access.log", to: "/dev/stdout" },
    { kind: "link", at: "/var/log/nginx/error.log", to: "/dev/stderr" },
  ],
  owners: [],
};
