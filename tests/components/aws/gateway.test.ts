import assert from "node:assert/strict";
import { Gateway } from "../../../components/aws/gateway.ts";
import { pathRules } from "../../../components/aws/listener-rules.ts";
import { gatewayRoutes, healthPath } from "../../../components/cortex/gateway-routes.ts";
import { nginxConf } from "../../../components/cortex/nginx-conf.ts";
import { at } from "../../support/at.ts";
import { awsNetwork, awsTier, ofAwsType, one } from "../../support/aws-tiers.ts";
import { fields, list, text, texts } from "../../support/containers.ts";
import { startMocks, valueOf, type Recorded } from "../../support/mocks.ts";
import { logins } from "../../support/tiers.ts";
import { unknown } from "../../support/wire.ts";

interface Built {
  recorded: Recorded;
  tier: Gateway;
}

async function built(
  gateway: Record<string, unknown> = {},
  more: Record<string, unknown> = {},
  preview = false,
): Promise<Built> {
  const { aws, ...values } = { aws: {}, ...more };
  const recorded = await startMocks({ preview });
  const tier = new Gateway("acme", {
    ...awsTier({ prefix: "acme", ...values, aws: { ...aws, gateway } }),
    network: awsNetwork(),
    logins: logins("acme"),
  });
  await recorded.settled();
  return { recorded, tier };
}

/** HTTPS with a certificate of one's own; the domain's records are somewhere else. */
const given = {
  certificateArn: "arn:aws:acm:eu-central-1:123456789012:certificate/1",
  domain: "cortex.example.org",
};
const webAclArn = "arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/a/1";
const domain = { domain: "cortex.example.org", zoneId: "Z1" };

const balancer = ({ recorded }: Built) => one(recorded, "lb/loadBalancer:LoadBalancer", "acme-balancer").inputs;
const listener = ({ recorded }: Built, name: string) => one(recorded, "lb/listener:Listener", `acme-${name}`).inputs;
const count = ({ recorded }: Built, type: string) => ofAwsType(recorded, type).length;

describe("AWS: the gateway", () => {
  it("is reached inside the network only, by HTTP, where nothing else is asked for", async () => {
    const it = await built();
    assert.equal(balancer(it)["internal"], true);
    assert.deepEqual(balancer(it)["subnets"], [
      "private-eu-central-1a",
      "private-eu-central-1b",
      "private-eu-central-1c",
    ]);
    assert.deepEqual(balancer(it)["securityGroups"], ["sg-gateway"]);
    assert.equal(count(it, "lb/listener:Listener"), 1);
    assert.equal(listener(it, "http")["port"], 80);
    assert.equal(it.tier.https, false);
    assert.equal(it.tier.port, 80);
    assert.equal(await valueOf(it.tier.host), "acme-balancer.elb.example");
    assert.equal(await valueOf(it.tier.url), "http://acme-balancer.elb.example");
    assert.equal(count(it, "route53/record:Record"), 0);
  });

  it("drops broken headers, waits for slow queries, and refuses to be deleted", async () => {
    const it = await built();
    assert.equal(balancer(it)["dropInvalidHeaderFields"], true);
    assert.equal(balancer(it)["enableDeletionProtection"], true);
    assert.ok(Number(balancer(it)["idleTimeout"]) > 120);
    const conf = nginxConf({ routes: [], cortex: { host: "c", port: 80 }, resolver: "127.0.0.1", tenants: {} });
    const kept = /keepalive_timeout (\d+)s;/.exec(conf)?.[1];
    assert.ok(
      Number(kept) > Number(balancer(it)["idleTimeout"]),
      "NGINX closes connections that the balancer still uses",
    );
    const unprotected = await built({}, { aws: { deletionProtection: false } });
    assert.equal(balancer(unprotected)["enableDeletionProtection"], false);
  });

  it("faces the internet with HTTPS; HTTP only says where to go", async () => {
    const it = await built({ scheme: "internet-facing", ...given });
    assert.equal(balancer(it)["internal"], false);
    assert.deepEqual(balancer(it)["subnets"], ["public-eu-central-1a", "public-eu-central-1b", "public-eu-central-1c"]);
    const redirect = at(listener(it, "http")["defaultActions"], "0.redirect");
    assert.deepEqual(redirect, { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" });
    const https = listener(it, "https");
    assert.equal(https["port"], 443);
    assert.equal(https["protocol"], "HTTPS");
    assert.equal(https["certificateArn"], given.certificateArn);
    assert.match(text(https["sslPolicy"]), /TLS13/);
    assert.equal(it.tier.https, true);
    assert.equal(it.tier.port, 443);
    assert.equal(await valueOf(it.tier.url), "https://cortex.example.org");
    assert.equal(count(it, "route53/record:Record"), 0);
  });

  it("makes and proves a certificate for a domain in its zone, and its address", async () => {
    const it = await built(domain);
    const { recorded, tier } = it;
    assert.equal(await valueOf(tier.url), "https://cortex.example.org");
    const certificate = one(recorded, "acm/certificate:Certificate", "acme-tls-certificate");
    assert.equal(certificate.inputs["domainName"], "cortex.example.org");
    assert.equal(certificate.inputs["validationMethod"], "DNS");
    const proof = one(recorded, "route53/record:Record", "acme-tls-proof");
    assert.equal(proof.inputs["name"], "_proof.cortex.example.org.");
    assert.deepEqual(proof.inputs["records"], ["_proof.acm-validations.example."]);
    const issued = one(recorded, "acm/certificateValidation:CertificateValidation", "acme-tls-issued");
    assert.ok(issued.dependencies.includes(proof.urn));
    const https = one(recorded, "lb/listener:Listener", "acme-https");
    assert.ok(https.dependencies.includes(issued.urn), "HTTPS does not wait until the certificate is issued");
    const address = one(recorded, "route53/record:Record", "acme-address").inputs;
    assert.equal(address["type"], "A");
    assert.equal(address["name"], "cortex.example.org");
    assert.deepEqual(address["aliases"], [
      { name: "acme-balancer.elb.example", zoneId: "ZLOADBALANCER", evaluateTargetHealth: true },
    ]);
  });

  it("takes the given certificate for a domain whose zone is given too", async () => {
    const it = await built({ ...domain, ...given });
    assert.equal(count(it, "acm/certificate:Certificate"), 0);
    assert.equal(listener(it, "https")["certificateArn"], given.certificateArn);
    assert.equal(count(it, "route53/record:Record"), 1);
  });

  it("answers what is no route itself, and sends routes to the nodes", async () => {
    for (const [gateway, name] of [
      [{}, "http"],
      [given, "https"],
    ] as const) {
      const it = await built(gateway);
      const action = at(listener(it, name)["defaultActions"], "0");
      assert.equal(at(action, "type"), "fixed-response");
      assert.equal(at(action, "fixedResponse.statusCode"), "404");
      const rules = ofAwsType(it.recorded, "lb/listenerRule:ListenerRule");
      const front = one(it.recorded, "lb/listener:Listener", `acme-${name}`);
      const nodes = one(it.recorded, "lb/targetGroup:TargetGroup", "acme-nodes");
      const sent = rules.flatMap(({ inputs, dependencies }) => {
        assert.ok(dependencies.includes(front.urn), "a rule of the wrong listener");
        assert.ok(dependencies.includes(nodes.urn));
        assert.equal(at(inputs["actions"], "0.type"), "forward");
        return texts(fields(fields(list(inputs["conditions"])[0] ?? null)["pathPattern"] ?? null)["values"]);
      });
      const expected = pathRules(gatewayRoutes({ alertmanager: true })).flatMap(({ patterns }) => patterns);
      assert.deepEqual(sent, expected);
    }
  });

  it("has no way to an Alertmanager under chunks", async () => {
    const patterns = (it: Built) =>
      JSON.stringify(ofAwsType(it.recorded, "lb/listenerRule:ListenerRule").map(({ inputs }) => inputs["conditions"]));
    assert.match(patterns(await built()), /alertmanager/);
    assert.doesNotMatch(patterns(await built({}, { engine: "chunks" })), /alertmanager/);
  });

  it("asks each node whether it is ready, and gives the next request to the least busy", async () => {
    const { inputs } = one((await built()).recorded, "lb/targetGroup:TargetGroup", "acme-nodes");
    assert.equal(inputs["port"], 8080);
    assert.equal(fields(inputs["healthCheck"])["path"], healthPath);
    assert.equal(inputs["loadBalancingAlgorithmType"], "least_outstanding_requests");
    assert.equal(inputs["slowStart"], 0);
    assert.equal(inputs["vpcId"], "vpc-1");
  });

  it("writes access logs where it may, for as long as is said, encrypted as it can", async () => {
    const it = await built({ accessLogDays: 30 });
    const name = "acme-123456789012-eu-central-1-logs";
    assert.deepEqual(balancer(it)["accessLogs"], { bucket: name, enabled: true });
    const policy = one(it.recorded, "s3/bucketPolicy:BucketPolicy", "acme-logs-policy");
    assert.match(text(policy.inputs["policy"]), /logdelivery\.elasticloadbalancing\.amazonaws\.com/);
    assert.match(text(policy.inputs["policy"]), new RegExp(`arn:aws:s3:::${name}/AWSLogs/123456789012/\\*`));
    const made = one(it.recorded, "lb/loadBalancer:LoadBalancer", "acme-balancer");
    assert.ok(made.dependencies.includes(policy.urn), "it would be refused");
    const encryption = one(
      it.recorded,
      "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
      "acme-logs-encryption",
    );
    assert.match(JSON.stringify(encryption.inputs["rules"]), /AES256/);
    const lifecycle = one(
      it.recorded,
      "s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
      "acme-logs-lifecycle",
    );
    assert.match(JSON.stringify(lifecycle.inputs["rules"]), /"days":30\b/);
  });

  it("writes no access logs where none are asked for", async () => {
    const it = await built({ accessLogDays: 0 });
    assert.equal(count(it, "s3/bucket:Bucket"), 0);
    assert.ok(!("accessLogs" in balancer(it)));
  });

  it("puts the given firewall in front", async () => {
    const it = await built({ webAclArn });
    const { inputs } = one(it.recorded, "wafv2/webAclAssociation:WebAclAssociation", "acme-firewall");
    assert.equal(inputs["webAclArn"], webAclArn);
    assert.equal(count(await built(), "wafv2/webAclAssociation:WebAclAssociation"), 0);
  });

  it("tells the other tiers what they need", async () => {
    const { tier, recorded } = await built();
    assert.equal(await valueOf(tier.arnSuffix), "app/acme-balancer/0123456789abcdef");
    assert.equal(await valueOf(tier.targetGroupArnSuffix), "targetgroup/acme-nodes/0123456789abcdef");
    assert.equal((await valueOf(tier.logins))["demo"]?.username, "visitor");
    const urns = await Promise.all(tier.ready.map(({ urn }) => valueOf(urn)));
    for (const { urn } of ofAwsType(recorded, "lb/listenerRule:ListenerRule")) assert.ok(urns.includes(urn));
  });

  it("waits for the network", async () => {
    const { recorded } = await built();
    const made = one(recorded, "lb/loadBalancer:LoadBalancer", "acme-balancer");
    assert.ok(made.dependencies.some((urn) => urn.endsWith("::network-ready")));
  });

  for (const gateway of [{}, domain, { ...given, scheme: "internet-facing" }]) {
    it(`can be previewed: ${JSON.stringify(Object.keys(gateway))}`, async () => {
      const it = await built(gateway, {}, true);
      assert.deepEqual(balancer(it)["subnets"], [unknown, unknown, unknown]);
      assert.ok(texts(ofAwsType(it.recorded, "lb/listenerRule:ListenerRule").map(({ name }) => name)).length >= 2);
    });
  }
});
