import type { Fields } from "./value.ts";

/** A resource as a rule sees it: its inputs, before it is made or changed. */
export interface Resource {
  /** As in `aws:s3/bucket:Bucket`. */
  type: string;
  /** Its name in the program. */
  name: string;
  props: Fields;
}

/** A resource among all of its stack. */
export interface StackResource extends Resource {
  urn: string;
  /** URN; empty at the top. */
  parent: string;
  /** Property to the URNs of the resources whose outputs it holds. */
  dependencies: Record<string, string[]>;
}

/** What a rule says of itself. */
interface About {
  /** Unique in the pack. */
  name: string;
  /** What must be, in one sentence. */
  description: string;
  /** What its breach can lead to. */
  severity: "low" | "medium" | "high" | "critical";
  /** What to do about a breach. */
  remediation: string;
  /** `advisory`: told, not refused, for what a setting may want. Default: mandatory. */
  level?: "advisory" | "mandatory";
}

/** A breach that was found looking at all resources together. */
export interface Breach {
  /** URN of the resource that is wrong. */
  urn: string;
  message: string;
}

/** Judges one resource; each message is a breach. */
export interface ResourceRule extends About {
  kind: "resource";
  check(resource: Resource): string[];
}

/** The same, over properties in which each Pulumi secret is `hidden`. */
export interface ClearTextRule extends About {
  kind: "clear";
  check(resource: Resource): string[];
}

/** Judges the resources of a stack together. */
export interface StackRule extends About {
  kind: "stack";
  check(resources: StackResource[]): Breach[];
}

export type Rule = ResourceRule | ClearTextRule | StackRule;
