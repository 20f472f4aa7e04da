// What a tier of instances needs around it to be built alone.
import { Secrets } from "../../components/aws/secrets.ts";
import type { InstanceTierArgs } from "../../components/aws/group.ts";
import type { LoadBalancer } from "../../components/aws/contracts.ts";
import { gunzipSync } from "node:zlib";
import { parse } from "yaml";
import { at } from "./at.ts";
import { awsNetwork, awsTier, awsWaited, one, permissions } from "./aws-tiers.ts";
import { text } from "./containers.ts";
import type { Recorded, Registration } from "./mocks.ts";
import { logins } from "./tiers.ts";
import { open } from "./wire.ts";

const image = { id: "ami-1", architecture: "arm64", rootDevice: "/dev/xvda" };

export function instanceTier(values: Record<string, unknown> = {}): InstanceTierArgs & { secrets: Secrets } {
  const tier = { ...awsTier({ prefix: "acme", ...values }), network: awsNetwork(), permissions: permissions(), image };
  return { ...tier, secrets: new Secrets("acme", { ...tier, logins: logins(), withGrafana: true }) };
}

export function loadBalancer(): LoadBalancer {
  const ready = awsWaited("balancer-ready");
  return {
    arnSuffix: ready.id.apply(() => "app/acme-gateway/1"),
    targetGroupArn: ready.id.apply(() => "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/acme/1"),
    targetGroupArnSuffix: ready.id.apply(() => "targetgroup/acme/1"),
    host: ready.id.apply(() => "way-in.example"),
    port: 443,
    https: true,
  };
}

export const group = (recorded: Recorded, part: string): Registration =>
  one(recorded, "autoscaling/group:Group", `acme-${part}-group`);

export const template = (recorded: Recorded, part: string): Registration =>
  one(recorded, "ec2/launchTemplate:LaunchTemplate", `acme-${part}-template`);

/** Path to content of what the user data of a part's template writes. */
export function files(recorded: Recorded, part: string): Map<string, string> {
  const data = Buffer.from(text(open(template(recorded, part).inputs["userData"])), "base64");
  const written = at(parse(gunzipSync(data).toString()), "write_files");
  if (!Array.isArray(written)) throw new Error("The user data writes no files.");
  return new Map(written.map((file) => [String(at(file, "path")), String(at(file, "content"))]));
}
