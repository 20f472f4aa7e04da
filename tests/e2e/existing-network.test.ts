// A Docker network that stood before the stack, as the real engine and the real provider tell of it.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { run } from "../../toolchain/exec.ts";
import { TestStack } from "./support/stack.ts";

const plan = z.object({
  steps: z.array(
    z.object({
      newState: z.object({
        type: z.string(),
        inputs: z.looseObject({ networksAdvanced: z.array(z.looseObject({ name: z.string() })).optional() }).optional(),
      }),
    }),
  ),
});

const docker = async (...args: string[]): Promise<string> => (await run("docker", args, { timeoutSeconds: 60 })).trim();

describe("a stack on a Docker network that stands already", function () {
  this.timeout(300_000);

  const name = "cortex-e2e-beforehand";
  const inner = `${name}-inner`;
  const folder = mkdtempSync(join(tmpdir(), "cortex-e2e-state-"));
  const file = join(folder, "terraform.tfstate");
  let id = "";
  const stack = new TestStack("network", {
    platform: "docker",
    prefix: "cortex-net",
    grafana: { enabled: "never" },
    terraform: { states: { team: { backend: "local", path: file } } },
    network: { existing: { fromTerraform: { resource: "docker_network.team" } } },
  });

  before(async () => {
    id = await docker("network", "create", name);
    await docker("network", "create", "--internal", inner);
    const team = { mode: "managed", type: "docker_network", name: "team", provider: "p" };
    const resources = [{ ...team, instances: [{ schema_version: 0, attributes: { id, name } }] }];
    writeFileSync(
      file,
      JSON.stringify({ version: 4, terraform_version: "1.11.4", serial: 1, lineage: "x", outputs: {}, resources }),
    );
    await stack.create();
  });

  after(async () => {
    stack.forget(); // nothing was made
    await docker("network", "rm", name, inner);
    rmSync(folder, { recursive: true });
  });

  it("plans every container there, by the network's name, and no network", async () => {
    const { steps } = plan.parse(JSON.parse(await stack.pulumi(["preview", "--json"])));
    const of = (type: string) => steps.filter(({ newState }) => newState.type === type);
    assert.deepEqual(of("docker:index/network:Network"), []);
    const containers = of("docker:index/container:Container");
    assert.ok(containers.length >= 10, `${containers.length} containers`);
    for (const { newState } of containers) {
      assert.deepEqual(
        newState.inputs?.networksAdvanced?.map((network) => network.name),
        [name],
      );
    }
  });

  for (const [what, existing, message] of [
    [
      "is not there",
      "cortex-e2e-nowhere",
      /no Docker network that cortex:network\.existing \(cortex-e2e-nowhere\) could/,
    ],
    ["is Docker's own", "bridge", /cortex:network\.existing \(bridge\) is one of Docker's own networks/],
    ["is internal", inner, /cortex:network\.existing \(cortex-e2e-beforehand-inner\) is an internal network/],
  ] as const) {
    it(`refuses one that ${what}`, async () => {
      stack.configure({ network: { existing } });
      const { ok, text } = await stack.attempt(["preview"]);
      assert.equal(ok, false, text);
      assert.match(text, message);
      assert.doesNotMatch(text, /\n\s+at .*:\d+:\d+/, "a stack trace");
    });
  }
});
