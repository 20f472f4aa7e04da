// Prefix and platform are in the names of all that a stack has, and its region in all that AWS made of it: with others everything
// would be made anew, and what there is deleted.
import type { Settings } from "../settings.ts";
import { refusal } from "./refusal.ts";
import type { StackResources } from "./stack-resources.ts";
import { readUrn } from "./urn.ts";

/** A setting that the stack was built with, and what it says now. */
interface Change {
  key: string;
  from: string;
  to: string;
}

/** @throws {pulumi.RunError} If the stack stands on another platform, under another prefix, or in another region. */
export function refuseMove(stands: StackResources, settings: Settings): void {
  const change = platformChange(stands, settings) ?? regionChange(stands, settings);
  if (change === undefined) return;
  const { key, from, to } = change;
  throw refusal(
    [
      `This stack was built with cortex:${key} ${from}, and its settings now say ${to}. All of it would be made anew, ` +
        "and what there is deleted, with every sample.",
      "Nothing was touched. You can",
      `  stay: pulumi config set ${key.includes(".") ? "--path " : ""}cortex:${key} ${from}`,
      "  build the other beside it: a second stack, with a cortex:prefix and ports of its own",
      "  begin anew without these samples: `npm run down` with the settings as they were, then `npm run up`",
    ].join("\n"),
  );
}

function platformChange(stands: StackResources, { platform, prefix }: Settings): Change | undefined {
  for (const { type, name } of Object.keys(stands).map(readUrn)) {
    const built = /^cortex:(docker|aws):Platform$/.exec(type)?.[1];
    if (built === undefined) continue;
    if (built !== platform) return { key: "platform", from: built, to: platform };
    if (name !== prefix) return { key: "prefix", from: name, to: prefix };
  }
  return undefined;
}

/** A provider alone holds nothing: it may have been built with a region that AWS then refused. */
function regionChange(stands: StackResources, { platform, aws }: Settings): Change | undefined {
  if (platform !== "aws") return undefined;
  const all = Object.entries(stands).map(([urn, outputs]) => ({ ...readUrn(urn), outputs }));
  if (!all.some(({ type }) => type.startsWith("aws:"))) return undefined;
  const from = all.find(({ type }) => type === "pulumi:providers:aws")?.outputs["region"];
  return typeof from === "string" && from !== aws.region ? { key: "aws.region", from, to: aws.region } : undefined;
}
