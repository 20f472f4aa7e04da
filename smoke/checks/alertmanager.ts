// Cortex's Alertmanager keeps a tenant's configuration.
import { parse } from "yaml";
import { z } from "zod";
import { Unmet, type Check, type CheckContext, type Finding } from "../check.ts";
import { answered, ask, shown, type Answer } from "../http.ts";
import type { Login } from "../outputs.ts";

/** Tells nobody anything: should it stay, it does no harm. */
const harmless = "alertmanager_config: |\n  route: { receiver: smoke-check }\n  receivers: [{ name: smoke-check }]\n";
const look: Finding["look"] = ["cluster", "datastore"];
const configuration = z.object({ alertmanager_config: z.string() });

export const alertmanager: Check = {
  name: "Alertmanager keeps a tenant's configuration",
  boundSeconds: 30,
  async run(context) {
    const { collection, outputs } = context;
    // The tenant that gets the platform's alerts last: the first of them makes Cortex store something for it.
    const others = Object.entries(outputs.logins).filter(([tenant]) => tenant !== collection.tenant);
    const kept: string[] = [];
    for (const [tenant, login] of [...others, [collection.tenant, collection.login] as const]) {
      const size = await keptSize(context, login);
      if (size === undefined) return storedAndDeleted(context, tenant, login);
      kept.push(size === 0 ? `${tenant} has the platform's` : `${tenant} has one, ${size} characters long`);
    }
    return `tenant ${kept.join("; ")}`;
  },
};

/**
 * How long the configuration is that Cortex keeps for a tenant, in characters; undefined: none. 0 stands for the platform's
 * own, where the tenant uses its Alertmanager without one of its own (alertmanagerFromFallbackConfig in
 * pkg/alertmanager/multitenant.go at 1.21.1). Neither is touched: without it the tenant's Alertmanager ends, and its silences
 * with it.
 */
async function keptSize(context: CheckContext, login: Login): Promise<number | undefined> {
  const wanted = "200 or 404 to GET /api/v1/alerts";
  const told = await send(context, login, "GET", wanted);
  if (told.status === 404) return undefined;
  if (told.status === 200) return sizeOf(told);
  throw unmet(wanted, told);
}

async function storedAndDeleted(context: CheckContext, tenant: string, login: Login): Promise<string> {
  const wanted = "the configuration that was stored from GET /api/v1/alerts";
  let gone: Answer;
  try {
    const made = await send(context, login, "POST", "201 to POST /api/v1/alerts", harmless);
    if (made.status !== 201) throw unmet("201 to POST /api/v1/alerts", made);
    const after = await send(context, login, "GET", wanted);
    if (after.status !== 200 || !after.body.includes("smoke-check")) throw unmet(wanted, after);
  } finally {
    // Nothing of this check may stay.
    gone = await send(context, login, "DELETE", "200 to DELETE /api/v1/alerts");
  }
  if (gone.status !== 200) throw unmet("200 to DELETE /api/v1/alerts", gone);
  return `tenant ${tenant} had none: one was stored, read back and deleted`;
}

function send(context: CheckContext, login: Login, method: string, expected: string, body?: string): Promise<Answer> {
  const request = {
    method,
    login,
    deadline: context.deadline,
    ...(body === undefined ? {} : { body: new TextEncoder().encode(body) }),
  };
  return answered(context, { expected, look }, () =>
    ask("gateway", `${context.outputs.gatewayUrl}/api/v1/alerts`, request),
  );
}

function sizeOf(answer: Answer): number {
  const read = configuration.safeParse(parse(answer.body));
  if (read.success) return read.data.alertmanager_config.length;
  throw unmet("an Alertmanager configuration from GET /api/v1/alerts", answer);
}

function unmet(expected: string, seen: Answer): Unmet {
  return new Unmet({ expected, seen: shown(seen), look });
}
