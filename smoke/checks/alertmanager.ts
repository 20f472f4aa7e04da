// Cortex's Alertmanager keeps a tenant's configuration.
import { parse } from "yaml";
import { z } from "zod";
import { eventually, Unmet, type Check, type CheckContext } from "../check.ts";
import { ask, shown, type Answer } from "../http.ts";
import type { Login } from "../outputs.ts";

/** Tells nobody anything: should it stay, it does no harm. */
const harmless = "alertmanager_config: |\n  route: { receiver: smoke-check }\n  receivers: [{ name: smoke-check }]\n";
const configuration = z.object({ alertmanager_config: z.string() });

export const alertmanager: Check = {
  name: "Alertmanager keeps a tenant's configuration",
  boundSeconds: 30,
  async run(context) {
    const { login, tenant } = context.collection;
    const before = await eventually(context, async () => {
      const told = await send(context, login, "GET");
      if (told.status === 200 || told.status === 404) return told;
      throw unmet("200 or 404 to GET /api/v1/alerts", told);
    });
    const size = before.status === 200 ? sizeOf(before) : 0;
    // A tenant's own configuration is not touched; an empty one is none: SeaweedFS had such an object left after it was restarted.
    if (size > 0) return `tenant ${tenant} has one, ${size} characters long`;
    const made = await send(context, login, "POST", harmless);
    if (made.status !== 201) throw unmet("201 to POST /api/v1/alerts", made);
    const after = await send(context, login, "GET");
    // Before a word is said about it: nothing of this check may stay.
    const gone = await send(context, login, "DELETE");
    if (after.status !== 200 || !after.body.includes("smoke-check")) {
      throw unmet("the configuration that was stored from GET /api/v1/alerts", after);
    }
    if (gone.status !== 200) throw unmet("200 to DELETE /api/v1/alerts", gone);
    return `tenant ${tenant} had none: one was stored, read back and deleted`;
  },
};

function send(context: CheckContext, login: Login, method: string, body?: string): Promise<Answer> {
  return ask("gateway", `${context.outputs.gatewayUrl}/api/v1/alerts`, {
    method,
    login,
    deadline: context.deadline,
    ...(body === undefined ? {} : { body: new TextEncoder().encode(body) }),
  });
}

function sizeOf(answer: Answer): number {
  const read = configuration.safeParse(parse(answer.body));
  if (read.success) return read.data.alertmanager_config.length;
  throw unmet("an Alertmanager configuration from GET /api/v1/alerts", answer);
}

function unmet(expected: string, seen: Answer): Unmet {
  return new Unmet({ expected, seen: shown(seen), look: ["cluster", "datastore"] });
}
