// The engine of a stack stays what it is, unless a setting says that what is stored may go.
import type { Engine, Settings } from "../settings.ts";
import { refusal } from "./refusal.ts";
import type { StackResources } from "./stack-resources.ts";
import { readUrn } from "./urn.ts";

/** The data stores of both platforms, by which a stack is known: it has one before it can hold a sample. */
const engines: Record<string, Engine> = {
  "cortex:docker:Cassandra": "chunks",
  "cortex:docker:SeaweedFs": "blocks",
  "cortex:aws:ChunkStore": "chunks",
  "cortex:aws:BlocksBuckets": "blocks",
};

/** What keeps samples, in the user's words. */
const keepers: [type: RegExp, word: string][] = [
  [/^docker:index\/volume:Volume$/, "volume"],
  [/^aws:s3\/bucket(?:V2)?:Bucket(?:V2)?$/, "bucket"],
  [/^aws:dynamodb\/table:Table$/, "table"],
];
/** The tiers whose volumes hold samples, beside the data stores: what the nodes have not shipped yet. */
const nodes = ["cortex:docker:Cortex"];

/**
 * What a change of the engine would take away.
 * @param urns Every resource of the stack as it stands.
 * @returns undefined where nothing of another engine stands
 */
export function engineSwitch(urns: readonly string[], wanted: Engine): { from: Engine; lost: string[] } | undefined {
  const resources = urns.map(readUrn);
  const from = resources.map(({ type }) => engines[type]).find((engine) => engine !== undefined && engine !== wanted);
  if (from === undefined) return undefined;
  const ofEngine = (type: string): boolean => engines[type] === from || nodes.includes(type);
  const lost = resources.flatMap(({ types, type, name }) => {
    const word = keepers.find(([kept]) => kept.test(type))?.[1];
    return word !== undefined && types.some(ofEngine) ? [`${word} ${name}`] : [];
  });
  return { from, lost: lost.sort() };
}

/** What is said to somebody whose stack would change its engine. */
function switchText(from: Engine, wanted: Engine, lost: string[]): string {
  return [
    `This stack was built with cortex:engine ${from}, and its settings now say ${wanted}. Neither engine reads what the ` +
      "other has stored: every sample that Cortex keeps would be lost, and this deleted:",
    ...lost.map((one) => `  ${one}`),
    "Nothing was touched. You can",
    `  stay with ${from}: pulumi config set cortex:engine ${from}`,
    `  keep these samples and build ${wanted} beside them: a second stack, with a cortex:prefix and ports of its own`,
    `  switch and lose them: pulumi config set cortex:confirmEngineSwitch ${wanted}`,
  ].join("\n");
}

/** @throws {pulumi.RunError} If the stack stands with another engine, and `confirmEngineSwitch` does not name the new one. */
export function refuseEngineSwitch(stands: StackResources, { engine, confirmEngineSwitch }: Settings): void {
  if (confirmEngineSwitch === engine) return;
  const change = engineSwitch(Object.keys(stands), engine);
  if (change !== undefined) throw refusal(switchText(change.from, engine, change.lost));
}
