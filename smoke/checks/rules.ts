// The ruler: what it evaluates for the tenant that Prometheus writes to, and whether a tenant can give it rules.
import { z } from "zod";
import { eventually, Unmet, type Check } from "../check.ts";
import { ask, getJson, shown, type Request } from "../http.ts";
import { few } from "../text.ts";

const answer = z.object({
  data: z.object({
    groups: z.array(
      z.object({
        name: z.string(),
        rules: z.array(z.object({ name: z.string(), health: z.string(), lastError: z.string().optional() })),
      }),
    ),
  }),
});

export const rulesEvaluated: Check = {
  name: "Cortex evaluates the recording rules",
  boundSeconds: 45,
  run: (context) =>
    eventually(context, async () => {
      const { outputs, collection, deadline } = context;
      const url = `${outputs.gatewayUrl}/prometheus/api/v1/rules`;
      const { data } = await getJson(["gateway", "cluster"], url, answer, { login: collection.login, deadline });
      const rules = data.groups.flatMap((group) => group.rules.map((rule) => ({ ...rule, group: group.name })));
      if (rules.length === 0) {
        throw new Unmet({
          expected: `rules of tenant ${collection.tenant} at ${url}`,
          seen: "none",
          look: ["cluster"],
        });
      }
      const failing = rules.filter(({ health }) => health === "err");
      if (failing.length > 0) {
        throw new Unmet({
          expected: "every rule can be evaluated",
          seen: few(failing.map(({ group, name, lastError }) => `${group} ${name}: ${lastError ?? "failed"}`)),
          look: ["cluster"],
        });
      }
      return `${rules.length} rules in ${data.groups.length} groups`;
    }),
};

export const rulesApi: Check = {
  name: "a tenant's rule group is stored and read back",
  boundSeconds: 30,
  async run(context) {
    const { outputs, collection, deadline, uniqueMetric } = context;
    const group = uniqueMetric("rules");
    const folder = `${outputs.gatewayUrl}/api/v1/rules/smoke-check`;
    const stored = `${folder}/${group}`;
    const send = async (expected: number, url: string, request: Request) => {
      const told = await ask("gateway", url, { login: collection.login, deadline, ...request });
      if (told.status === expected) return told.body;
      const what = `${expected} to ${request.method ?? "GET"} ${url}`;
      throw new Unmet({ expected: what, seen: shown(told), look: ["cluster", "datastore"] });
    };
    // An hour apart: it is gone before it is evaluated again, and costs nothing should it stay.
    const body = `name: ${group}\ninterval: 1h\nrules:\n  - record: ${group}\n    expr: vector(1)\n`;
    await eventually(context, () =>
      send(202, folder, {
        method: "POST",
        headers: { "content-type": "application/yaml" },
        body: new TextEncoder().encode(body),
      }),
    );
    try {
      await eventually(context, async () => {
        const text = await send(200, stored, {});
        if (text.includes("vector(1)")) return;
        throw new Unmet({ expected: `the group at ${stored}`, seen: text.slice(0, 200), look: ["cluster"] });
      });
    } finally {
      await eventually(context, () => send(202, stored, { method: "DELETE" }));
    }
    return "and deleted again";
  },
};
