// What settings of things that stand already must fulfil together with others.
import { dataBuckets } from "../../components/aws/data-buckets.ts";
import { dataBucketKinds, type DataBucketKind } from "./existing.ts";
import type { Context } from "../combinations.ts";
import { written } from "../combinations.ts";
import { keyOf, namespace, valueAt, type Path } from "../path.ts";
import { wrongValue, type Placed } from "../problems.ts";

/** Every wrong combination about what stands already, of a stack on AWS. */
export function existingCombinations(context: Context): Placed[] {
  return [...dockerNetwork(context), ...network(context), ...buckets(context), ...key(context)];
}

const inNetwork = (...path: string[]): Path => ["aws", "network", ...path];
const existing = (name: string): Path => inNetwork("existing", name);
const short = (path: Path): string => keyOf(path).slice(`${namespace}:`.length);

/** A VPC would be made while somebody thinks that theirs is used. */
function dockerNetwork({ settings, raw, right }: Context): Placed[] {
  const path = ["network", "existing"];
  return written(raw, path) && right(path)
    ? [wrongValue(path, settings.network.existing, "given with platform docker; for AWS it is aws.network.existing")]
    : [];
}

function network(context: Context): Placed[] {
  const names = ["vpcId", "privateSubnetIds", "publicSubnetIds", "natAddresses"];
  if (![inNetwork("existing"), ...names.map(existing)].every(context.right)) return [];
  return [...whole(context, names), ...differentSubnets(context), ...ownNetwork(context), ...forTheInternet(context)];
}

/** A VPC and its subnets go together. */
function whole({ raw }: Context, names: string[]): Placed[] {
  const has = (name: string): boolean => written(raw, existing(name));
  if (has("vpcId")) {
    return has("privateSubnetIds") ? [] : [without(raw, "vpcId", "privateSubnetIds")];
  }
  return names.filter(has).map((name) => without(raw, name, "vpcId"));
}

function without(raw: unknown, given: string, missing: string): Placed {
  return wrongValue(existing(given), valueAt(raw, existing(given)), `given with ${short(existing(missing))}`);
}

function differentSubnets({ settings }: Context): Placed[] {
  const { privateSubnetIds = [], publicSubnetIds = [] } = settings.aws.network.existing ?? {};
  const found: Placed[] = [];
  if (new Set(privateSubnetIds).size < privateSubnetIds.length) {
    found.push(wrongValue(existing("privateSubnetIds"), privateSubnetIds.join(", "), "3 different subnets"));
  }
  const all = [...privateSubnetIds, ...publicSubnetIds];
  if (found.length === 0 && new Set(all).size < all.length) {
    const allowed = `3 different subnets, none of ${short(existing("privateSubnetIds"))}`;
    found.push(wrongValue(existing("publicSubnetIds"), publicSubnetIds.join(", "), allowed));
  }
  return found;
}

/** What says how a VPC is made says nothing of one that stands. */
function ownNetwork({ settings, raw, right }: Context): Placed[] {
  if (settings.aws.network.existing === undefined) return [];
  const beside = `beside ${short(existing("vpcId"))}`;
  const leftOut: [string, string][] = [
    ["cidr", `left out ${beside}: that VPC has its own`],
    ["zones", `left out ${beside}: the zones are those of its subnets`],
    ["nat", `left out ${beside}: that VPC has its own ways out`],
    ["flowLogs", `false or left out ${beside}: flow logs are for the VPC's owner to keep`],
  ];
  return leftOut.flatMap(([name, allowed]) => {
    const path = inNetwork(name);
    const value = valueAt(raw, path);
    return value === undefined || value === false || !right(path) ? [] : [wrongValue(path, value, allowed)];
  });
}

function forTheInternet({ settings, raw, right }: Context): Placed[] {
  const path = ["aws", "gateway", "scheme"];
  const { network, gateway } = settings.aws;
  if (network.existing === undefined || gateway.scheme === "internal" || !right(path) || !written(raw, path)) return [];
  const { publicSubnetIds, natAddresses } = network.existing;
  const missing = [
    ...(publicSubnetIds === undefined ? [existing("publicSubnetIds")] : []),
    ...(natAddresses.length === 0 ? [existing("natAddresses")] : []),
  ];
  return missing.length === 0
    ? []
    : [wrongValue(path, gateway.scheme, `internal, or given with ${missing.map(short).join(" and ")}`)];
}

function buckets({ settings, right }: Context): Placed[] {
  const { engine, aws } = settings;
  const given = dataBucketKinds.flatMap((kind): [DataBucketKind, string][] => {
    const name = aws.s3.existingBuckets[kind];
    return name === undefined || !right(inBuckets(kind)) ? [] : [[kind, name]];
  });
  return given.flatMap(([kind, name], index): Placed[] => {
    if (right(["engine"]) && !dataBuckets(engine).includes(kind)) {
      return [wrongValue(inBuckets(kind), name, `left out with engine ${engine}, which keeps nothing in it`)];
    }
    const other = given.slice(0, index).find(([, before]) => before === name);
    return other === undefined
      ? []
      : [wrongValue(inBuckets(kind), name, `a bucket of its own; ${short(inBuckets(other[0]))} is the same`)];
  });
}

const inBuckets = (kind: DataBucketKind): Path => ["aws", "s3", "existingBuckets", kind];

function key({ settings, right }: Context): Placed[] {
  const path = ["aws", "kmsKeyArn"];
  const { kmsKeyArn, region } = settings.aws;
  if (kmsKeyArn === undefined || !right(path) || !right(["aws", "region"])) return [];
  return kmsKeyArn.split(":")[3] === region ? [] : [wrongValue(path, kmsKeyArn, `a key in aws.region (${region})`)];
}
