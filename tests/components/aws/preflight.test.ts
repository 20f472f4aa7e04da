import assert from "node:assert/strict";
import { createServer } from "node:http";
import { askCaller, askZones } from "../../../components/aws/ask.ts";
import { identify, threeZones } from "../../../components/aws/preflight.ts";
import { awsProvider } from "../../../components/aws/provider.ts";
import type { AwsSettings } from "../../../settings/aws.ts";
import { testingKeys, withEnvironment } from "../../support/environment.ts";
import { startMocks } from "../../support/mocks.ts";
import { portOf } from "../../support/process.ts";
import { settingsOf } from "../../support/settings.ts";

const aws = (values: Record<string, unknown> = {}): AwsSettings => settingsOf({ platform: "aws", aws: values }).aws;

/** The one message that a promise ends with. */
async function refusalOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert(error instanceof Error, "it was let through");
  assert.equal(error.constructor.name, "RunError");
  assert.equal(error.stack, error.message, "Pulumi would print, and take long to make, a stack");
  return error.message;
}

const arn = "arn:aws:sts::123456789012:assumed-role/deployer/ann";

/** An error as AWS' SDK makes it. */
function sdkError(name: string, message: string, code?: string): Error {
  return Object.assign(new Error(message), { name }, code === undefined ? {} : { code });
}

describe("AWS: who deploys", () => {
  it("is known by the account and the partition", async () => {
    assert.deepEqual(await identify(aws(), () => Promise.resolve(arn)), {
      accountId: "123456789012",
      partition: "aws",
    });
    const chinese = "arn:aws-cn:iam::123456789012:user/ann";
    assert.equal((await identify(aws(), () => Promise.resolve(chinese))).partition, "aws-cn");
  });

  it("must be of the account of the settings, and both are named", async () => {
    await identify(aws({ accountId: "123456789012" }), () => Promise.resolve(arn));
    const message = await refusalOf(identify(aws({ accountId: "999999999999" }), () => Promise.resolve(arn)));
    assert.match(message, /account 123456789012, but cortex:aws\.accountId allows 999999999999 alone/);
    assert.match(message, /Nothing was touched/);
  });

  // Names, codes and messages: AWS SDK for JavaScript 3, AWS STS.
  const cases: [what: string, error: Error, values: Record<string, unknown>, expected: RegExp[]][] = [
    [
      "missing credentials",
      sdkError("CredentialsProviderError", "Could not load credentials from any providers"),
      {},
      [/^There are no AWS credentials\./, /AWS_PROFILE/, /\nThe answer was: Could not load credentials/],
    ],
    [
      "expired credentials",
      sdkError("ExpiredToken", "The security token included in the request is expired"),
      {},
      [/^The AWS credentials have expired\./, /aws sso login/],
    ],
    [
      "an expired session of single sign-on",
      sdkError("CredentialsProviderError", "The SSO session associated with this profile has expired."),
      {},
      [/^The AWS credentials have expired\./],
    ],
    [
      "a region that does not exist",
      sdkError("Error", "getaddrinfo ENOTFOUND sts.eu-central-9.amazonaws.com", "ENOTFOUND"),
      { region: "eu-central-9" },
      [/^AWS cannot be reached in eu-central-9 \(cortex:aws\.region\)\./, /spelled right/],
    ],
    [
      "an emulator that is not there",
      sdkError("AggregateError", "", "ECONNREFUSED"),
      { endpoint: "http://127.0.0.1:5000" },
      [/^Nothing answers at http:\/\/127\.0\.0\.1:5000 \(cortex:aws\.endpoint\)\./, /emulator -- start`[^\n]*$/],
    ],
    [
      "keys that AWS does not know",
      sdkError("InvalidClientTokenId", "The security token included in the request is invalid."),
      {},
      [/^AWS does not know these credentials in eu-central-1 /, /not enabled for the account/],
    ],
    [
      "a denied question",
      sdkError("AccessDenied", "User is not authorized to perform: sts:GetCallerIdentity"),
      {},
      [/sts:GetCallerIdentity/],
    ],
    [
      "what nobody has thought of",
      new Error("something\nelse"),
      {},
      [/^AWS could not be asked/, /aws sts get-caller-identity/, /\nThe answer was: else$/],
    ],
  ];
  for (const [what, error, values, expected] of cases) {
    it(`is refused plainly: ${what}`, async () => {
      const message = await refusalOf(identify(aws(values), () => Promise.reject(error)));
      for (const pattern of expected) assert.match(message, pattern);
      assert.ok(message.split("\n").length <= 2, "one sentence or two, and the answer");
    });
  }
});

describe("AWS: the zones", () => {
  const zones = (letters: string) => () => Promise.resolve([...letters].map((letter) => `eu-central-1${letter}`));

  it("are the first three of the region, sorted", async () => {
    assert.deepEqual(await threeZones(aws(), zones("dbac")), ["eu-central-1a", "eu-central-1b", "eu-central-1c"]);
  });

  it("are those of the settings, in the same order whatever they are written in", async () => {
    const chosen = { network: { zones: ["eu-central-1d", "eu-central-1a", "eu-central-1b"] } };
    assert.deepEqual(await threeZones(aws(chosen), zones("abcd")), ["eu-central-1a", "eu-central-1b", "eu-central-1d"]);
  });

  it("are refused when they are not there, with those that are", async () => {
    const chosen = { network: { zones: ["eu-central-1a", "eu-central-1b", "eu-central-1z"] } };
    const message = await refusalOf(threeZones(aws(chosen), zones("cba")));
    assert.match(message, /^cortex:aws\.network\.zones names eu-central-1z,/);
    assert.match(message, /eu-central-1a, eu-central-1b, eu-central-1c/);
  });

  it("are refused when they are too few", async () => {
    const message = await refusalOf(threeZones(aws(), zones("ba")));
    assert.match(message, /^eu-central-1 \(cortex:aws\.region\) has 2 zones to use \(eu-central-1a, eu-central-1b\)/);
    assert.match(await refusalOf(threeZones(aws(), zones(""))), /has 0 zones to use \(none\)/);
  });

  it("are refused when they cannot be had, with the answer if there is one", async () => {
    const silent = await refusalOf(threeZones(aws(), () => Promise.reject(new Error(""))));
    assert.match(
      silent,
      /^The zones of eu-central-1 \(cortex:aws\.region\) cannot be had.*DescribeAvailabilityZones\.$/,
    );
    const denied = threeZones(aws(), () => Promise.reject(new Error("first\nUnauthorizedOperation")));
    assert.match(await refusalOf(denied), /\nThe answer was: UnauthorizedOperation$/);
  });
});

describe("AWS: what is asked", () => {
  withEnvironment(testingKeys);
  let body = "";
  const server = createServer((request, response) => {
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      response.setHeader("content-type", "text/xml");
      response.end(
        `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>` +
          `<Arn>${arn}</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`,
      );
    });
  });

  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  after(async () => {
    await new Promise((resolve) => server.close(resolve));
  });

  it("is who the caller is, at the endpoint of the settings", async () => {
    const endpoint = `http://127.0.0.1:${portOf(server.address())}`;
    assert.equal(await askCaller(aws({ endpoint }))(), arn);
    assert.match(body, /Action=GetCallerIdentity/);
  });

  it("is told when nothing answers there", async () => {
    const settings = aws({ endpoint: "http://127.0.0.1:9" });
    assert.match(
      await refusalOf(identify(settings, askCaller(settings))),
      /^Nothing answers at http:\/\/127\.0\.0\.1:9 /,
    );
  });

  it("is the zones, without local ones, by the stack's own provider", async () => {
    const asked: unknown[] = [];
    await startMocks({
      call: (token, inputs) => {
        asked.push([token, inputs["state"], inputs["filters"]]);
        return { names: ["eu-central-1a"] };
      },
    });
    assert.deepEqual(await askZones(awsProvider("acme", aws()))(), ["eu-central-1a"]);
    assert.deepEqual(asked, [
      [
        "aws:index/getAvailabilityZones:getAvailabilityZones",
        "available",
        [{ name: "zone-type", values: ["availability-zone"] }],
      ],
    ]);
  });
});
