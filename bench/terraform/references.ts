// What another resource computes is named, not copied: so Terraform finds the order by itself, as Pulumi does.
import { literal } from "./body.ts";

/** A resource that may be referred to. */
export interface Target {
  /** As in `aws_vpc.network`. */
  address: string;
  /** What AWS computed for it, by Terraform's name; and its id, which may be a name that it was given. */
  values: Record<string, string>;
  /** Texts that it was given. */
  given: string[];
}

/** Shorter texts say too little about where they come from to be looked for inside of others. */
const leastInside = 8;

/** Where one value stands under several names, the first of these is taken. */
const preferred = ["id", "arn"];

interface Candidate {
  value: string;
  address: string;
  expression: string;
  /** Whether it may be found inside of other texts: a name that was given stands in many that do not mean it. */
  inside: boolean;
}

/** Writes the texts of one resource, and keeps count of whom they refer to. */
export class References {
  private readonly candidates: Candidate[];
  private readonly addresses: Set<string>;
  private readonly used = new Set<string>();

  constructor(targets: Target[]) {
    const rank = (name: string): number => (preferred.includes(name) ? preferred.indexOf(name) : preferred.length);
    this.addresses = new Set(targets.map(({ address }) => address));
    this.candidates = targets
      .flatMap(({ address, values, given }) =>
        Object.entries(values)
          .sort(([a], [b]) => rank(a) - rank(b))
          .map(([name, value]) => ({
            value,
            address,
            expression: `\${${address}.${name}}`,
            inside: value.length >= leastInside && !given.includes(value),
          })),
      )
      .filter(({ value }) => value !== "");
  }

  text(value: string): string {
    const whole = this.candidates.find((one) => one.value === value);
    if (whole) return this.use(whole);
    return this.within(value);
  }

  /** Addresses of resources that are needed and that no text refers to. */
  unnamed(): string[] {
    return [...this.addresses].filter((address) => !this.used.has(address)).sort();
  }

  /** References to the longest value first: an ARN holds a name. */
  private within(value: string): string {
    let found: Candidate | undefined;
    for (const one of this.candidates) {
      if (one.inside && one.value.length > (found?.value.length ?? 0) && value.includes(one.value)) found = one;
    }
    if (!found) return literal(value);
    const { value: part } = found;
    const reference = this.use(found);
    return value
      .split(part)
      .map((rest) => (rest === "" ? "" : this.within(rest)))
      .join(reference);
  }

  private use({ address, expression }: Candidate): string {
    this.used.add(address);
    return expression;
  }
}
