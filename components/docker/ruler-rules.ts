import { stringify } from "yaml";
import { ruleGroupEntry } from "../cortex/rules/render.ts";
import type { Address } from "../platform.ts";
import type { TenantRules } from "./cortex-node.ts";
import type { PartArgs } from "./part.ts";

const folder = "/etc/platform-rules";
/** Among a tenant's rules these are the platform's; the others are the tenant's own. */
const namespace = "platform";

/** Between two tries, and for how long at most before Docker starts the container anew, seconds. */
const pauseSeconds = 1;
const tries = 300;

/**
 * `blocks`: the ruler reads a bucket that tenants fill through its API; so does the platform with its own rules. What is in
 * its namespace and no longer wanted goes. Needs curl, which NGINX' image has.
 */
export function rulerRules(
  cortex: Address,
  rules: TenantRules,
  tenants: string[],
): Pick<PartArgs, "entrypoint" | "command" | "files" | "once"> {
  const uploads = tenants.flatMap((tenant) =>
    (rules[tenant] ?? []).map((group) => ({
      tenant,
      name: group.name,
      file: { path: `${folder}/${tenant}/${group.name}`, content: stringify(ruleGroupEntry(group), { lineWidth: 0 }) },
    })),
  );
  return {
    once: true,
    entrypoint: ["/bin/sh", "-c", script(cortex), "rules"],
    command: tenants,
    files: uploads.map(({ file }) => file),
  };
}

/** Arguments: every tenant. */
function script({ host, port }: Address): string {
  const url = `http://${host}:${port}/api/v1/rules/${namespace}`;
  return [
    `ask() { curl -sS -m 10 -o /tmp/answer -w '%{http_code}' -H "X-Scope-OrgID: $tenant" "$@"; }`,
    "try() {",
    `  for file in "${folder}/$tenant"/*; do`,
    '    [ -e "$file" ] || continue',
    `    [ "$(ask -H 'Content-Type: application/yaml' --data-binary "@$file" ${url})" = 202 ] || return 1`,
    "  done",
    `  status=$(ask ${url})`,
    '  [ "$status" = 404 ] && return 0', // nothing is in the namespace
    '  [ "$status" = 200 ] || return 1',
    "  for name in $(sed -n 's/^ *- name: *//p' /tmp/answer); do",
    `    [ -e "${folder}/$tenant/$name" ] && continue`,
    `    [ "$(ask -X DELETE "${url}/$name")" = 202 ] || return 1`,
    "  done",
    "}",
    'for tenant in "$@"; do',
    `  n=0; until try; do n=$((n + 1)); [ $n -lt ${tries} ] || { cat /tmp/answer; exit 1; }; sleep ${pauseSeconds}; done`,
    "done",
  ].join("\n");
}
