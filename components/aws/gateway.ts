import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { gatewayRoutes, healthPath } from "../cortex/gateway-routes.ts";
import { nginxPorts } from "../cortex/nginx-conf.ts";
import type { Logins } from "../logins.ts";
import type { Login, Waitable } from "../platform.ts";
import { accessLogStatement } from "./access-logs.ts";
import { Certificate } from "./certificate.ts";
import type { AwsNetwork, AwsTierArgs, LoadBalancer } from "./contracts.ts";
import { pathRules } from "./listener-rules.ts";
import { SecureBucket } from "./secure-bucket.ts";

export interface GatewayArgs extends AwsTierArgs {
  network: AwsNetwork;
  logins: Logins;
}

/** Seconds that a connection may be silent: Cortex ends a query after 120. */
const idleSeconds = 150;

/** Seconds that a node which leaves has for the requests that it has; no query takes longer. */
const deregistrationSeconds = 125;

/** TLS 1.2 and 1.3; AWS' own recommendation. */
const tlsPolicy = "ELBSecurityPolicy-TLS13-1-2-2021-06";

/** The one address: an Application Load Balancer in front of the NGINX on each node. */
export class Gateway extends pulumi.ComponentResource implements LoadBalancer, Waitable {
  readonly arnSuffix: pulumi.Output<string>;
  readonly targetGroupArn: pulumi.Output<string>;
  readonly targetGroupArnSuffix: pulumi.Output<string>;
  readonly host: pulumi.Output<string>;
  readonly port: number;
  readonly https: boolean;
  /** As a person or a remote Prometheus reaches it. */
  readonly url: pulumi.Output<string>;
  /** Tenant to login; secret. */
  readonly logins: pulumi.Output<Record<string, Login>>;
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: GatewayArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cortex:aws:Gateway", name, {}, opts);
    const { settings, names, network } = args;
    const { gateway, deletionProtection } = settings.aws;
    const child = { parent: this };
    const logs = gateway.accessLogDays > 0 ? accessLogBucket(`${name}-logs`, args, this) : undefined;
    const internal = gateway.scheme === "internal";
    // Names are fixed, so a balancer that must be made anew goes first.
    const fixedName = { parent: this, deleteBeforeReplace: true };
    const balancer = new aws.lb.LoadBalancer(
      `${name}-balancer`,
      {
        name: `${names.prefix}-gateway`,
        loadBalancerType: "application",
        internal,
        ipAddressType: "ipv4", // allowedCidrs are IPv4 blocks
        subnets: (internal ? network.privateSubnets : network.publicSubnets).map(({ id }) => id),
        securityGroups: [network.securityGroups.gateway],
        dropInvalidHeaderFields: true,
        idleTimeout: idleSeconds,
        enableDeletionProtection: deletionProtection,
        ...(logs === undefined ? {} : { accessLogs: { bucket: logs.bucketName, enabled: true } }),
      },
      // Elastic Load Balancing tries to write to the bucket before it takes the setting.
      { ...fixedName, protect: deletionProtection, dependsOn: [...network.ready, ...(logs?.ready ?? [])] },
    );
    const nodes = new aws.lb.TargetGroup(
      `${name}-nodes`,
      {
        name: `${names.prefix}-nodes`,
        vpcId: network.vpcId,
        targetType: "instance",
        protocol: "HTTP",
        port: nginxPorts.http,
        loadBalancingAlgorithmType: "least_outstanding_requests",
        deregistrationDelay: deregistrationSeconds,
        slowStart: 0,
        healthCheck: {
          path: healthPath,
          protocol: "HTTP",
          port: "traffic-port",
          matcher: "200",
          interval: 10,
          timeout: 5,
          healthyThreshold: 2,
          unhealthyThreshold: 3,
        },
      },
      fixedName,
    );
    const certificateArn = certificate(name, args, this);
    const listener = frontListener(name, balancer, certificateArn, this);
    const rules = pathRules(gatewayRoutes({ alertmanager: settings.engine === "blocks" })).map(
      ({ priority, patterns }) =>
        new aws.lb.ListenerRule(
          `${name}-routes-${priority}`,
          {
            listenerArn: listener.arn,
            priority,
            conditions: [{ pathPattern: { values: patterns } }],
            actions: [{ type: "forward", targetGroupArn: nodes.arn }],
          },
          child,
        ),
    );
    if (gateway.webAclArn !== undefined) {
      new aws.wafv2.WebAclAssociation(
        `${name}-firewall`,
        { resourceArn: balancer.arn, webAclArn: gateway.webAclArn },
        child,
      );
    }
    const record =
      gateway.domain !== undefined && gateway.zoneId !== undefined
        ? addressRecord(name, { domain: gateway.domain, zoneId: gateway.zoneId }, balancer, this)
        : undefined;

    this.arnSuffix = balancer.arnSuffix;
    this.targetGroupArn = nodes.arn;
    this.targetGroupArnSuffix = nodes.arnSuffix;
    this.host = gateway.domain === undefined ? balancer.dnsName : pulumi.output(gateway.domain);
    this.https = certificateArn !== undefined;
    this.port = this.https ? 443 : 80;
    this.url = pulumi.interpolate`${this.https ? "https" : "http"}://${this.host}`;
    this.logins = args.logins.byTenant;
    this.ready = [balancer, nodes, listener, ...rules, ...(record ? [record] : [])];
    this.registerOutputs({ url: this.url, host: this.host });
  }
}

/** SSE-S3: Elastic Load Balancing cannot write to a bucket with a KMS key of one's own. */
function accessLogBucket(name: string, { settings, place, names }: GatewayArgs, parent: pulumi.Resource): SecureBucket {
  const { gateway, s3, deletionProtection } = settings.aws;
  const bucketArn = names.bucketArn("logs");
  return new SecureBucket(
    name,
    {
      bucketName: names.bucket("logs"),
      bucketArn,
      lifecycle: { noncurrentDays: s3.noncurrentDays, expireDays: gateway.accessLogDays },
      allowed: [accessLogStatement(bucketArn, place)],
      deletionProtection,
    },
    { parent },
  );
}

/** The certificate of HTTPS: the given one, else one of its own for the domain; none: HTTP. */
function certificate(
  name: string,
  { settings }: GatewayArgs,
  parent: pulumi.Resource,
): pulumi.Input<string> | undefined {
  const { certificateArn, domain, zoneId } = settings.aws.gateway;
  if (certificateArn !== undefined) return certificateArn;
  return domain === undefined || zoneId === undefined
    ? undefined
    : new Certificate(`${name}-tls`, { domain, zoneId }, { parent }).arn;
}

/** The listener that the routes are rules of; what is no route gets its answer. With HTTPS, HTTP only says where to go. */
function frontListener(
  name: string,
  balancer: aws.lb.LoadBalancer,
  certificateArn: pulumi.Input<string> | undefined,
  parent: pulumi.Resource,
): aws.lb.Listener {
  const listener = (part: string, rest: Omit<aws.lb.ListenerArgs, "loadBalancerArn">): aws.lb.Listener =>
    new aws.lb.Listener(`${name}-${part}`, { loadBalancerArn: balancer.arn, ...rest }, { parent });
  const notFound = {
    type: "fixed-response",
    fixedResponse: { contentType: "text/plain", messageBody: "no such route\n", statusCode: "404" },
  };
  if (certificateArn === undefined) {
    return listener("http", { port: 80, protocol: "HTTP", defaultActions: [notFound] });
  }
  const toHttps = { type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } };
  listener("http", { port: 80, protocol: "HTTP", defaultActions: [toHttps] });
  return listener("https", {
    port: 443,
    protocol: "HTTPS",
    sslPolicy: tlsPolicy,
    certificateArn,
    defaultActions: [notFound],
  });
}

/** The domain's address. No AAAA: the balancer has no IPv6 address. */
function addressRecord(
  name: string,
  { domain, zoneId }: { domain: string; zoneId: string },
  balancer: aws.lb.LoadBalancer,
  parent: pulumi.Resource,
): aws.route53.Record {
  return new aws.route53.Record(
    `${name}-address`,
    {
      zoneId,
      name: domain,
      type: "A",
      aliases: [{ name: balancer.dnsName, zoneId: balancer.zoneId, evaluateTargetHealth: true }],
    },
    { parent },
  );
}
