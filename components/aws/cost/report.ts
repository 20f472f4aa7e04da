import type { Settings } from "../../../settings.ts";
import { choices } from "./choices.ts";
import { estimate, sum, tiers, type Line } from "./estimate.ts";
import { notCounted, sources, tableRegion } from "./prices.ts";

/** The whole estimate as text, for a terminal of 120 columns. */
export function costReport(settings: Settings): string {
  const lines = estimate(settings);
  const total = sum(lines);
  const { nodes } = settings.cluster;
  const { maxNodes } = settings.aws.cluster;
  const header = row("", `${nodes} nodes`, `${maxNodes} nodes`);
  return [
    `What the stack costs a month while nobody uses it, US dollars, on demand, with ${nodes} and with ${maxNodes} Cortex nodes`,
    "",
    ...warnings(settings, lines),
    header,
    ...tiers.flatMap((tier) => tierRows(tier, lines)),
    row("in all", money(total.least), money(total.most)),
    "",
    "What changes it: the whole stack with that setting, and the rest as it is",
    header,
    ...choices(settings).map(({ setting, least, most, now }) =>
      row(`${now ? "*" : " "} ${setting}`, money(least), money(most)),
    ),
    "  * as it is now",
    "",
    "Not counted, since it grows with use:",
    ...notCounted.map((what) => `- ${what}`),
    "",
    "Prices from:",
    ...sourceLines(lines),
    "",
  ].join("\n");
}

/** What must be known before a number is believed. */
function warnings({ aws }: Settings, lines: Line[]): string[] {
  const unknown = lines.filter(({ usdPerMonth }) => usdPerMonth === undefined).map(({ what }) => what);
  const elsewhere = lines.filter(({ region }) => region !== "all" && region !== tableRegion);
  const found = [
    ...(aws.region === tableRegion
      ? []
      : [
          `This stack is in ${aws.region}; the prices are those of ${tableRegion}, and may differ by a tenth and more.`,
        ]),
    ...(unknown.length === 0
      ? []
      : [`No price is known of ${[...new Set(unknown)].join(", ")}: NOT in the sums, which are too low.`]),
    ...[...new Set(elsewhere.map(({ region }) => region))].map((region) => {
      const what = elsewhere.filter((one) => one.region === region).map((one) => one.what);
      return `The price of ${region} stands for that of ${tableRegion}, which was not found: ${[...new Set(what)].join(", ")}.`;
    }),
  ];
  return found.length === 0 ? [] : [...found.map((text) => `! ${text}`), ""];
}

function tierRows(tier: string, lines: Line[]): string[] {
  const ofTier = lines.filter((one) => one.tier === tier);
  if (ofTier.length === 0) return [];
  const { least, most } = sum(ofTier);
  return [
    row(tier, money(least), money(most)),
    ...ofTier.map((one) => {
      const count = one.least === one.most ? `${one.least}` : `${one.least} to ${one.most}`;
      const each = one.usdPerMonth === undefined ? "no price" : `at ${Number(one.usdPerMonth.toFixed(4))}`;
      const cost = (number: number): string => (one.usdPerMonth === undefined ? "?" : money(number * one.usdPerMonth));
      return row(`  ${count} × ${one.what}, ${each}`, cost(one.least), cost(one.most));
    }),
  ];
}

function sourceLines(lines: Line[]): string[] {
  return [...new Set(lines.map(({ source }) => source))].map((key) => `- ${sources[key].date}: ${sources[key].where}`);
}

const money = (usd: number): string => usd.toFixed(2);

function row(text: string, least: string, most: string): string {
  return `${text.padEnd(92)}${least.padStart(12)}${most.padStart(12)}`.trimEnd();
}
