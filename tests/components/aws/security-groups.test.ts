import assert from "node:assert/strict";
import { Gateway } from "../../../components/aws/gateway.ts";
import { rulesOf, type Peer, type Rule } from "../../../components/aws/security-group-rules.ts";
import { flows, type GroupKind } from "../../../components/aws/security-groups.ts";
import { awsNetwork, awsTier, ofAwsType } from "../../support/aws-tiers.ts";
import { startMocks } from "../../support/mocks.ts";
import { settingsOf } from "../../support/settings.ts";
import { logins } from "../../support/tiers.ts";

const addresses = { vpcCidrs: ["10.20.0.0/16"], allowedCidrs: ["198.51.100.0/24"], natGateways: 1 };
const certificate = {
  domain: "cortex.example.org",
  certificateArn: "arn:aws:acm:eu-central-1:123456789012:certificate/1",
};

function rules(values: Record<string, unknown> = {}, given = addresses): Rule[] {
  return rulesOf(flows(settingsOf({ platform: "aws", engine: "blocks", ...values })), given);
}

const kinds = ["consul", "cortex", "prometheus", "grafana"] as const;
type Kind = (typeof kinds)[number] | "gateway";

/** The groups that something of a kind is in. */
const groupsOf = (kind: Kind): GroupKind[] => (kind === "gateway" ? ["gateway"] : [kind, "instances"]);

const names = (peer: Peer, groups: GroupKind[]): boolean => "group" in peer && groups.includes(peer.group);
const everywhere = (peer: Peer): boolean => "cidrIpv4" in peer && peer.cidrIpv4 === "0.0.0.0/0";
const inVpc = (peer: Peer): boolean => "cidrIpv4" in peer && addresses.vpcCidrs.includes(peer.cidrIpv4);

/** Whether both ends let it through. All kinds live in the VPC. */
function passes(all: Rule[], from: Kind, to: Kind, protocol: string, port: number): boolean {
  const fits = (rule: Rule, kind: Kind, direction: Rule["direction"]): boolean =>
    groupsOf(kind).includes(rule.group) &&
    rule.direction === direction &&
    rule.protocol === protocol &&
    rule.port === port;
  const out = all.some(
    (rule) => fits(rule, from, "egress") && (names(rule.peer, groupsOf(to)) || everywhere(rule.peer)),
  );
  const into = all.some((rule) => fits(rule, to, "ingress") && (names(rule.peer, groupsOf(from)) || inVpc(rule.peer)));
  return out && into;
}

/** Everything that passes between the kinds, as lines. */
function passing(all: Rule[]): string[] {
  const every: Kind[] = [...kinds, "gateway"];
  const ports = [...new Set(all.map(({ protocol, port }) => `${protocol} ${port}`))].sort();
  return every.flatMap((from) =>
    every.flatMap((to) =>
      ports.flatMap((line) => {
        const [protocol = "", port] = line.split(" ");
        return passes(all, from, to, protocol, Number(port)) ? [`${from} > ${to} ${line}`] : [];
      }),
    ),
  );
}

/** Gossip among all, and the servers' own port from all. */
const consul = kinds.flatMap((from) => [
  ...kinds.flatMap((to) => [`${from} > ${to} tcp 8301`, `${from} > ${to} udp 8301`]),
  `${from} > consul tcp 8300`,
]);

const cortex = [
  "gateway > cortex tcp 8080",
  "cortex > cortex tcp 80",
  "cortex > cortex tcp 9095",
  "prometheus > cortex tcp 80",
  "prometheus > cortex tcp 9113",
  "prometheus > consul tcp 8500",
  "prometheus > prometheus tcp 9090",
];

describe("AWS: security groups", () => {
  for (const engine of ["blocks", "chunks"]) {
    it(`let through what the parts need, and nothing else (${engine})`, () => {
      const toGateway = kinds.map((from) => `${from} > gateway tcp 80`);
      assert.deepEqual(passing(rules({ engine })).sort(), [...consul, ...cortex, ...toGateway].sort());
    });
  }

  it("let instances reach a gateway with HTTPS", () => {
    const found = passing(rules({ aws: { gateway: certificate } }));
    for (const kind of ["prometheus", "grafana"]) assert.ok(found.includes(`${kind} > gateway tcp 443`));
  });

  it("let a load balancer on the internet be reached from inside by its public address", () => {
    const gateway = { scheme: "internet-facing", ...certificate };
    const into = rules({ aws: { gateway } }, { ...addresses, natGateways: 3 }).filter(
      ({ group, direction, port }) => group === "gateway" && direction === "ingress" && port === 443,
    );
    const peers = into.map(({ peer }) => peer);
    for (const nat of [0, 1, 2])
      assert.ok(
        peers.some((peer) => "nat" in peer && peer.nat === nat),
        `NAT ${nat}`,
      );
    const internal = rules({ aws: { gateway: certificate } }).filter(({ peer }) => "nat" in peer);
    assert.deepEqual(internal, []);
  });

  for (const gateway of [{}, certificate, { domain: "cortex.example.org", zoneId: "Z1" }]) {
    it(`open the ports that the load balancer listens on: ${Object.keys(gateway).join(" and ") || "HTTP"}`, async () => {
      const recorded = await startMocks();
      const tier = awsTier({ aws: { gateway } });
      new Gateway("acme", { ...tier, network: awsNetwork(), logins: logins("acme") });
      await recorded.settled();
      const listening = ofAwsType(recorded, "lb/listener:Listener").map(({ inputs }) => Number(inputs["port"]));
      const open = flows(tier.settings).filter(({ from, to }) => from === "vpc" && to === "gateway");
      assert.deepEqual(open.map(({ port }) => port).sort(), listening.sort());
    });
  }

  it("show dashboards and Prometheus' pages inside the VPC only", () => {
    const from = (group: GroupKind, port: number): Peer[] =>
      rules()
        .filter((rule) => rule.group === group && rule.direction === "ingress" && rule.port === port)
        .map(({ peer }) => peer);
    assert.deepEqual(from("grafana", 3000), [{ cidrIpv4: "10.20.0.0/16" }]);
    assert.deepEqual(from("prometheus", 9090), [{ cidrIpv4: "10.20.0.0/16" }, { group: "prometheus" }]);
  });

  it("let the allowed blocks reach the load balancer and nothing else, each once", () => {
    const given = { ...addresses, allowedCidrs: ["198.51.100.7/24", "198.51.100.0/24", "10.20.0.0/16"] };
    const allowed = rules({}, given).filter(({ peer }) => "cidrIpv4" in peer && peer.cidrIpv4.startsWith("198."));
    assert.deepEqual(
      allowed.map(({ group, port, peer }) => ({ group, port, peer })),
      [{ group: "gateway", port: 80, peer: { cidrIpv4: "198.51.100.0/24" } }],
    );
  });

  it("open nothing to the internet, and out to it HTTP and HTTPS alone", () => {
    const open = (rule: Rule): boolean => everywhere(rule.peer) || "cidrIpv6" in rule.peer;
    const out = rules().filter(open);
    assert.deepEqual(
      out.map(({ direction }) => direction),
      ["egress", "egress", "egress", "egress"],
    );
    assert.deepEqual([...new Set(out.map(({ group }) => group))], ["instances"]);
    assert.deepEqual([...new Set(out.map(({ port }) => port))].sort(), [443, 80].sort());
  });

  it("let instances reach a mirror or an endpoint on a port of its own", () => {
    const aws = {
      artifacts: { mirror: "http://mirror.example.org:8081/files" },
      instanceEndpoint: "http://10.20.0.1:5566",
    };
    const ports = rules({ aws })
      .filter(({ peer }) => everywhere(peer))
      .map(({ port }) => port);
    assert.deepEqual(
      ports.sort((a, b) => a - b),
      [80, 443, 5566, 8081],
    );
  });

  it("let instances reach interface endpoints where there are any", () => {
    const to = (values: Record<string, unknown>) => rules(values).filter(({ group }) => group === "endpoints");
    assert.deepEqual(to({}), []);
    const [rule, ...others] = to({ aws: { network: { interfaceEndpoints: ["ssm"] } } });
    assert.deepEqual(others, []);
    assert.deepEqual(rule?.peer, { group: "instances" });
    assert.equal(rule.port, 443);
  });

  it("have a name of its own for each rule, in order, and a reason that AWS takes", () => {
    const all = rules({
      aws: { gateway: { scheme: "internet-facing", ...certificate }, network: { interfaceEndpoints: ["ssm"] } },
    });
    const found = all.map(({ name }) => name);
    assert.equal(new Set(found).size, found.length);
    assert.deepEqual(found, found.toSorted());
    // The characters that EC2 allows in a description.
    for (const { why } of all) assert.match(why, /^[\w .:/()#,@[\]+=&;{}!$*-]{1,255}$/);
  });
});
