// States that are read through the Pulumi engine and @pulumi/terraform, whose readers would make what is not there.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Backend } from "../../../components/terraform/read.ts";
import { inProject } from "../../../toolchain/project.ts";
import { TestStack } from "../support/stack.ts";
import { Configuration } from "./support/configuration.ts";
import { StorageAccount } from "./support/azure.ts";
import { assertOnlyReads } from "./support/expected.ts";
import { TerraformCloud } from "./support/terraform-cloud.ts";
import { Certificate } from "./support/tls.ts";

const secret = "geheim";
const commandSeconds = 180;

describe("states through @pulumi/terraform", () => {
  const undo: (() => unknown)[] = [];

  afterEach(async () => {
    for (const step of undo.splice(0).reverse()) await step();
  });

  /** A stack whose outputs are those of the state. */
  async function stackOf(source: Backend): Promise<TestStack> {
    const stack = new TestStack("state", { source }, commandSeconds, inProject("tests", "e2e", "terraform", "program"));
    undo.push(() => stack.forget());
    await stack.create();
    return stack;
  }

  async function certificate(names: string[]): Promise<Certificate> {
    const made = await Certificate.make(names);
    undo.push(() => made.remove());
    return made;
  }

  /** A state of the real Terraform. */
  async function state(): Promise<Buffer> {
    const made = new Configuration("terraform", { secret });
    undo.push(() => made.remove());
    await made.apply();
    return readFileSync(join(made.folder, "terraform.tfstate"));
  }

  it("Terraform Cloud: outputs, all of them secrets; a workspace that is not there is not made", async () => {
    const trusted = await certificate(["DNS:localhost", "IP:127.0.0.1"]);
    const token = "a token";
    const cloud = await TerraformCloud.start(trusted, "platform/network", token, await state());
    undo.push(() => cloud.stop());
    const source = {
      backend: "remote",
      hostname: cloud.hostname,
      organization: "platform",
      workspace: "network",
      token,
    } as const;

    const stack = await stackOf(source);
    await stack.pulumi(["up", "--yes", "--skip-preview"], commandSeconds, trusted.variables);
    const { workspace, password, zones, ...others } = await stack.outputs();
    assert.deepEqual({ workspace, password, others }, { workspace: "default", password: secret, others: {} });
    assert.ok(Array.isArray(zones) && zones.length === 2);
    const shown: unknown = JSON.parse(await stack.pulumi(["stack", "output", "--json"]));
    assert.deepEqual(shown, { workspace: "[secret]", password: "[secret]", zones: "[secret]" });
    assert.doesNotMatch(stack.stateText(), /geheim/);
    assert.ok(
      cloud.requests.some(({ url }) => url === "/download"),
      "the state was read",
    );
    assertOnlyReads(cloud.requests);

    for (const [changed, message] of [
      [
        { workspace: "netwrk" },
        /There is no Terraform state at the workspace platform\/netwrk of localhost:\d+ \(HTTP 404\)\. Check organization and workspace/,
      ],
      [{ token: "another secret" }, /the workspace platform\/network of localhost:\d+ refuses to be read \(HTTP 401\)/],
    ] as const) {
      const wrong = await stackOf({ ...source, ...changed });
      const { ok, text } = await wrong.attempt(["up", "--yes", "--skip-preview"], commandSeconds, trusted.variables);
      assert.equal(ok, false);
      assert.match(text, message);
      assert.doesNotMatch(text, /a token|another secret/);
    }
    const fresh = await TerraformCloud.start(trusted, "platform/network", token, undefined);
    undo.push(() => fresh.stop());
    const empty = await stackOf({ ...source, hostname: fresh.hostname });
    const { ok, text } = await empty.attempt(["up", "--yes", "--skip-preview"], commandSeconds, trusted.variables);
    assert.equal(ok, false);
    assert.match(
      text,
      /The outputs of the workspace platform\/network of localhost:\d+ could not be read: .*Unable to find remote state/s,
    );
    assert.doesNotMatch(text, /a token/);
    for (const { requests } of [cloud, fresh]) assertOnlyReads(requests);
  });

  it("azurerm: outputs, all of them secrets, by key and by SAS token; a state that is not there is not made", async () => {
    const account = await StorageAccount.start();
    undo.push(() => account.stop());
    const { name, accessKey, blobEndpoint, variables } = account;
    const container = { storage_account_name: name, container_name: "states", key: "net/terraform.tfstate" };
    await account.makeContainer("states");
    const made = new Configuration(
      "terraform",
      { secret, backend: ["azurerm", { ...container, access_key: accessKey }] },
      variables,
    );
    undo.push(() => made.remove());
    await made.apply();
    await made.applyWorkspace("blue");
    assert.ok(
      account.requests.some(({ method, url }) => method === "PUT" && url.includes("comp=lease")),
      "Terraform itself locks",
    );

    const source = {
      backend: "azurerm",
      storageAccountName: name,
      containerName: "states",
      key: "net/terraform.tfstate",
      blobEndpoint,
    } as const;
    const written = account.requests.length;
    for (const [workspace, credentials] of [
      ["default", { accessKey }],
      ["blue", { sasToken: account.signature("rl") }],
    ] as const) {
      const stack = await stackOf({ ...source, workspace, ...credentials });
      await stack.pulumi(["up", "--yes", "--skip-preview"], commandSeconds, variables);
      const outputs = await stack.outputs();
      assert.deepEqual([outputs["workspace"], outputs["password"]], [workspace, secret]);
      const shown: unknown = JSON.parse(await stack.pulumi(["stack", "output", "--json"]));
      assert.deepEqual(shown, { workspace: "[secret]", password: "[secret]", zones: "[secret]" });
    }
    for (const [changed, message] of [
      [
        { accessKey, workspace: "green" },
        /There is no Terraform state at the blob states\/net\/terraform\.tfstateenv:green of the storage account cortexstates \(HTTP 404\)/,
      ],
      [
        { accessKey: Buffer.alloc(32).toString("base64") },
        /the blob states\/net\/terraform\.tfstate of the storage account cortexstates refuses to be read \(HTTP 403\)/,
      ],
      [{}, /can be told with an access key or a SAS token only, and there is neither/],
    ] as const) {
      const wrong = await stackOf({ ...source, ...changed });
      const { ok, text } = await wrong.attempt(["up", "--yes", "--skip-preview"], commandSeconds, variables);
      assert.equal(ok, false);
      assert.match(text, message);
    }
    const asked = account.requests.slice(written);
    assert.ok(
      asked.some(({ url }) => url.includes("comp=metadata")) &&
        asked.some(({ headers }) => headers.host === account.host),
    );
    for (const { method, url } of asked) assert.match(method, /^(GET|HEAD)$/, `${method} ${url}`);
  });
});
