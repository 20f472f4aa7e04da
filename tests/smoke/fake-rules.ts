// The ruler and Alertmanager of a fake stack, as a tenant sees them through the gateway.
import type { Reply } from "./fake-stack.ts";

export interface RulesFaults {
  /** The ruler has no rules. */
  noRules?: boolean;
  ruleFails?: boolean;
  /** The store of the rules refuses what is written. */
  rulesReadOnly?: boolean;
  /** The store of the rules takes a group and does not give it back. */
  rulesForgotten?: boolean;
  /** The tenant has an Alertmanager configuration of its own. */
  ownAlertmanager?: boolean;
  /** Not a fault: each tenant uses the platform's configuration, for which Cortex keeps an empty one. */
  emptyAlertmanager?: boolean;
  alertmanagerBroken?: boolean;
  /** The store of the configurations takes one and does not give it back. */
  alertmanagerForgets?: boolean;
}

/** Answers what is about rules or alerts; undefined: something else is asked. */
export function fakeRules(
  faults: RulesFaults,
): (method: string, path: string, tenant: string, body: Buffer) => Reply | undefined {
  const groups = new Map<string, string>();
  const configurations = new Map<string, string>();
  return (method, path, tenant, body) => {
    if (path === "/prometheus/api/v1/rules") {
      const health = faults.ruleFails ? { health: "err", lastError: "at least 2 live replicas" } : { health: "ok" };
      const rules = [{ name: "a:b:c", type: "recording", ...health }];
      return ok(JSON.stringify({ data: { groups: faults.noRules ? [] : [{ name: "requests", rules }] } }));
    }
    if (path.startsWith("/api/v1/rules/")) return rulesOf(method, path, body.toString());
    if (path === "/api/v1/alerts") return alertsOf(method, tenant, body.toString());
    return undefined;
  };

  function rulesOf(method: string, path: string, body: string): Reply {
    if (method === "POST") {
      if (faults.rulesReadOnly) return { status: 500, body: "rule store is read-only" };
      const name = /^name: (\S+)$/m.exec(body)?.[1] ?? "";
      if (!faults.rulesForgotten) groups.set(`${path}/${name}`, body);
      return { status: 202 };
    }
    const group = groups.get(path);
    if (method === "DELETE") {
      groups.delete(path);
      return { status: 202 };
    }
    return group === undefined ? { status: 404, body: "group does not exist" } : ok(group);
  }

  function alertsOf(method: string, tenant: string, body: string): Reply {
    if (faults.alertmanagerBroken) return { status: 500, body: "no such bucket" };
    if (method === "GET") {
      if (faults.ownAlertmanager) return ok("alertmanager_config: |\n  route: { receiver: own }\n");
      if (faults.emptyAlertmanager) return ok('alertmanager_config: ""\n');
      const stored = configurations.get(tenant);
      return stored === undefined ? { status: 404, body: "alertmanager storage object not found" } : ok(stored);
    }
    if (faults.ownAlertmanager || faults.emptyAlertmanager) throw new Error(`what a tenant has got ${method}`);
    if (method === "DELETE") configurations.delete(tenant);
    else if (!faults.alertmanagerForgets) configurations.set(tenant, body);
    return { status: method === "POST" ? 201 : 200 };
  }
}

function ok(body: string): Reply {
  return { status: 200, body };
}
