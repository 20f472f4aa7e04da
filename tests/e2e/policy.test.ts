// The policy pack on the real engine: it lets the stack pass, and refuses what breaks a mandatory rule.
import assert from "node:assert/strict";
import { previewWithPack, withPack } from "./support/policy.ts";
import { TestStack } from "./support/stack.ts";

/** A container that keeps to every rule, with other properties in place of some. */
const container = (rest: string): string => `new docker.Container("one", {
  image: "busybox:1.37.0", memory: 64, memorySwap: 64, restart: "always",
  logDriver: "json-file", logOpts: { "max-size": "1m", "max-file": "1" },
  securityOpts: ["no-new-privileges:true"], ${rest} });`;

describe("the policy pack on the real engine", function () {
  this.timeout(300_000);
  const stack = new TestStack("policy", { platform: "docker", prefix: "cortex-policy", grafana: { enabled: "never" } });

  before(() => stack.create());
  after(() => stack.destroy());

  it("lets the local stack pass, each rule asked", async () => {
    const { ok, text } = await stack.attempt(["preview", ...withPack]);
    assert.ok(ok, text);
    assert.match(text, /✅ cortex@/);
    assert.doesNotMatch(text, /can't run policy|\[(?:mandatory|advisory)\]/);
  });

  it("lets a container pass whose password is a Pulumi secret", async () => {
    const { ok, text } = await previewWithPack("docker", container('envs: [pulumi.secret("ADMIN_PASSWORD=hunter22")]'));
    assert.ok(ok, text);
    assert.match(text, /✅ cortex@/);
  });

  const refused: [string, string, string][] = [
    ["a password in clear", 'envs: ["ADMIN_PASSWORD=hunter22"]', "no-clear-secrets"],
    ["a port beyond this machine", "ports: [{ internal: 80, external: 8099 }]", "localhost-ports"],
    ["an image without version", 'image: "busybox"', "pinned-images"],
    ["a container without memory limit", "memory: undefined", "bounded-containers"],
  ];
  for (const [what, rest, rule] of refused) {
    it(`refuses ${what} (${rule})`, async () => {
      const { ok, text } = await previewWithPack("docker", container(rest));
      assert.equal(ok, false, text);
      assert.match(text, new RegExp(`\\[mandatory\\].* ${rule} `));
    });
  }
});
