import assert from "node:assert/strict";
import fc from "fast-check";
import { canonical, ipv4Plan, ipv6Subnet } from "../../../components/aws/subnets.ts";

/** First and last address of a block, as numbers. */
function range(cidr: string): [number, number] {
  const [address = "", length = ""] = cidr.split("/");
  const first = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  return [first, first + 2 ** (32 - Number(length)) - 1];
}

const size = (cidr: string): number => range(cidr)[1] - range(cidr)[0] + 1;
const inside = (inner: string, outer: string): boolean =>
  range(inner)[0] >= range(outer)[0] && range(inner)[1] <= range(outer)[1];
const disjoint = (a: string, b: string): boolean => range(a)[1] < range(b)[0] || range(b)[1] < range(a)[0];

const zones = ["a", "b", "c"];
const byte = fc.integer({ min: 0, max: 255 });

/** What `aws.network.cidr` takes: a private block of /16 to /20, any address of it. */
const vpcCidr = fc
  .tuple(
    fc.oneof(
      byte.map((b) => `10.${b}`),
      fc.integer({ min: 16, max: 31 }).map((b) => `172.${b}`),
      fc.constant("192.168"),
    ),
    byte,
    byte,
    fc.integer({ min: 16, max: 20 }),
  )
  .map(([start, c, d, length]) => `${start}.${c}.${d}/${length}`);

const blocks = (cidr: string, given = zones): string[] => {
  const plan = ipv4Plan(cidr, given);
  return [...plan.private, ...plan.public].map((subnet) => subnet.cidr);
};

describe("AWS: addresses of the subnets", () => {
  it("are what they were: a change would replace every subnet", () => {
    assert.deepEqual(blocks("10.20.0.0/16"), [
      "10.20.0.0/19",
      "10.20.32.0/19",
      "10.20.64.0/19",
      "10.20.128.0/21",
      "10.20.136.0/21",
      "10.20.144.0/21",
    ]);
    assert.deepEqual(blocks("192.168.240.0/20"), [
      "192.168.240.0/23",
      "192.168.242.0/23",
      "192.168.244.0/23",
      "192.168.248.0/25",
      "192.168.248.128/25",
      "192.168.249.0/25",
    ]);
  });

  it("name the zones in their order", () => {
    const plan = ipv4Plan("10.20.0.0/16", zones);
    for (const kind of ["private", "public"] as const)
      assert.deepEqual(
        plan[kind].map(({ zone }) => zone),
        zones,
      );
  });

  it("lie in the VPC's block, apart from each other, each where a block of its size may begin", () => {
    fc.assert(
      fc.property(vpcCidr, (cidr) => {
        const all = blocks(cidr);
        for (const [index, block] of all.entries()) {
          assert.ok(inside(block, canonical(cidr)), block);
          assert.equal(range(block)[0] % size(block), 0, block);
          for (const other of all.slice(index + 1)) assert.ok(disjoint(block, other), `${block} and ${other}`);
        }
      }),
    );
  });

  it("give instances more room than load balancers, and both what AWS asks for", () => {
    fc.assert(
      fc.property(vpcCidr, (cidr) => {
        const plan = ipv4Plan(cidr, zones);
        for (const subnet of plan.public) {
          // A load balancer needs a /27; AWS takes 5 addresses of each subnet.
          assert.ok(size(subnet.cidr) >= 2 ** 7, subnet.cidr);
          for (const other of plan.private) assert.ok(size(other.cidr) >= 4 * size(subnet.cidr));
        }
      }),
    );
  });

  it("leave room: a fourth zone moves nothing, and a third of the block stays free", () => {
    fc.assert(
      fc.property(vpcCidr, (cidr) => {
        const more = blocks(cidr, [...zones, "d"]);
        for (const block of blocks(cidr)) assert.ok(more.includes(block), block);
        const taken = more.reduce((sum, block) => sum + size(block), 0);
        assert.ok(taken <= (2 / 3) * size(canonical(cidr)));
      }),
    );
  });

  it("are the same for every way to write the block", () => {
    fc.assert(fc.property(vpcCidr, (cidr) => assert.deepEqual(blocks(cidr), blocks(canonical(cidr)))));
    assert.equal(canonical("10.20.5.7/16"), "10.20.0.0/16");
    assert.equal(canonical("198.51.100.7/32"), "198.51.100.7/32");
    assert.equal(canonical("203.0.113.9/0"), "0.0.0.0/0");
  });

  it("are refused where they would not fit", () => {
    assert.throws(() => ipv4Plan("10.0.0.0/21", zones), RangeError);
    assert.throws(() => ipv4Plan("10.0.0.0/15", zones), RangeError);
    assert.throws(() => ipv4Plan("10.0.0.0/16", ["a", "b", "c", "d", "e"]), RangeError);
  });

  const group = fc.integer({ min: 0, max: 0xffff });
  const vpcBlock = fc
    .tuple(group, group, group)
    .map(([b, c, d]) => `2a05:${b.toString(16)}:${c.toString(16)}:${(d - (d % 256)).toString(16)}::/56`);

  it("of IPv6 are six different /64 of Amazon's block", () => {
    fc.assert(
      fc.property(vpcBlock, (block) => {
        const subnets = (["public", "private"] as const).flatMap((kind) =>
          [0, 1, 2].map((zone) => ipv6Subnet(block, kind, zone)),
        );
        assert.equal(new Set(subnets).size, 6);
        for (const subnet of subnets) {
          const [address = "", length] = subnet.split("/");
          assert.equal(length, "64");
          const parts = address.replace(/::$/, "").split(":");
          const given = block.replace(/::\/56$/, "").split(":");
          assert.deepEqual(parts.slice(0, 3), given.slice(0, 3));
          assert.equal(Number.parseInt(parts[3] ?? "", 16) >> 8, Number.parseInt(given[3] ?? "", 16) >> 8);
        }
      }),
    );
  });

  it("of IPv6 are what they were, also where the block is written short", () => {
    assert.equal(ipv6Subnet("2a05:d014:abc:de00::/56", "public", 1), "2a05:d014:abc:de01::/64");
    assert.equal(ipv6Subnet("2a05:d014:abc:de00::/56", "private", 2), "2a05:d014:abc:de12::/64");
    assert.equal(ipv6Subnet("2600:1f13::/56", "private", 0), "2600:1f13:0:10::/64");
    assert.throws(() => ipv6Subnet("2a05:d014:abc:de00::/64", "public", 0), RangeError);
    assert.throws(() => ipv6Subnet("2a05::1:0:0/56", "public", 0), RangeError);
  });
});
