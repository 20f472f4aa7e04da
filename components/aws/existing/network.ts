import type { AwsSettings } from "../../../settings/aws.ts";
import { answer, type ExistingCalls, type Problems, type SubnetFacts } from "./facts.ts";

/** A subnet that stands already. */
export interface ExistingSubnet {
  id: string;
  zone: string;
}

/** A network that stands already, as it was found; subnets in the zones' order. */
export interface ExistingNetwork {
  vpcId: string;
  /** IPv4 blocks of the VPC, the first one first. */
  cidrs: string[];
  zones: [string, string, string];
  privateSubnets: ExistingSubnet[];
  /** Empty where none are named. */
  publicSubnets: ExistingSubnet[];
  /** Public addresses by which the private subnets reach the internet, sorted. */
  natAddresses: string[];
}

/** The network of the settings, where it suits; else `problems` says why not. Undefined as well where none is named. */
export async function existingNetwork(
  { region, network }: AwsSettings,
  calls: ExistingCalls,
  problems: Problems,
): Promise<ExistingNetwork | undefined> {
  const { existing } = network;
  if (existing === undefined) return undefined;
  const { vpcId, privateSubnetIds, publicSubnetIds = [], natAddresses } = existing;
  const problem = (name: string, what: string): void => {
    problems.add(`network.existing.${name}`, what);
  };

  const asked = await answer(calls.vpc(vpcId));
  if ("refused" in asked) {
    problem("vpcId", `there is no ${vpcId} to be seen in ${region}. ${asked.refused}`);
    return undefined; // its subnets would only say the same again
  }
  const vpc = asked.value;
  if (!vpc.dnsSupport) problem("vpcId", `${vpcId} has no DNS (enableDnsSupport), and instances find nothing without.`);
  if (network.interfaceEndpoints.length > 0 && !vpc.dnsHostnames) {
    problem(
      "vpcId",
      `${vpcId} has no DNS names (enableDnsHostnames), which cortex:aws.network.interfaceEndpoints needs.`,
    );
  }

  const subnets = async (name: string, ids: readonly string[]): Promise<ExistingSubnet[]> => {
    const answers = await Promise.all(ids.map((id) => answer(calls.subnet(id))));
    const found = answers.flatMap((one, index): ExistingSubnet[] => {
      const id = ids[index] ?? "";
      if ("refused" in one) {
        problem(name, `there is no ${id} to be seen in ${region}. ${one.refused}`);
        return [];
      }
      const wrong = unsuitable(one.value, vpcId, region);
      if (wrong !== undefined) problem(name, `${id} ${wrong}`);
      return wrong === undefined ? [{ id, zone: one.value.zone }] : [];
    });
    const sorted = found.toSorted(byZone);
    const [twice] = sorted.filter(({ zone }, index) => sorted[index - 1]?.zone === zone);
    if (twice !== undefined) {
      const both = sorted.filter(({ zone }) => zone === twice.zone).map(({ id }) => id);
      problem(name, `${both.join(" and ")} are both in ${twice.zone}: name one subnet in each of three zones.`);
    }
    return sorted;
  };
  const before = problems.lines.length;
  const privateSubnets = await subnets("privateSubnetIds", privateSubnetIds);
  const publicSubnets = await subnets("publicSubnetIds", publicSubnetIds);
  if (problems.lines.length > before) return undefined;
  const zones = zonesOf(privateSubnets);
  if (publicSubnets.length > 0 && zonesOf(publicSubnets).join() !== zones.join()) {
    problem(
      "publicSubnetIds",
      `they are in ${zonesOf(publicSubnets).join(", ")}, the private ones in ${zones.join(", ")}: ` +
        "a load balancer reaches only instances in zones of its own.",
    );
  }
  return { vpcId, cidrs: vpc.cidrs, zones, privateSubnets, publicSubnets, natAddresses: natAddresses.toSorted() };
}

/** What is wrong with a subnet. */
function unsuitable({ vpcId, zone }: SubnetFacts, wanted: string, region: string): string | undefined {
  if (vpcId !== wanted) return `belongs to ${vpcId}, not to ${wanted} (cortex:aws.network.existing.vpcId).`;
  // Local and wavelength zones have longer names.
  return zone.slice(0, -1) === region ? undefined : `is in ${zone}, which is none of the region's own zones.`;
}

const byZone = (one: ExistingSubnet, other: ExistingSubnet): number => (one.zone < other.zone ? -1 : 1);

function zonesOf(subnets: ExistingSubnet[]): [string, string, string] {
  const [first, second, third] = subnets;
  if (first === undefined || second === undefined || third === undefined) throw new RangeError("three subnets needed");
  return [first.zone, second.zone, third.zone];
}
