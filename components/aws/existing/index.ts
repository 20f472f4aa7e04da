import type { AwsSettings } from "../../../settings/aws.ts";
import { refusal } from "../../refusal.ts";
import { existingBucketKeys, type BucketKeys } from "./buckets.ts";
import { Problems, type ExistingCalls } from "./facts.ts";
import { checkKey } from "./key.ts";
import { existingNetwork, type ExistingNetwork } from "./network.ts";
import { checkZone } from "./zone.ts";

/** What stands already and is used, as far as the stack must know more of it than the settings say. */
export interface Existing {
  /** Absent where the stack makes its own. */
  network?: ExistingNetwork;
  bucketKeys: BucketKeys;
}

/**
 * Looks at everything that the settings name instead of having it made.
 *
 * @throws {pulumi.RunError} One message that names all that is not there or does not suit.
 */
export async function lookAtExisting(settings: AwsSettings, calls: ExistingCalls): Promise<Existing> {
  const problems = new Problems();
  const network = await existingNetwork(settings, calls, problems);
  const bucketKeys = await existingBucketKeys(settings, calls, problems);
  await checkKey(settings, calls, problems);
  await checkZone(settings, calls, problems);
  const { lines } = problems;
  if (lines.length === 0) return { ...(network === undefined ? {} : { network }), bucketKeys };
  const count = lines.length === 1 ? "1 setting names" : `${lines.length} settings name`;
  throw refusal(
    `${count} what stands already, and does not suit:\n${lines.map((line) => `  ${line}`).join("\n")}\nNothing was touched.`,
  );
}
