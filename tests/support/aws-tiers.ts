// What a tier of the AWS platform needs around it to be built alone.
import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { AwsNetwork, AwsTierArgs, Permissions, Place } from "../../components/aws/contracts.ts";
import { namesOf } from "../../components/aws/names.ts";
import type { InstanceKind } from "../../settings/aws/instances.ts";
import type { Recorded, Registration } from "./mocks.ts";
import { settingsOf } from "./settings.ts";

export const place: Place = {
  accountId: "123456789012",
  region: "eu-central-1",
  partition: "aws",
  zones: ["eu-central-1a", "eu-central-1b", "eu-central-1c"],
};

/** Settings, place and names of a stack on AWS; `values`: keys of `cortex:` other than `platform`. */
export function awsTier(values: Record<string, unknown> = {}): AwsTierArgs {
  const settings = settingsOf({ platform: "aws", engine: "blocks", ...values });
  return { settings, place, names: namesOf(settings, place) };
}

/** Something that another tier waits for. */
export function awsWaited(name: string): aws.sqs.Queue {
  return new aws.sqs.Queue(name);
}

/** In a preview its ids are unknown. */
export function awsNetwork(): AwsNetwork {
  const ready = awsWaited("network-ready");
  const later = (text: string): pulumi.Output<string> => ready.id.apply(() => text);
  const subnets = (kind: string) => place.zones.map((zone) => ({ id: later(`${kind}-${zone}`), zone }));
  return {
    vpcId: later("vpc-1"),
    privateSubnets: subnets("private"),
    publicSubnets: subnets("public"),
    securityGroups: {
      consul: later("sg-consul"),
      cortex: later("sg-cortex"),
      prometheus: later("sg-prometheus"),
      grafana: later("sg-grafana"),
      gateway: later("sg-gateway"),
    },
    instanceSecurityGroup: later("sg-instances"),
    ready: [ready],
  };
}

export const keyArn = "arn:aws:kms:eu-central-1:123456789012:key/1";

/** In a preview its ARNs are unknown. */
export function permissions(): Permissions {
  const ready = awsWaited("permissions-ready");
  const later = (text: string): pulumi.Output<string> => ready.id.apply(() => text);
  const role = (kind: InstanceKind) => ({
    roleName: later(`role-${kind}`),
    instanceProfileArn: later(`arn:aws:iam::123456789012:instance-profile/${kind}`),
  });
  return {
    roles: {
      consul: role("consul"),
      cortex: role("cortex"),
      prometheus: role("prometheus"),
      grafana: role("grafana"),
    },
    keyArn: later(keyArn),
    ready: [ready],
  };
}

/** Everything of a type, as in `aws:s3/bucket:Bucket`. */
export function ofAwsType({ all }: Recorded, type: string): Registration[] {
  return all.filter((one) => one.type === `aws:${type}`);
}

/** The resource of a type and name; an error if there is not exactly one. */
export function one(recorded: Recorded, type: string, name: string): Registration {
  const found = ofAwsType(recorded, type).filter((each) => each.name === name);
  const [first] = found;
  assert(first && found.length === 1, `${found.length} of ${type} are named ${name}`);
  return first;
}
