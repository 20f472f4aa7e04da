import { median } from "../median.ts";
import type { Measured } from "./measure.ts";

export type Cost = Pick<Measured, "seconds" | "megabytes">;

/** The same state by each of the three. */
export interface Round {
  ours: Cost;
  parse: Cost;
  show: Cost;
}

/** What reading a state of some size took. */
export interface Size {
  resources: number;
  megabytes: number;
  /** From the start of the process to its end. */
  process: number;
  /** Of these, reading and finding alone. */
  reading: number;
}

/** A claim and whether it holds. */
export interface Claim {
  text: string;
  holds: boolean;
}

const perSize = 100_000;
/** Time per 100,000 resources of one size beside that of the next smaller one; what grows with the square is at 5 and more. */
const growthBound = 1.5;

const rows: [keyof Round, string][] = [
  ["ours", "read the state, find 100 addresses"],
  ["parse", "JSON.parse of the file"],
  ["show", "terraform show -json"],
];

const middle = (rounds: Round[], who: keyof Round, what: keyof Cost): number =>
  median(rounds.map((round) => round[who][what]));

/** Medians of time and memory, a row each. */
export function table(rounds: Round[]): string {
  const lines = rows.map(([who, what]) => {
    const seconds = `${middle(rounds, who, "seconds").toFixed(2)} s`;
    return `${what.padEnd(38)}${seconds.padStart(10)}${megabytes(middle(rounds, who, "megabytes"))}`;
  });
  return [`${"".padEnd(38)}${"time".padStart(10)}${"memory".padStart(10)}`, ...lines].join("\n");
}

/** The bounds of reading, each with what was measured. */
export function claims(rounds: Round[]): Claim[] {
  const ratio = (beside: keyof Round, what: keyof Cost, bound: number, text: string): Claim => {
    const value = middle(rounds, "ours", what) / middle(rounds, beside, what);
    return { text: `${text}: ${value.toFixed(2)} (at most ${bound})`, holds: value <= bound };
  };
  return [
    ratio("parse", "seconds", 2, "time by that of JSON.parse"),
    ratio("show", "seconds", 0.2, "time by that of terraform show -json"),
    ratio("show", "megabytes", 1, "memory by that of terraform show -json"),
  ];
}

/** The sizes with their time per 100,000 resources, a row each. */
export function growthTable(sizes: Size[]): string {
  const lines = sizes.map(
    (size) =>
      `${size.resources.toLocaleString("en").padStart(10)}${megabytes(size.megabytes)}${seconds(size.process)}` +
      `${seconds(size.reading)}${seconds(perHundredThousand(size))}`,
  );
  const heads = ["process", "reading", "per 100,000"].map((head) => head.padStart(12)).join("");
  return [`${"resources".padStart(10)}${"state".padStart(10)}${heads}`, ...lines].join("\n");
}

/** Whether time grows as the state does, step by step. */
export function growth(sizes: Size[]): Claim[] {
  return sizes.slice(1).flatMap((size, index): Claim[] => {
    const smaller = sizes[index];
    if (smaller === undefined) return [];
    const value = perHundredThousand(size) / perHundredThousand(smaller);
    return [
      {
        text:
          `time per 100,000 at ${size.resources.toLocaleString("en")} by that at ${smaller.resources.toLocaleString("en")}: ` +
          `${value.toFixed(2)} (at most ${growthBound})`,
        holds: value <= growthBound,
      },
    ];
  });
}

const perHundredThousand = ({ resources, reading }: Size): number => (reading * perSize) / resources;
const megabytes = (number: number): string => `${number.toFixed(0)} MB`.padStart(10);
const seconds = (number: number): string => `${number.toFixed(3)} s`.padStart(12);
