// The pack over the whole platform on Docker.
import assert from "node:assert/strict";
import { rules } from "../../policy/rules.ts";
import { built } from "../support/platform.ts";
import { breaches } from "./support/registered.ts";

/** Fewer than these, and it is not the whole platform that was looked at. */
const least: Record<string, { resources: number; containers: number }> = {
  chunks: { resources: 45, containers: 14 },
  blocks: { resources: 45, containers: 13 },
};

for (const [engine, { resources, containers }] of Object.entries(least)) {
  for (const preview of [false, true]) {
    describe(`policy: the Docker platform, ${engine}${preview ? ", in a preview" : ""}`, () => {
      it("breaks no rule", async () => {
        const { recorded } = await built({ engine }, { preview });
        const made = recorded.all.filter(({ type }) => type === "docker:index/container:Container");
        assert.ok(recorded.all.length >= resources, `${recorded.all.length} resources`);
        assert.ok(made.length >= containers, `${made.length} containers`);
        assert.deepEqual(breaches(rules, recorded), []);
      });
    });
  }
}
