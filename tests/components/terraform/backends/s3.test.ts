import assert from "node:assert/strict";
import { readState } from "../../../../components/terraform/read.ts";
import { namedState, onlyGets, refusal, servers } from "../../../support/backends.ts";

describe("terraform: the backend s3", () => {
  const { serve, start } = servers();

  const keys = { AWS_ACCESS_KEY_ID: "testing", AWS_SECRET_ACCESS_KEY: "testing" };
  const before = { ...process.env };

  beforeEach(() => {
    Object.assign(process.env, keys);
  });

  afterEach(() => {
    for (const key of Object.keys(keys)) Reflect.deleteProperty(process.env, key);
    Object.assign(process.env, before);
  });

  const place = (address: string) =>
    ({
      backend: "s3",
      bucket: "states",
      key: "net/terraform.tfstate",
      region: "eu-central-1",
      endpoint: `http://${address}`,
      usePathStyle: true,
    }) as const;

  it("reads the object of each workspace, and only reads", async () => {
    const requests = await serve({
      "/states/net/terraform.tfstate": namedState("default"),
      "/states/env%3A/blue/net/terraform.tfstate": namedState("blue"),
      "/states/teams/blue/net/terraform.tfstate": namedState("prefixed"),
    });
    const source = place(requests.address);
    assert.equal((await readState(source)).lineage, "default");
    assert.equal((await readState({ ...source, workspace: "blue" })).lineage, "blue");
    assert.equal((await readState({ ...source, workspace: "blue", workspaceKeyPrefix: "teams" })).lineage, "prefixed");
    onlyGets(requests);
  });

  it("sends the key of SSE-C with its digest", async () => {
    const requests = await serve({ "/states/net/terraform.tfstate": namedState("sealed") });
    await readState({ ...place(requests.address), sseCustomerKey: Buffer.alloc(32, 1).toString("base64") });
    const headers = requests.requests[0]?.headers;
    assert.ok(headers);
    assert.equal(headers["x-amz-server-side-encryption-customer-algorithm"], "AES256");
    assert.equal(headers["x-amz-server-side-encryption-customer-key"], Buffer.alloc(32, 1).toString("base64"));
    assert.ok(headers["x-amz-server-side-encryption-customer-key-md5"]);
  });

  for (const [name, status, code, message] of [
    [
      "a missing object",
      404,
      "NoSuchKey",
      /no Terraform state at s3:\/\/states\/env:\/blue\/net\/terraform\.tfstate \(workspace "blue"\)\. .*nothing was made there/,
    ],
    ["a missing bucket", 404, "NoSuchBucket", /There is no bucket states/],
    ["denied access", 403, "AccessDenied", /may not be read \(AccessDenied\).*s3:GetObject/],
  ] as const) {
    it(`tells of ${name}`, async () => {
      const server = await start(() => ({
        status,
        headers: { "content-type": "application/xml" },
        body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`,
      }));
      assert.match(await refusal({ ...place(server.address), workspace: "blue" }), message);
      onlyGets(server);
    });
  }
});
