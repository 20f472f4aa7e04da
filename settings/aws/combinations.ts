// What settings of AWS must fulfil together with others. A rule names a key that the user wrote.
import { existingCombinations } from "./existing-combinations.ts";
import type { Context } from "../combinations.ts";
import { written, named } from "../combinations.ts";
import type { Path } from "../path.ts";
import { wrongValue, type Placed } from "../problems.ts";

/** Every wrong combination of a stack on AWS; `today`: YYYY-MM-DD, UTC. */
export function awsCombinations(context: Context, today: string): Placed[] {
  return [
    ...prefix(context),
    ...zones(context),
    ...nodes(context),
    ...gateway(context),
    ...machineImage(context),
    ...tables(context, today),
    ...budget(context),
    ...existingCombinations(context),
  ];
}

const key = (...path: (string | number)[]): Path => ["aws", ...path];

/** Beginnings of names that AWS keeps for itself, and what may stand there. */
const reserved: [RegExp, string][] = [
  [/^(?:aws|ssm)/, "one that begins with neither aws nor ssm: Parameter Store refuses such names"],
  [/^sg(?:-|$)/, "neither sg nor one that begins with sg-: no security group may be named so"],
  [/^internal(?:-|$)/, "neither internal nor one that begins with internal-: no load balancer may be named so"],
];

function prefix({ settings, right }: Context): Placed[] {
  const path = ["prefix"];
  if (!right(path)) return [];
  return reserved
    .filter(([word]) => word.test(settings.prefix))
    .map(([, allowed]) => wrongValue(path, settings.prefix, `on AWS ${allowed}`));
}

function zones({ settings, right }: Context): Placed[] {
  const path = key("network", "zones");
  const { region, network } = settings.aws;
  if (network.zones === undefined || !right(path) || !right(key("region"))) return [];
  const shown = network.zones.join(", ");
  if (new Set(network.zones).size < 3) return [wrongValue(path, shown, "3 different zones")];
  return network.zones.every((zone) => zone.slice(0, -1) === region)
    ? []
    : [wrongValue(path, shown, `zones of aws.region (${region})`)];
}

function nodes(context: Context): Placed[] {
  const { settings, raw, right } = context;
  const { nodes: least, replicationFactor } = settings.cluster;
  const found: Placed[] = [];
  const most = key("cluster", "maxNodes");
  if (written(raw, most) && right(most) && right(["cluster", "nodes"]) && settings.aws.cluster.maxNodes < least) {
    found.push(
      wrongValue(most, settings.aws.cluster.maxNodes, `at least ${named(context, ["cluster", "nodes"], least)}`),
    );
  }
  // A replica a zone: with more copies than the 3 zones no write would find enough zones (facts of Cortex: zone awareness).
  const copies = ["cluster", "replicationFactor"];
  if (written(raw, copies) && right(copies) && replicationFactor > 3) {
    found.push(wrongValue(copies, replicationFactor, "at most 3 on AWS, one copy a zone"));
  }
  return found;
}

function gateway({ settings, raw, right }: Context): Placed[] {
  const { scheme, domain, zoneId, certificateArn } = settings.aws.gateway;
  const found: Placed[] = [];
  const path = (name: string) => key("gateway", name);
  if (![...["scheme", "domain", "zoneId", "certificateArn"].map(path)].every(right)) return [];
  if (domain !== undefined && zoneId === undefined && certificateArn === undefined) {
    found.push(wrongValue(path("domain"), domain, "given with aws.gateway.zoneId or aws.gateway.certificateArn"));
  }
  if (certificateArn !== undefined && domain === undefined) {
    // Prometheus and Grafana would speak to the load balancer's own name, which the certificate is not of.
    found.push(wrongValue(path("certificateArn"), certificateArn, "given with aws.gateway.domain, which it is of"));
  }
  if (zoneId !== undefined && domain === undefined) {
    found.push(wrongValue(path("zoneId"), zoneId, "given with aws.gateway.domain"));
  }
  if (scheme === "internet-facing" && certificateArn === undefined && (domain === undefined || zoneId === undefined)) {
    const allowed =
      "internal, or given with aws.gateway.certificateArn or aws.gateway.domain and zoneId: logins need HTTPS";
    if (written(raw, path("scheme"))) found.push(wrongValue(path("scheme"), scheme, allowed));
  }
  return found;
}

function machineImage({ raw, right }: Context): Placed[] {
  const path = key("machineImage");
  const has = (name: string): boolean => written(raw, [...path, name]);
  if (!right(path)) return [];
  if (has("owner") !== has("name") || (has("owner") && has("ssmParameter"))) {
    return [wrongValue(path, "both", "either ssmParameter alone, or owner and name together")];
  }
  return [];
}

/** AWS Budgets, quotas: mail addresses of a notification. */
const budgetEmails = 10;

function budget(context: Context): Placed[] {
  const { settings, right } = context;
  const path = key("monitoring", "monthlyBudgetUsd");
  const addresses = key("monitoring", "emails");
  const { monthlyBudgetUsd, emails } = settings.aws.monitoring;
  if (monthlyBudgetUsd === 0 || !right(path) || !right(addresses)) return [];
  if (emails.length > budgetEmails) {
    return [wrongValue(addresses, emails, `at most ${budgetEmails} with ${named(context, path, monthlyBudgetUsd)}`)];
  }
  if (emails.length > 0) return [];
  return [wrongValue(path, monthlyBudgetUsd, "0, or given with aws.monitoring.emails: somebody must be told")];
}

const millisecondsPerHour = 3_600_000;

/** Tables made beforehand must still take the samples of today. */
function tables({ settings, raw, right }: Context, today: string): Placed[] {
  const { dynamodb } = settings.aws;
  const path = key("dynamodb", "periods");
  const { schemaFrom, tablePeriodHours } = settings.storage;
  if (settings.engine !== "chunks" || dynamodb.tables !== "pulumi" || !right(path) || !right(["storage"])) return [];
  // Periods are counted from 1970 on, so that the first table begins before the first day (components/aws/index-tables.ts).
  const period = tablePeriodHours * millisecondsPerHour;
  const end = (Math.floor(Date.parse(schemaFrom) / period) + dynamodb.periods) * period;
  if (end > Date.parse(today)) return [];
  const place = written(raw, path) ? path : key("dynamodb", "tables");
  const value = written(raw, path) ? dynamodb.periods : dynamodb.tables;
  return [
    wrongValue(
      place,
      value,
      `enough periods of ${tablePeriodHours} h from ${schemaFrom} to reach beyond today (${today})`,
    ),
  ];
}
