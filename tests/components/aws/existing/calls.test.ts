import assert from "node:assert/strict";
import { createServer } from "node:http";
import { existingCalls } from "../../../../components/aws/existing/calls.ts";
import type { ExistingCalls } from "../../../../components/aws/existing/facts.ts";
import { awsProvider } from "../../../../components/aws/provider.ts";
import { testingKeys, withEnvironment } from "../../../support/environment.ts";
import { startMocks } from "../../../support/mocks.ts";
import { portOf } from "../../../support/process.ts";
import { settingsOf } from "../../../support/settings.ts";

const keyArn = "arn:aws:kms:eu-central-1:123456789012:key/1";

/** What the functions of @pulumi/aws answer, by token. */
const functions: Record<string, Record<string, unknown>> = {
  "aws:ec2/getVpc:getVpc": {
    cidrBlock: "10.0.0.0/16",
    cidrBlockAssociations: [
      { cidrBlock: "10.0.0.0/16", state: "associated" },
      { cidrBlock: "10.1.0.0/16", state: "associated" },
      { cidrBlock: "10.2.0.0/16", state: "disassociated" },
    ],
    enableDnsSupport: true,
    enableDnsHostnames: false,
  },
  "aws:ec2/getSubnet:getSubnet": { vpcId: "vpc-1", availabilityZone: "eu-central-1a" },
  "aws:kms/getKey:getKey": { arn: keyArn, enabled: true, keyUsage: "ENCRYPT_DECRYPT", keySpec: "SYMMETRIC_DEFAULT" },
  "aws:route53/getZone:getZone": { name: "example.org.", privateZone: true },
};

describe("AWS: what is asked of things that stand already", () => {
  withEnvironment(testingKeys);
  let asked: [token: string, inputs: Record<string, unknown>][] = [];
  let paths: string[] = [];
  interface Answer {
    status: number;
    body?: string;
    headers?: Record<string, string>;
  }
  /** In turn; the last one for all that comes after. */
  let answers: Answer[] = [];
  const server = createServer((request, response) => {
    paths.push(request.url ?? "");
    const { status, body, headers } = (answers.length > 1 ? answers.shift() : answers[0]) ?? { status: 500 };
    response.writeHead(status, { "content-type": "application/xml", ...headers }).end(body);
  });
  let calls: ExistingCalls;

  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  after(async () => {
    await new Promise((resolve) => server.close(resolve));
  });

  beforeEach(async () => {
    [asked, paths] = [[], []];
    await startMocks({
      call: (token, inputs) => {
        asked.push([token, inputs]);
        return functions[token] ?? {};
      },
    });
    const endpoint = `http://127.0.0.1:${portOf(server.address())}`;
    const { aws } = settingsOf({ platform: "aws", aws: { endpoint } });
    calls = existingCalls(aws, awsProvider("acme", aws));
  });

  it("is a VPC's blocks, as far as they are its own, and its DNS", async () => {
    assert.deepEqual(await calls.vpc("vpc-1"), {
      cidrs: ["10.0.0.0/16", "10.1.0.0/16"],
      dnsSupport: true,
      dnsHostnames: false,
    });
    assert.deepEqual(asked, [["aws:ec2/getVpc:getVpc", { id: "vpc-1" }]]);
  });

  it("is a subnet's VPC and zone, a key's use, a zone's name", async () => {
    assert.deepEqual(await calls.subnet("subnet-1"), { vpcId: "vpc-1", zone: "eu-central-1a" });
    assert.deepEqual(await calls.key("alias/a"), {
      arn: keyArn,
      enabled: true,
      usage: "ENCRYPT_DECRYPT",
      spec: "SYMMETRIC_DEFAULT",
    });
    assert.deepEqual(await calls.zone("Z1"), { name: "example.org", isPrivate: true });
    assert.deepEqual(
      asked.map(([, inputs]) => inputs),
      [{ id: "subnet-1" }, { keyId: "alias/a" }, { zoneId: "Z1" }],
    );
  });

  it("is the region of a bucket, wherever that is", async () => {
    const elsewhere = { "x-amz-bucket-region": "eu-west-1" };
    answers = [
      { status: 301, headers: elsewhere },
      { status: 200, headers: elsewhere },
    ];
    assert.equal(await calls.bucketRegion("data"), "eu-west-1");
    answers = [{ status: 200 }]; // what only speaks S3 may not say
    assert.equal(await calls.bucketRegion("data"), "eu-central-1");
    for (const path of paths) assert.match(path, /^\/data\/?$/);
  });

  it("is an error where there is no bucket, or nobody may see it", async () => {
    for (const status of [404, 403]) {
      answers = [{ status }];
      await assert.rejects(calls.bucketRegion("data"), new RegExp(`^Error: HTTP ${status}$`));
    }
  });

  const encryption = (rule: string): string =>
    `<ServerSideEncryptionConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Rule>` +
    `<ApplyServerSideEncryptionByDefault>${rule}</ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>`;

  it("is the key of a bucket, at the endpoint of the settings", async () => {
    answers = [
      {
        status: 200,
        body: encryption(`<SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>${keyArn}</KMSMasterKeyID>`),
      },
    ];
    assert.equal(await calls.bucketKey("data"), keyArn);
    assert.match(paths[0] ?? "", /^\/data\/?\?(?:.*&)?encryption(?:=|&|$)/);
  });

  it("is no key where S3 keeps it, AWS manages it, or there is none", async () => {
    for (const rule of ["<SSEAlgorithm>AES256</SSEAlgorithm>", "<SSEAlgorithm>aws:kms</SSEAlgorithm>"]) {
      answers = [{ status: 200, body: encryption(rule) }];
      assert.equal(await calls.bucketKey("data"), undefined);
    }
    const code = "ServerSideEncryptionConfigurationNotFoundError";
    answers = [{ status: 404, body: `<Error><Code>${code}</Code><Message>none</Message></Error>` }];
    assert.equal(await calls.bucketKey("data"), undefined);
  });

  it("is an error where S3 refuses", async () => {
    answers = [{ status: 403, body: "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>" }];
    await assert.rejects(calls.bucketKey("data"), /Access Denied/);
  });
});
