import { selector } from "./promql.ts";

/**
 * The members of each ring in a state, as each node counts them: Cortex 1.21.1 tells them by zone (pkg/ring/ring.go), of
 * which an alert must know nothing.
 */
export function ringMembers(matchers: string): string {
  return `sum by (name, state, instance) (${selector("cortex_ring_members", matchers)})`;
}

/** The live ingesters, as each node counts them. */
export const activeIngesters = ringMembers(`name="ingester", state="ACTIVE"`);
