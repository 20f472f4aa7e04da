import { TestStack } from "../../support/stack.ts";

/** Where `npm run e2e:aws` has its emulator; the tests work nowhere else. */
export function emulatorAddress(): string {
  const endpoint = process.env["CORTEX_E2E_ENDPOINT"];
  if (endpoint === undefined) throw new Error("CORTEX_E2E_ENDPOINT is not set: run these tests by `npm run e2e:aws`.");
  return endpoint;
}

export const region = "eu-central-1";

/** Seen under load: 4 min for an `up` from nothing. */
const commandSeconds = 720;

/** A stack on the emulator; `aws` is what stands in `cortex:aws` beside region and endpoint. */
export function awsStack(
  name: string,
  { aws = {}, ...settings }: { aws?: Record<string, unknown> } & Record<string, unknown> = {},
): TestStack {
  return new TestStack(name, { platform: "aws", engine: "blocks", ...settings, aws: awsSettings(aws) }, commandSeconds);
}

/** The value of `cortex:aws` with some of it changed. */
export function awsSettings(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return { region, endpoint: emulatorAddress(), deletionProtection: false, ...changes };
}
