// What holds of every adoption, whatever was adopted.
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { AdoptRule } from "../../../../components/terraform/adopt.ts";
import type { AdoptionRecord } from "../../../../components/terraform/adoption.ts";
import { readState } from "../../../../components/terraform/read.ts";
import { releaseOf } from "../../../../components/terraform/release.ts";
import { parseSettings } from "../../../../settings.ts";
import { readExport } from "../../../../toolchain/adopt/exported.ts";
import { inventory, surroundings } from "../../../../toolchain/adopt/inventory.ts";
import { keptByRules } from "../../../../toolchain/adopt/kept.ts";
import type { TestStack } from "../../support/stack.ts";
import type { Terraform } from "../../support/terraform.ts";

const nameIn = (urn: string): string => urn.split("::").at(-1) ?? "";

/** What the real Terraform has made, and a stack that takes it over by rules. */
export class AdoptionProof {
  readonly #terraform: Terraform;
  readonly #stack: TestStack;
  readonly #rules: AdoptRule[];
  readonly #state;
  /** The provider's ids by address, of what is taken over. */
  readonly #ids = new Map<string, unknown>();
  readonly #stay: string[];

  /**
   * @param parts Which part of the stack each address becomes.
   * @param stay Addresses that stay with Terraform.
   */
  constructor(terraform: Terraform, stack: TestStack, parts: [from: string, to: string][], stay: string[] = []) {
    this.#terraform = terraform;
    this.#stack = stack;
    this.#rules = parts.map(([from, to]) => ({ state: "old", from, to }));
    this.#state = { backend: "local" as const, path: terraform.stateFile };
    this.#stay = stay;
  }

  /** Lets Terraform make everything, of the files in a folder. */
  async begin(folder: string): Promise<void> {
    this.#terraform.copy(folder);
    await this.#terraform.init();
    await this.#terraform.apply();
    for (const [address, id] of await this.#managed()) if (!this.#stay.includes(address)) this.#ids.set(address, id);
    this.configure();
  }

  /** Puts the rules into the stack's settings, and others beside them. */
  configure(...others: [from: string, to: string][]): void {
    const adopt = [...this.#rules, ...others.map(([from, to]) => ({ state: "old", from, to }))];
    this.#stack.configure({ terraform: { states: { old: this.#state }, adopt } });
  }

  /** A plan imports or changes what is taken over (also what stands in the state already), and creates nothing but the rest. */
  async assertPlan(): Promise<void> {
    const ids = [...this.#ids.values()];
    const there = (await this.#stack.resources()).filter(({ id }) => ids.includes(id)).map(({ urn }) => urn);
    const steps = await this.#stack.plan();
    const imported = steps.filter(({ op }) => op === "import").map(({ urn }) => urn);
    assert.equal(imported.length + there.length, ids.length);
    const taken = new Set([...imported, ...there]);
    for (const { op, urn } of steps) {
      assert.ok(taken.has(urn) ? op === "import" || op === "update" : op === "create", `${op} of ${urn}`);
    }
  }

  /** What was taken over has the ids that Terraform gave it, and is protected. */
  async assertTaken(): Promise<void> {
    const { adopted } = await this.#record();
    assert.deepEqual(adopted.map(({ address }) => address).sort(), [...this.#ids.keys()].sort());
    const resources = await this.#stack.resources();
    for (const { address, type, name } of adopted) {
      const [found, ...others] = resources.filter((each) => each.type === type && nameIn(each.urn) === name);
      assert.deepEqual(others, []);
      assert.deepEqual([found?.id, found?.protect], [this.#ids.get(address), true], address);
    }
  }

  /** Terraform lets go by `removed` blocks: its plan creates, changes and destroys nothing, before and after. */
  async letGo(): Promise<void> {
    const { blocks } = releaseOf("old", (await this.#record()).adopted, await readState(this.#state));
    writeFileSync(path.join(this.#terraform.folder, "released.tf"), blocks.join("\n\n"));
    rmSync(path.join(this.#terraform.folder, "platform.tf"));
    assert.deepEqual(await this.#terraform.actions(), ["forget"]);
    await this.#terraform.apply();
    assert.deepEqual([...(await this.#managed()).keys()], this.#stay);
    const after = await this.#terraform.plan();
    assert.equal(after.changes, false, after.text);
  }

  /** What must be kept for it that the rules can go, as `npm run adopt -- release` tells it. */
  async keptWithoutRules(): Promise<Record<string, string[]>> {
    const settings = parseSettings(this.#stack.settings());
    const made = await inventory(settings, this.#stack.name, surroundings([]));
    const resources = readExport(JSON.stringify({ deployment: { resources: await this.#stack.resources() } }));
    return keptByRules((await this.#record()).adopted, resources, made, {});
  }

  /** Takes the rules out; what was taken over is then the stack's like any other, but for what is kept. */
  forgetRules(keep: Record<string, string[]> = {}): void {
    this.#stack.configure({ terraform: { keep } });
  }

  /** The ids still are those that Terraform gave. */
  async assertSameIds(): Promise<void> {
    const ids = (await this.#stack.resources()).map(({ id }) => id);
    for (const [address, id] of this.#ids) assert.ok(ids.includes(String(id)), address);
  }

  async #managed(): Promise<Map<string, unknown>> {
    const instances = [...(await readState(this.#state)).instances()].filter(({ mode }) => mode === "managed");
    return new Map(instances.map(({ address, attributes }) => [address, attributes["id"]]));
  }

  async #record(): Promise<AdoptionRecord> {
    return (await this.#stack.outputs())["terraform"] as AdoptionRecord;
  }
}
