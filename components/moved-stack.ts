// Prefix and platform are in the names of all that a stack has: with others everything would be made anew, and what there is deleted.
import type { Settings } from "../settings.ts";
import { refusal } from "./refusal.ts";
import type { StackResources } from "./stack-resources.ts";
import { readUrn } from "./urn.ts";

/** @throws {pulumi.RunError} If the stack stands on another platform, or under another prefix. */
export function refuseMove(stands: StackResources, { platform, prefix }: Settings): void {
  for (const { type, name } of Object.keys(stands).map(readUrn)) {
    const built = /^cortex:(docker|aws):Platform$/.exec(type)?.[1];
    if (built === undefined || (built === platform && name === prefix)) continue;
    const [key, from, to] = built === platform ? ["prefix", name, prefix] : ["platform", built, platform];
    throw refusal(
      [
        `This stack was built with cortex:${key} ${from}, and its settings now say ${to}. All of it would be made anew, ` +
          "and what there is deleted, with every sample.",
        "Nothing was touched. You can",
        `  stay: pulumi config set cortex:${key} ${from}`,
        "  build the other beside it: a second stack, with a cortex:prefix and ports of its own",
        "  begin anew without these samples: `npm run down` with the settings as they were, then `npm run up`",
      ].join("\n"),
    );
  }
}
