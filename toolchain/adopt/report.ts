// A plan as people read it.
import type { AdoptPlan, Match } from "./plan.ts";

/** Lines of one kind beyond these are counted, not shown: `--json` has all. */
const mostShown = 100;
const mostLetters = 100;

const short = (value: unknown): string => {
  const text = typeof value === "string" ? JSON.stringify(value) : (JSON.stringify(value) ?? "nothing");
  return text.length > mostLetters ? `${text.slice(0, mostLetters)}…` : text;
};

function section<T>(title: string, all: readonly T[], lines: (one: T) => string[]): string[] {
  if (all.length === 0) return [];
  const rest = all.length - mostShown;
  return [
    `${title}: ${all.length}`,
    ...all.slice(0, mostShown).flatMap(lines),
    ...(rest > 0 ? [`  and ${rest} more: --json shows all`] : []),
    "",
  ];
}

function matchLines({ address, name, reason, importId, differences, knownLater }: Match): string[] {
  return [
    `  ${address} is ${name}`,
    `      ${reason}; imported by ${importId}`,
    ...differences.map(({ property, from, to, replaces }) => {
      return replaces
        ? `      keeps ${property} ${short(from)}, for only a new one could have ${short(to)}`
        : `      would change ${property}: ${short(from)} to ${short(to)}`;
    }),
    ...(knownLater.length > 0 ? [`      shows in pulumi preview: ${knownLater.join(", ")}`] : []),
  ];
}

/** What an import of all that matches would come to. */
function summary(matched: readonly Match[]): string[] {
  if (matched.length === 0) return [];
  const count = (all: readonly Match[]): string => `${all.length} of ${matched.length}`;
  const keeping = matched.filter(({ differences }) => differences.some(({ replaces }) => replaces));
  const same = matched.filter(({ differences }) => differences.length === 0);
  return [
    `Of what matches, ${count(same)} would stay as they are, none would be replaced.`,
    ...(keeping.length === 0
      ? []
      : [
          `${count(keeping)} keep what only a new one could change, as long as the rules stand: let the settings say what Terraform has`,
          "(cortex:prefix and the like), or name it in cortex:terraform.keep before the rules go.",
        ]),
    "",
  ];
}

/** The report's text. */
export function reportText({ matched, unmatched, ambiguous, dataOnly, problems }: AdoptPlan): string {
  return [
    ...section("Matched", matched, matchLines),
    ...summary(matched),
    ...section("Ambiguous", ambiguous, ({ address, reason }) => [`  ${address}: ${reason}`]),
    ...section("Unmatched, stay with Terraform", unmatched, ({ address, reason }) => [`  ${address}: ${reason}`]),
    ...section("Data sources, nothing to take over", dataOnly, ({ address }) => [`  ${address}`]),
    ...section("With these rules of cortex:terraform.adopt `up` refuses", problems, (problem) => [`  ${problem}`]),
  ].join("\n");
}
