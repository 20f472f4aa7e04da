import assert from "node:assert/strict";
import { run } from "../../../toolchain/exec.ts";
import { differencesByToken, parsePluginSchema } from "./support/shapes.ts";

/** Taken away by version 6 of the Terraform provider, which the package is made from; the plugin built here serves version 5. */
const gone = new Set([
  "Eip vpc",
  "FlowLog logGroupName",
  "LaunchTemplate elasticGpuSpecifications",
  "LaunchTemplate elasticInferenceAccelerator",
  ...["iotanalytics", "iotevents", "lookoutmetrics", "opsworks", "sdb", "simpledb", "worklink"].map(
    (service) => `Provider endpoints[].${service}`,
  ),
]);

/** Not for programs: timeouts are options of a resource, all tags and a lookup's id are answers. */
function isAnswer(token: string, path: string): boolean {
  const name = path.split(".").at(-1);
  return name === "timeouts" || name === "tagsAll" || (path === "id" && /:get\w+$/.test(token));
}

describe("the aws plugin", () => {
  it("has every property under the name and in the shape that @pulumi/aws has", async () => {
    const text = await run("pulumi", ["package", "get-schema", "aws"], { timeoutSeconds: 300 });
    const found = differencesByToken(parsePluginSchema(text));
    assert.ok(found.size > 100, `only ${found.size} types were compared`);
    const wrong = [...found].flatMap(([token, lines]) => {
      const name = token.split(":").at(-1) ?? token;
      return [...new Set(lines)]
        .filter((line) => !line.endsWith(": only in the package")) // What version 6 brought.
        .filter(
          (line) => !isAnswer(token, line.replace(/: .*$/, "")) && !gone.has(`${name} ${line.replace(/: .*$/, "")}`),
        )
        .map((line) => `${token} ${line}`);
    });
    assert.deepEqual(wrong, []);
  });
});
