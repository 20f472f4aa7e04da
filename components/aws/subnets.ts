// Which addresses each subnet gets: arithmetic alone, so that the same block always gives the same subnets.

/** One subnet before it is there. */
export interface PlannedSubnet {
  zone: string;
  cidr: string;
}

/** The subnets of one VPC, in the zones' order. */
export type Ipv4Plan = Record<"public" | "private", PlannedSubnet[]>;

const bits = 32;

function parse(cidr: string): { base: number; length: number } {
  const [address = "", length = ""] = cidr.split("/");
  const base = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  return { base, length: Number(length) };
}

function format(base: number, length: number): string {
  const parts = [24, 16, 8, 0].map((shift) => Math.floor(base / 2 ** shift) % 256);
  return `${parts.join(".")}/${length}`;
}

/** The block as AWS writes it: 10.20.5.0/16 is 10.20.0.0/16. */
export function canonical(cidr: string): string {
  const { base, length } = parse(cidr);
  const size = 2 ** (bits - length);
  return format(base - (base % size), length);
}

/**
 * A private and a public subnet a zone, out of a /16 to /20. The first half of the block holds 4 private subnets of an eighth
 * each (a /16: /19, 8187 addresses; a /20: /23, 507), the second half 4 public ones of a 32nd (/21; /25), which hold only load balancers
 * and NAT gateways. The fourth of each is kept for a fourth zone, and the rest, three eighths, for what comes later.
 */
export function ipv4Plan(cidr: string, zones: readonly string[]): Ipv4Plan {
  const { base, length } = parse(canonical(cidr));
  if (length < 16 || length > 20) throw new RangeError(`${cidr} is not a /16 to /20`);
  if (zones.length > 4) throw new RangeError(`${zones.length} zones: 4 have a place`);
  const half = 2 ** (bits - length - 1);
  const subnets = (start: number, prefix: number): PlannedSubnet[] =>
    zones.map((zone, index) => ({ zone, cidr: format(start + index * 2 ** (bits - prefix), prefix) }));
  return { private: subnets(base, length + 3), public: subnets(base + half, length + 5) };
}

/** Number of the first /64 of a kind of subnet within the VPC's /56: 16 zones' worth of room for each. */
const firstOfKind = { public: 0, private: 16 } as const;

/** The IPv6 block of a zone's subnet: a /64 (AWS takes no other) of the /56 that Amazon gave to the VPC. */
export function ipv6Subnet(vpcBlock: string, kind: keyof typeof firstOfKind, zone: number): string {
  const [address = "", length] = vpcBlock.split("/");
  if (length !== "56") throw new RangeError(`${vpcBlock} is not a /56`);
  const groups = address.replace(/::$/, "").split(":");
  if (groups.length > 4 || groups.includes("")) throw new RangeError(`${vpcBlock} names more than its first 56 bits`);
  const [a, b, c, d] = [...groups, "0", "0", "0", "0"].map((group) => Number.parseInt(group, 16));
  // The last 8 bits of the fourth group number the /64.
  const fourth = (d ?? 0) - ((d ?? 0) % 256) + firstOfKind[kind] + zone;
  return `${[a, b, c, fourth].map((group) => (group ?? 0).toString(16)).join(":")}::/64`;
}
