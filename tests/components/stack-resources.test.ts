import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { resourcesOfStack } from "../../components/stack-resources.ts";
import { stack, startMocks } from "../support/mocks.ts";

const urn = `urn:pulumi:${stack}::cortex::cortex:docker:Platform$cortex:docker:Cortex::cortex`;

describe("what the stack holds", () => {
  it("is the outputs of each resource, out of what the engine says of it", async () => {
    const asked: unknown[] = [];
    const recorded = await startMocks({
      call: (token, inputs) => {
        asked.push(token, inputs["stackName"]);
        // As the engine answers (pulumi 3.256, pkg/backend/backend.go, GetStackResourceOutputs).
        return {
          name: inputs["stackName"],
          outputs: {
            [urn]: { type: "cortex:docker:Cortex", outputs: { replicationFactor: 3 } },
            [`${urn}-secret`]: { type: "cortex:docker:Cortex", outputs: { password: pulumi.secret("hush") } },
            [`${urn}-bare`]: { type: "cortex:docker:Cortex", outputs: {} },
          },
        };
      },
    });
    assert.deepEqual(await resourcesOfStack(), {
      [urn]: { replicationFactor: 3 },
      [`${urn}-secret`]: { password: "hush" },
      [`${urn}-bare`]: {},
    });
    assert.deepEqual(asked, ["pulumi:pulumi:readStackResourceOutputs", stack]);
    assert.deepEqual(recorded.all, []);
  });
});
