import assert from "node:assert/strict";
import * as fc from "fast-check";
import { defaultTags, stackTag } from "../../../components/aws/provider-tags.ts";
import { awsProvider, providerArgs, services } from "../../../components/aws/provider.ts";
import { startMocks } from "../../support/mocks.ts";
import { settingsOf } from "../../support/settings.ts";
import { text } from "../../support/containers.ts";

const owner = { project: "cortex-platform", stack: "aws" };

function argsOf(values: Record<string, unknown> = {}): Record<string, unknown> {
  return { ...providerArgs(settingsOf({ platform: "aws", aws: values }).aws, owner) };
}

describe("AWS: the provider", () => {
  it("works in the region of the settings, in whichever account the credentials are of", () => {
    const args = argsOf({ region: "eu-west-1" });
    assert.equal(args["region"], "eu-west-1");
    assert.ok(!("allowedAccountIds" in args));
    assert.equal(argsOf()["region"], "eu-central-1");
  });

  it("is kept to the account of the settings", () => {
    assert.deepEqual(argsOf({ accountId: "123456789012" })["allowedAccountIds"], ["123456789012"]);
  });

  it("looks at the region, and at accounts, of AWS itself", () => {
    const args = argsOf();
    assert.equal(args["skipRegionValidation"], false);
    assert.equal(args["skipRequestingAccountId"], false);
    assert.ok(!("endpoints" in args));
    assert.ok(!("s3UsePathStyle" in args));
  });

  it("asks an emulator for everything, with buckets in the path", () => {
    const args = argsOf({ endpoint: "http://127.0.0.1:5000" });
    assert.deepEqual(args["endpoints"], [Object.fromEntries(services.map((s) => [s, "http://127.0.0.1:5000"]))]);
    assert.equal(args["s3UsePathStyle"], true);
    assert.equal(args["skipMetadataApiCheck"], true);
    assert.equal(args["skipRegionValidation"], true);
    assert.equal(args["skipRequestingAccountId"], false, "rules that name a security group would differ for ever");
    assert.equal(args["maxRetries"], 6);
  });

  it("tags everything with the stack, whatever the user's own tags are", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), (tags) => {
        const all = defaultTags({ ...tags, Stack: "mine", ManagedBy: "me" }, owner);
        assert.equal(all["Project"], "cortex-platform");
        assert.equal(all["Stack"], "cortex-platform/aws");
        assert.equal(all["ManagedBy"], "Pulumi");
        for (const key of Object.keys(tags)) assert.ok(key in all);
      }),
    );
    assert.notEqual(stackTag(owner).value, stackTag({ ...owner, project: "other" }).value);
  });

  it("is registered with what it is told", async () => {
    const recorded = await startMocks();
    awsProvider("acme", settingsOf({ platform: "aws" }).aws);
    await recorded.settled();
    const [provider] = recorded.all;
    assert.equal(provider?.type, "pulumi:providers:aws");
    assert.equal(provider.name, "acme-aws");
    assert.deepEqual(JSON.parse(text(provider.inputs["defaultTags"])), {
      tags: { Project: "cortex", Stack: "cortex/test", ManagedBy: "Pulumi" },
    });
  });
});
