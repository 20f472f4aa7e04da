// What somebody made at AWS before the stack, by other means than Pulumi, and the Terraform state that knows of it.
import { writeFileSync } from "node:fs";
import {
  CreateSubnetCommand,
  CreateVpcCommand,
  DeleteSubnetCommand,
  DeleteVpcCommand,
  DescribeAvailabilityZonesCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  PutBucketEncryptionCommand,
  PutObjectCommand,
  ListObjectsV2Command,
  S3Client,
} from "@aws-sdk/client-s3";

/** What was made. */
export interface Made {
  vpcId: string;
  /** In three zones. */
  privateSubnets: string[];
  publicSubnets: string[];
  keyArn: string;
}

const mark = "made-before-the-stack";

/** A network, a bucket with an object in it, and a key. */
export class Beforehand {
  readonly bucket = "made-beforehand-blocks";
  readonly #at: {
    endpoint: string;
    region: "eu-central-1";
    credentials: { accessKeyId: string; secretAccessKey: string };
  };
  readonly #ec2: EC2Client;
  readonly #s3: S3Client;

  constructor(endpoint: string, region: "eu-central-1") {
    this.#at = { endpoint, region, credentials: { accessKeyId: "testing", secretAccessKey: "testing" } };
    this.#ec2 = new EC2Client(this.#at);
    this.#s3 = new S3Client({ ...this.#at, forcePathStyle: true });
  }

  async make(): Promise<Made> {
    const { Vpc } = await this.#ec2.send(new CreateVpcCommand({ CidrBlock: "10.77.0.0/16" }));
    const vpcId = known(Vpc?.VpcId);
    const { AvailabilityZones = [] } = await this.#ec2.send(new DescribeAvailabilityZonesCommand({}));
    const zones = AvailabilityZones.flatMap(({ ZoneName }) => ZoneName ?? [])
      .sort()
      .slice(0, 3);
    const subnets = async (first: number): Promise<string[]> => {
      const made: string[] = [];
      for (const [index, AvailabilityZone] of zones.entries()) {
        const CidrBlock = `10.77.${first + index}.0/24`;
        const { Subnet } = await this.#ec2.send(new CreateSubnetCommand({ VpcId: vpcId, CidrBlock, AvailabilityZone }));
        made.push(known(Subnet?.SubnetId));
      }
      return made;
    };
    const privateSubnets = await subnets(0);
    const publicSubnets = await subnets(10);
    const keyArn = known(
      (await this.#kms("CreateKey", { Description: mark, KeyUsage: "ENCRYPT_DECRYPT" })).KeyMetadata?.Arn,
    );
    const Bucket = this.bucket;
    const CreateBucketConfiguration = { LocationConstraint: this.#at.region };
    await this.#s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
    const ApplyServerSideEncryptionByDefault = { SSEAlgorithm: "aws:kms", KMSMasterKeyID: keyArn } as const;
    await this.#s3.send(
      new PutBucketEncryptionCommand({
        Bucket,
        ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault }] },
      }),
    );
    await this.#s3.send(new PutObjectCommand({ Bucket, Key: mark, Body: mark }));
    return { vpcId, privateSubnets, publicSubnets, keyArn };
  }

  /** A state as Terraform would have written it. */
  writeState(file: string, { vpcId, privateSubnets, publicSubnets, keyArn }: Made): void {
    const list = ["list", "string"];
    const managed = (type: string, name: string, instance: object) => ({
      mode: "managed",
      type,
      name,
      provider: 'provider["registry.terraform.io/hashicorp/aws"]',
      instances: [{ schema_version: 0, ...instance }],
    });
    const state = {
      version: 4,
      terraform_version: "1.11.4",
      serial: 7,
      lineage: "11111111-2222-3333-4444-555555555555",
      outputs: {
        vpc_id: { value: vpcId, type: "string" },
        private_subnets: { value: privateSubnets, type: list },
        public_subnets: { value: publicSubnets, type: list },
      },
      resources: [
        managed("aws_s3_bucket", "blocks", { attributes: { id: this.bucket, bucket: this.bucket } }),
        managed("aws_kms_key", "data", { attributes: { id: keyArn.split("/").at(-1), arn: keyArn } }),
        managed("aws_vpc", "old", { status: "tainted", attributes: { id: vpcId } }),
      ],
    };
    writeFileSync(file, JSON.stringify(state));
  }

  /** How the bucket is set, and what is in it. */
  async bucketFacts(): Promise<Record<string, unknown>> {
    const at = { Bucket: this.bucket };
    const encryption = await this.#s3.send(new GetBucketEncryptionCommand(at));
    const policy = await this.#s3.send(new GetBucketPolicyCommand(at)).then(
      ({ Policy }) => Policy,
      (error: unknown) => (error instanceof Error ? error.name : "none"),
    );
    return {
      rules: encryption.ServerSideEncryptionConfiguration?.Rules,
      versioning: (await this.#s3.send(new GetBucketVersioningCommand(at))).Status,
      policy,
      objects: (await this.#s3.send(new ListObjectsV2Command(at))).Contents?.map(({ Key }) => Key),
    };
  }

  /** How the key is. */
  async keyFacts({ keyArn }: Made): Promise<Record<string, unknown>> {
    const { KeyMetadata } = await this.#kms("DescribeKey", { KeyId: keyArn });
    return { state: KeyMetadata?.KeyState, description: KeyMetadata?.Description };
  }

  /** Takes all of it away again, so that others find an empty emulator. */
  async unmake({ vpcId, privateSubnets, publicSubnets, keyArn }: Made): Promise<void> {
    for (const SubnetId of [...privateSubnets, ...publicSubnets]) {
      await this.#ec2.send(new DeleteSubnetCommand({ SubnetId }));
    }
    await this.#ec2.send(new DeleteVpcCommand({ VpcId: vpcId }));
    await this.#s3.send(new DeleteObjectCommand({ Bucket: this.bucket, Key: mark }));
    await this.#s3.send(new DeleteBucketCommand({ Bucket: this.bucket }));
    await this.#kms("ScheduleKeyDeletion", { KeyId: keyArn.split("/").at(-1), PendingWindowInDays: 7 });
  }

  /** A call of KMS. The project has no client of it; the emulator looks at no signature, only for the service's name. */
  async #kms(action: string, body: object): Promise<KmsAnswer> {
    const { endpoint, region } = this.#at;
    const answer = await fetch(endpoint, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": `TrentService.${action}`,
        authorization: `AWS4-HMAC-SHA256 Credential=testing/20260101/${region}/kms/aws4_request, SignedHeaders=host, Signature=0`,
      },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`KMS ${action}: HTTP ${answer.status}: ${text}`);
    return JSON.parse(text) as KmsAnswer;
  }
}

interface KmsAnswer {
  KeyMetadata?: { Arn?: string; KeyState?: string; Description?: string };
}

function known(value: string | undefined): string {
  if (value === undefined) throw new Error("the emulator gave no id");
  return value;
}
