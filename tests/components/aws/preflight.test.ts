import assert from "node:assert/strict";
import { preflight, type PlaceCalls } from "../../../components/aws/preflight.ts";
import { settingsOf } from "../../support/settings.ts";

const aws = (values: Record<string, unknown> = {}) => settingsOf({ platform: "aws", aws: values }).aws;

const good: PlaceCalls = {
  account: () => Promise.resolve("123456789012"),
  partition: () => Promise.resolve("aws"),
  zones: () => Promise.resolve(["eu-central-1c", "eu-central-1b", "eu-central-1a"]),
};

const failing = (message: string) => () => Promise.reject(new Error(message));

/** The one message that it ends with. */
async function refusal(calls: Partial<PlaceCalls>, values: Record<string, unknown> = {}): Promise<string> {
  const error = await preflight(aws(values), { ...good, ...calls }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert(error instanceof Error, "it was let through");
  assert.equal(error.constructor.name, "RunError");
  assert.equal(error.stack, error.message, "Pulumi would print, and take long to make, a stack");
  return error.message;
}

describe("AWS: the preflight", () => {
  it("knows the place, its zones sorted", async () => {
    assert.deepEqual(await preflight(aws(), good), {
      accountId: "123456789012",
      region: "eu-central-1",
      partition: "aws",
      zones: ["eu-central-1a", "eu-central-1b", "eu-central-1c"],
    });
  });

  it("takes the first three of more zones, or those of the settings", async () => {
    const zones = () => Promise.resolve(["d", "b", "a", "c"].map((letter) => `eu-central-1${letter}`));
    assert.deepEqual((await preflight(aws(), { ...good, zones })).zones, [
      "eu-central-1a",
      "eu-central-1b",
      "eu-central-1c",
    ]);
    const chosen = { network: { zones: ["eu-central-1d", "eu-central-1a", "eu-central-1b"] } };
    assert.deepEqual((await preflight(aws(chosen), { ...good, zones })).zones, [
      "eu-central-1a",
      "eu-central-1b",
      "eu-central-1d",
    ]);
  });

  it("refuses zones that are not there, and names those that are", async () => {
    const message = await refusal({}, { network: { zones: ["eu-central-1a", "eu-central-1b", "eu-central-1z"] } });
    assert.match(message, /^cortex:aws\.network\.zones names eu-central-1z,/);
    assert.match(message, /eu-central-1a, eu-central-1b, eu-central-1c/);
  });

  it("refuses a region with too few zones", async () => {
    const message = await refusal({ zones: () => Promise.resolve(["eu-central-1a", "eu-central-1b"]) });
    assert.match(message, /^eu-central-1 \(cortex:aws\.region\) has 2 zones to use/);
    assert.match(await refusal({ zones: () => Promise.resolve([]) }), /has 0 zones to use \(none\)/);
  });

  it("refuses an account other than that of the settings, and names both", async () => {
    const message = await refusal({}, { accountId: "999999999999" });
    assert.match(message, /account 123456789012, but cortex:aws\.accountId allows 999999999999 alone/);
    assert.match(message, /Nothing was touched/);
  });

  // The lines are those of the Terraform provider 5.100 and of AWS' services.
  const cases: [what: string, answer: string, values: Record<string, unknown>, expected: RegExp[]][] = [
    [
      "missing credentials",
      "unable to validate AWS credentials.\nDetails: no EC2 IMDS role found\nError: No valid credential sources found",
      {},
      [/^There are no AWS credentials\./, /AWS_PROFILE/],
    ],
    [
      "expired credentials",
      "operation error STS: GetCallerIdentity, https response error StatusCode: 403, api error ExpiredToken: The security token included in the request is expired",
      {},
      [/^The AWS credentials have expired\./],
    ],
    [
      "an account that the provider refuses",
      "AWS account ID not allowed: 123456789012",
      { accountId: "999999999999" },
      [/not those of account 999999999999/],
    ],
    ["a region that does not exist", "invalid AWS Region: eu-central-9", { region: "eu-central-9" }, [/eu-central-9/]],
    [
      "a region without an address",
      "dial tcp: lookup sts.eu-central-9.amazonaws.com: no such host",
      { region: "eu-central-9" },
      [/^AWS cannot be reached in eu-central-9/, /spelled right/],
    ],
    [
      "an emulator that is not there",
      'Post "http://127.0.0.1:5000/": dial tcp 127.0.0.1:5000: connect: connection refused',
      { endpoint: "http://127.0.0.1:5000" },
      [/^Nothing answers at http:\/\/127\.0\.0\.1:5000 \(cortex:aws\.endpoint\)\./],
    ],
    [
      "keys that AWS does not know",
      "api error InvalidClientTokenId: The security token included in the request is invalid.",
      {},
      [/^AWS does not know these credentials in eu-central-1\./],
    ],
    [
      "missing rights",
      "api error UnauthorizedOperation: You are not authorized to perform this operation.",
      {},
      [/ec2:DescribeAvailabilityZones/],
    ],
    ["what nobody has thought of", "something else", {}, [/^AWS could not be asked/, /aws sts get-caller-identity/]],
  ];
  for (const [what, answer, values, expected] of cases) {
    it(`says ${what} plainly, with AWS' own last line`, async () => {
      const message = await refusal({ account: failing(answer) }, values);
      for (const pattern of expected) assert.match(message, pattern);
      const last = answer.split("\n").at(-1) ?? "";
      assert.ok(message.endsWith(`The answer was: ${last}`), message);
      assert.equal(message.split("\n").length, 2, "one sentence or two, and the answer");
    });
  }

  it("tells of the credentials first when nothing can be asked without them", async () => {
    const message = await refusal({
      account: failing("No valid credential sources found"),
      partition: failing("something else"),
      zones: failing("something else"),
    });
    assert.match(message, /^There are no AWS credentials/);
  });

  it("tells of zones that may not be asked for", async () => {
    const message = await refusal({ zones: failing("api error UnauthorizedOperation: no") });
    assert.match(message, /ec2:DescribeAvailabilityZones/);
  });
});
