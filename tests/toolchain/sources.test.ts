import assert from "node:assert/strict";
import type { Source } from "../../toolchain/sources.ts";
import { UserError, firstThatWorks, unavailable } from "../../toolchain/sources.ts";

type Outcome = "works" | "unavailable" | "throws";

function source(name: string, outcome: Outcome, asked: string[]): Source<string> {
  return {
    name,
    attempt: () => {
      asked.push(name);
      if (outcome === "throws") return Promise.reject(new Error(`${name} broke`));
      return Promise.resolve(outcome === "works" ? `from ${name}` : unavailable(`${name} is not here`));
    },
  };
}

const need = { what: "A thing", remedy: "install a thing" };

describe("the first source that works", () => {
  const table: { outcomes: Outcome[]; taken: string; asked: string[] }[] = [
    { outcomes: ["works", "works", "works"], taken: "installed", asked: ["installed"] },
    { outcomes: ["unavailable", "works", "works"], taken: "download", asked: ["installed", "download"] },
    { outcomes: ["throws", "works", "throws"], taken: "download", asked: ["installed", "download"] },
    { outcomes: ["unavailable", "throws", "works"], taken: "build", asked: ["installed", "download", "build"] },
  ];
  for (const { outcomes, taken, asked } of table) {
    it(`${outcomes.join(", ")}: takes ${taken} and asks no further`, async () => {
      const order: string[] = [];
      const names = ["installed", "download", "build"];
      const sources = outcomes.map((outcome, index) => source(names[index] ?? "", outcome, order));
      assert.deepEqual(await firstThatWorks(need, sources), { value: `from ${taken}`, source: taken });
      assert.deepEqual(order, asked);
    });
  }

  it("says each source, why it did not work, and what to do, when none works", async () => {
    const sources = [source("installed", "unavailable", []), source("download", "throws", [])];
    await assert.rejects(firstThatWorks(need, sources), (error) => {
      assert.ok(error instanceof UserError);
      assert.equal(
        error.message,
        [
          "A thing could not be had. What was tried:",
          "  - installed: installed is not here",
          "  - download: download broke",
          "What to do: install a thing",
        ].join("\n"),
      );
      return true;
    });
  });
});
