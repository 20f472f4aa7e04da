import assert from "node:assert/strict";
import { TerraformError } from "../../../../components/terraform/error.ts";
import { readOutputs } from "../../../../components/terraform/read.ts";
import { onlyGets, servers } from "../../../support/backends.ts";
import { startMocks } from "../../../support/mocks.ts";

describe("terraform: the backend azurerm", () => {
  const { serve } = servers();

  const source = (address: string) =>
    ({
      backend: "azurerm",
      storageAccountName: "states",
      containerName: "net",
      key: "prod/terraform.tfstate",
      blobEndpoint: `http://${address}/`,
    }) as const;
  const accessKey = Buffer.alloc(32, 7).toString("base64");

  it("looks whether the blob is there, then asks @pulumi/terraform; every output is a secret", async () => {
    const requests = await serve({ "/net/prod/terraform.tfstateenv%3Ablue": "" });
    const asked: [string, Record<string, unknown>][] = [];
    await startMocks({
      call: (token, inputs) => {
        asked.push([token, inputs]);
        return { outputs: { id: "vpc-1" } };
      },
    });
    const outputs = await readOutputs({ ...source(requests.address), accessKey, workspace: "blue" });
    assert.deepEqual([...outputs], [["id", { value: "vpc-1", sensitive: true }]]);
    assert.deepEqual(asked, [
      [
        "terraform:state:getAzureRMReference",
        {
          storageAccountName: "states",
          containerName: "net",
          key: "prod/terraform.tfstate",
          workspace: "blue",
          accessKey,
        },
      ],
    ]);
    assert.deepEqual(
      requests.requests.map(({ url }) => url),
      ["/net/prod/terraform.tfstateenv%3Ablue?comp=metadata"],
    );
    assert.match(String(requests.requests[0]?.headers.authorization), /^SharedKey states:[\w+/]{43}=$/);
    onlyGets(requests);
  });

  it("signs with a SAS token where there is no key, and asks nothing with neither", async () => {
    const requests = await serve({ "/net/prod/terraform.tfstate": "" });
    await startMocks({ call: () => ({ outputs: {} }) });
    const open = source(requests.address);
    await readOutputs({ ...open, sasToken: "?sv=1&sig=a%2Fb" });
    assert.equal(requests.requests[0]?.url, "/net/prod/terraform.tfstate?comp=metadata&sv=1&sig=a%2Fb");
    assert.equal(requests.requests[0].headers.authorization, undefined);
    await assert.rejects(readOutputs(open), /there is neither\. Set accessKey or sasToken/);
    assert.equal(requests.requests.length, 1);
  });

  it("never asks @pulumi/terraform, which would make it, where the blob is missing or hidden", async () => {
    const { calls } = await startMocks();
    const missing = await serve({}, 404);
    await assert.rejects(
      readOutputs({ ...source(missing.address), accessKey }),
      /There is no Terraform state at the blob net\/prod\/terraform\.tfstate of the storage account states \(HTTP 404\)/,
    );
    await missing.stop();
    const hidden = await serve({}, 403);
    await assert.rejects(readOutputs({ ...source(hidden.address), accessKey }), /refuses to be read \(HTTP 403\)/);
    assert.deepEqual(calls, []);
  });

  it("tells what @pulumi/terraform says, without the key", async () => {
    const requests = await serve({ "/net/prod/terraform.tfstate": "" });
    await startMocks({
      call: () => {
        throw new Error("no such host");
      },
    });
    await assert.rejects(readOutputs({ ...source(requests.address), accessKey }), (error: unknown) => {
      assert.ok(error instanceof TerraformError);
      assert.match(error.message, /^The outputs of the blob net\/.* could not be read: /);
      assert.doesNotMatch(error.message, /BwcHBwcH/);
      return true;
    });
  });
});
