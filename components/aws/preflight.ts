// What is asked of AWS before the first resource, and what its refusals mean.
import type { AwsSettings } from "../../settings/aws.ts";
import { lastLine, refusal } from "../refusal.ts";

/** Who deploys. */
export interface Identity {
  /** 12 digits. */
  accountId: string;
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  partition: string;
}

/** Answers the ARN of the caller, or fails as AWS' SDK does. */
export type AskCaller = () => Promise<string>;

/** Answers the region's zones that are available, without local and wavelength zones. */
export type AskZones = () => Promise<string[]>;

/**
 * Whose account it is.
 *
 * @throws {pulumi.RunError} One message that says what is wrong, where, and what to do.
 */
export async function identify(settings: AwsSettings, ask: AskCaller): Promise<Identity> {
  const arn = await ask().catch((error: unknown) => {
    throw explained(error, settings);
  });
  const [, partition = "", , , accountId = ""] = arn.split(":");
  if (settings.accountId !== undefined && accountId !== settings.accountId) {
    throw refusal(
      `The credentials belong to account ${accountId}, but cortex:aws.accountId allows ${settings.accountId} alone. ` +
        "Use that account's credentials, or change the setting. Nothing was touched.",
    );
  }
  return { accountId, partition };
}

/**
 * The zones of the settings, which must be there, or the region's first three; sorted, so that order never matters.
 *
 * @throws {pulumi.RunError} If they cannot be asked for, or are not three.
 */
export async function threeZones({ region, network }: AwsSettings, ask: AskZones): Promise<[string, string, string]> {
  const available = await ask().catch((error: unknown) => {
    throw refusal(
      `The zones of ${region} (cortex:aws.region) cannot be had: there is no such region, it is not enabled for the ` +
        `account, or the credentials lack ec2:DescribeAvailabilityZones.${answered(error)}`,
    );
  });
  const sorted = available.toSorted();
  const shown = sorted.length === 0 ? "none" : sorted.join(", ");
  if (sorted.length < 3) {
    throw refusal(
      `${region} (cortex:aws.region) has ${sorted.length} zones to use (${shown}), and the platform needs 3. ` +
        "Name a region that exists and has three.",
    );
  }
  const chosen = network.zones?.toSorted() ?? sorted;
  const missing = chosen.filter((zone) => !sorted.includes(zone));
  if (missing.length > 0) {
    throw refusal(
      `cortex:aws.network.zones names ${missing.join(", ")}, and this account's zones in ${region} are ${shown}. ` +
        "Name three of these.",
    );
  }
  const [first, second, third] = chosen;
  if (first === undefined || second === undefined || third === undefined) throw refusal("Three zones are needed.");
  return [first, second, third];
}

/** What AWS answered, as a line of its own; nothing if it is not known. */
function answered(error: unknown): string {
  const detail = lastLine(error);
  return detail === "" ? "" : `\nThe answer was: ${detail}`;
}

function explained(error: unknown, settings: AwsSettings): Error {
  const text = error instanceof Error ? `${error.name} ${codeOf(error)} ${error.message}` : String(error);
  const [what, todo] = (reasons.find(({ sign }) => sign.test(text))?.say ?? unknownReason)(settings);
  return refusal(`${what} ${todo}${answered(error)}`);
}

/** As ECONNREFUSED; the message of such an error can be empty. */
function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : "";
}

type Say = (settings: AwsSettings) => [what: string, todo: string];

const where = ({ region, endpoint }: AwsSettings): string =>
  endpoint === undefined ? `in ${region} (cortex:aws.region)` : `at ${endpoint} (cortex:aws.endpoint)`;

const giveKeys =
  "Give them as your shell gives them to the `aws` command: AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or `aws sso login`.";

/** What AWS' SDK and its services answer, and what it means; the first that fits. */
const reasons: { sign: RegExp; say: Say }[] = [
  {
    sign: /Expired|SSO session|has expired/i,
    say: () => ["The AWS credentials have expired.", giveKeys],
  },
  {
    sign: /CredentialsProviderError|could not load credentials|TokenProviderError/i,
    say: () => ["There are no AWS credentials.", giveKeys],
  },
  {
    // A region that does not exist has no address, and that is all one hears of it.
    sign: /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|TimeoutError|socket hang up/i,
    say: (settings) =>
      settings.endpoint === undefined
        ? [
            `AWS cannot be reached ${where(settings)}.`,
            "Look whether the region is spelled right, and whether this machine has a way out to *.amazonaws.com.",
          ]
        : [
            `Nothing answers ${where(settings)}.`,
            "Start the emulator (`npm run emulator -- start`), or take the setting out to use AWS itself.",
          ],
  },
  {
    sign: /InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|AuthFailure|InvalidAccessKeyId|IncompleteSignature/i,
    say: (settings) => [
      `AWS does not know these credentials ${where(settings)}.`,
      `The keys are wrong or deleted, or the region is not enabled for the account. ${giveKeys}`,
    ],
  },
  {
    sign: /AccessDenied|not authorized/i,
    say: (settings) => [
      `The credentials may not ask who they are ${where(settings)}.`,
      "Somebody denies them sts:GetCallerIdentity, which everybody may use otherwise.",
    ],
  },
];

const unknownReason: Say = (settings) => [
  `AWS could not be asked who this is ${where(settings)}.`,
  "`aws sts get-caller-identity` with the same credentials shows whether they are right.",
];
