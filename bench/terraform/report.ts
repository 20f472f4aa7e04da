import { median } from "../median.ts";

/** Seconds. */
export interface Times {
  deploy: number;
  nothingToChange: number;
  destroy: number;
}

export interface Round {
  pulumi: Times;
  terraform: Times;
}

const rows: [keyof Times, string][] = [
  ["deploy", "deploy (pulumi up, terraform apply)"],
  ["nothingToChange", "nothing to change (pulumi preview, terraform plan)"],
  ["destroy", "destroy"],
];

const middle = (rounds: Round[], tool: keyof Round, row: keyof Times): number =>
  median(rounds.map((round) => round[tool][row]));

/** Pulumi's median by Terraform's. */
export function ratios(rounds: Round[]): Times {
  const ratio = (row: keyof Times): number => middle(rounds, "pulumi", row) / middle(rounds, "terraform", row);
  return { deploy: ratio("deploy"), nothingToChange: ratio("nothingToChange"), destroy: ratio("destroy") };
}

/** Medians and ratios, a row each. */
export function table(rounds: Round[]): string {
  const all = ratios(rounds);
  const seconds = (number: number): string => `${number.toFixed(1)} s`.padStart(10);
  const lines = rows.map(
    ([row, what]) =>
      `${what.padEnd(52)}${seconds(middle(rounds, "pulumi", row))}${seconds(middle(rounds, "terraform", row))}` +
      `${all[row].toFixed(2).padStart(8)}`,
  );
  return [`${"".padEnd(52)}${"Pulumi".padStart(10)}${"Terraform".padStart(10)}${"ratio".padStart(8)}`, ...lines].join(
    "\n",
  );
}
