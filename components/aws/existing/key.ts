import type { AwsSettings } from "../../../settings/aws.ts";
import { answer, type ExistingCalls, type Problems } from "./facts.ts";

/** Tells `problems` where the KMS key of the settings cannot encrypt data. */
export async function checkKey({ kmsKeyArn }: AwsSettings, calls: ExistingCalls, problems: Problems): Promise<void> {
  if (kmsKeyArn === undefined) return;
  const problem = (what: string): void => {
    problems.add("kmsKeyArn", what);
  };
  const asked = await answer(calls.key(kmsKeyArn));
  if ("refused" in asked) {
    problem(`there is no such key, or the credentials may not see it. ${asked.refused}`);
    return;
  }
  const key = asked.value;
  if (!key.enabled) problem("the key is disabled, or is to be deleted.");
  if (key.usage !== "ENCRYPT_DECRYPT" || key.spec !== "SYMMETRIC_DEFAULT") {
    problem(`the key is for ${key.usage} by ${key.spec}: name a symmetric one that encrypts.`);
  }
}
