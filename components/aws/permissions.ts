import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { InstanceKind } from "../../settings/aws/instances.ts";
import type { AwsTierArgs, InstanceRole, Permissions } from "./contracts.ts";
import { StackKey } from "./key.ts";
import { iamPath } from "./policies/belongings.ts";
import { flowLogsPolicy } from "./policies/flow-logs.ts";
import { instancePolicy } from "./policies/instances.ts";
import { flowLogsTrust, instanceTrust } from "./policies/trust.ts";
import { Role } from "./role.ts";

/** What the stack's machines and services may do: the key, where none is given, a role for each kind of instance, one for the flow logs. */
export class InstancePermissions extends pulumi.ComponentResource implements Permissions {
  readonly roles: Record<InstanceKind, InstanceRole>;
  readonly keyArn: pulumi.Output<string>;
  /** ARN of the role by which VPC flow logs are written; absent when none are kept. */
  readonly flowLogsRoleArn?: pulumi.Output<string>;
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: AwsTierArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cortex:aws:Permissions", name, {}, opts);
    const { settings, place, names } = args;
    const { kmsKeyArn } = settings.aws;
    const key = kmsKeyArn === undefined ? new StackKey(name, args, { parent: this }) : existingKey(kmsKeyArn);
    this.keyArn = key.arn;
    this.ready = [...key.ready];
    const instanceRole = (kind: InstanceKind): InstanceRole => {
      const policy = key.arn.apply((keyArn) => instancePolicy({ ...args, keyArn }, kind));
      const trust = instanceTrust(place);
      const role = new Role(`${name}-${kind}`, { names, part: kind, trust, policy }, { parent: this });
      const profile = new aws.iam.InstanceProfile(
        `${name}-${kind}-profile`,
        { name: `${names.prefix}-${kind}`, path: iamPath(names), role: role.roleName },
        { parent: this },
      );
      this.ready.push(...role.ready, profile);
      return { roleName: role.roleName, instanceProfileArn: profile.arn };
    };
    this.roles = {
      consul: instanceRole("consul"),
      cortex: instanceRole("cortex"),
      prometheus: instanceRole("prometheus"),
      grafana: instanceRole("grafana"),
    };
    if (settings.aws.network.flowLogs) {
      const role = new Role(
        `${name}-flow-logs`,
        { names, part: "flow-logs", trust: flowLogsTrust(place), policy: flowLogsPolicy(args) },
        { parent: this },
      );
      this.flowLogsRoleArn = role.arn;
      this.ready.push(...role.ready);
    }
    this.registerOutputs({ keyArn: this.keyArn });
  }
}

/** A key that stands already; nothing waits for it. */
function existingKey(arn: string): Pick<StackKey, "arn" | "ready"> {
  return { arn: pulumi.output(arn), ready: [] };
}
