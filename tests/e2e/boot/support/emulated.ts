// What the emulator holds of the stack: instances, what they boot from, what Cortex stores.
import {
  AutoScalingClient,
  SetDesiredCapacityCommand,
  TerminateInstanceInAutoScalingGroupCommand,
} from "@aws-sdk/client-auto-scaling";
import { DynamoDBClient, ListTablesCommand, paginateScan } from "@aws-sdk/client-dynamodb";
import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { Described } from "../../aws/support/describe.ts";
import type { LoadBalancerSettings } from "./load-balancer.ts";
import type { Identity } from "./metadata.ts";

/** An instance that runs as far as the emulator is concerned. */
export interface EmulatedInstance extends Identity {
  /** Name of its Auto Scaling group. */
  group: string;
  /** What the group's launch template gives it: the user data without their base64. */
  userData: Buffer;
}

/** An entry of the chunks engine's index. */
export interface IndexEntry {
  hash: string;
  range: Buffer;
}

/** The emulator, as somebody at AWS' console would use it. */
export class Emulated {
  readonly #described: Described;
  readonly #region: string;
  readonly #groups: AutoScalingClient;
  readonly #s3: S3Client;
  readonly #tables: DynamoDBClient;

  constructor(endpoint: string, region: string) {
    const at = { endpoint, region, credentials: { accessKeyId: "testing", secretAccessKey: "testing" } };
    this.#described = new Described(endpoint, region);
    this.#region = region;
    this.#groups = new AutoScalingClient(at);
    this.#s3 = new S3Client({ ...at, forcePathStyle: true });
    this.#tables = new DynamoDBClient(at);
  }

  /** The running instances of a stack's groups, each with the user data of the template version that it was launched from. */
  async instances(prefix: string): Promise<EmulatedInstance[]> {
    const [groups, versions, running] = await Promise.all([
      this.#described.groups(),
      this.#described.templateVersions(),
      this.#described.instances(),
    ]);
    return groups
      .filter(({ AutoScalingGroupName }) => AutoScalingGroupName?.startsWith(`${prefix}-`) === true)
      .flatMap(({ AutoScalingGroupName: group = "", Instances = [] }) =>
        Instances.flatMap(({ InstanceId: instanceId = "", LaunchTemplate }) => {
          const instance = running.find((candidate) => candidate.InstanceId === instanceId);
          if (instance === undefined) return [];
          const version = versions.find(
            ({ LaunchTemplateId, VersionNumber }) =>
              LaunchTemplateId === LaunchTemplate?.LaunchTemplateId &&
              String(VersionNumber) === LaunchTemplate?.Version,
          );
          const userData = version?.LaunchTemplateData?.UserData;
          if (userData === undefined) throw new Error(`${instanceId} of ${group} has no user data`);
          const privateIp = instance.PrivateIpAddress ?? "";
          return {
            instanceId,
            group,
            region: this.#region,
            zone: instance.Placement?.AvailabilityZone ?? "",
            privateIp,
            hostname: `ip-${privateIp.replaceAll(".", "-")}`,
            userData: Buffer.from(userData, "base64"),
          };
        }),
      );
  }

  /** What the load balancer of the stack with this DNS name was told. */
  async loadBalancer(host: string): Promise<LoadBalancerSettings> {
    const balancer = (await this.#described.loadBalancers()).find(({ DNSName }) => DNSName === host);
    const [listener] = await this.#described.listeners(balancer?.LoadBalancerArn ?? "");
    const rules = await this.#described.rules(listener?.ListenerArn ?? "");
    const forwards = rules.filter(({ Actions = [] }) => Actions.some(({ Type }) => Type === "forward"));
    const arn = forwards[0]?.Actions?.[0]?.TargetGroupArn;
    const targets = (await this.#described.targetGroups()).find(({ TargetGroupArn }) => TargetGroupArn === arn);
    return {
      targetPort: targets?.Port ?? 0,
      healthPath: targets?.HealthCheckPath ?? "",
      patterns: forwards.flatMap(({ Conditions = [] }) =>
        Conditions.flatMap(({ PathPatternConfig, Values }) => PathPatternConfig?.Values ?? Values ?? []),
      ),
    };
  }

  async scale(group: string, size: number): Promise<void> {
    await this.#groups.send(new SetDesiredCapacityCommand({ AutoScalingGroupName: group, DesiredCapacity: size }));
  }

  /** Ends an instance without a successor. */
  terminate(instanceId: string): Promise<void> {
    return this.#terminate(instanceId, true);
  }

  /** Ends an instance; its group launches another. */
  replace(instanceId: string): Promise<void> {
    return this.#terminate(instanceId, false);
  }

  async #terminate(InstanceId: string, ShouldDecrementDesiredCapacity: boolean): Promise<void> {
    const asked = { InstanceId, ShouldDecrementDesiredCapacity };
    await this.#groups.send(new TerminateInstanceInAutoScalingGroupCommand(asked));
  }

  /** Keys of a bucket's objects. */
  async objects(bucket: string, prefix: string): Promise<string[]> {
    const { Contents = [] } = await this.#s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }));
    return Contents.flatMap(({ Key }) => Key ?? []);
  }

  /** The stack's bucket of a kind: `blocks`, `chunks`. */
  async bucket(prefix: string, kind: string): Promise<string> {
    const names = await this.#described.bucketNames();
    const found = names.find((name) => name.startsWith(`${prefix}-`) && name.endsWith(`-${kind}`));
    if (found === undefined) throw new Error(`no bucket of ${prefix} for ${kind}`);
    return found;
  }

  /** Entries of the tables with this prefix whose hash key holds a text. */
  async indexEntries(tablePrefix: string, text: string): Promise<IndexEntry[]> {
    const { TableNames = [] } = await this.#tables.send(new ListTablesCommand({}));
    const found: IndexEntry[] = [];
    for (const TableName of TableNames.filter((name) => name.startsWith(tablePrefix))) {
      const scan = {
        TableName,
        FilterExpression: "contains(h, :text)",
        ExpressionAttributeValues: { ":text": { S: text } },
      };
      for await (const { Items = [] } of paginateScan({ client: this.#tables }, scan)) {
        found.push(...Items.map(({ h, r }) => ({ hash: h?.S ?? "", range: Buffer.from(r?.B ?? []) })));
      }
    }
    return found;
  }
}
