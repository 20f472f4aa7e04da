import * as aws from "@pulumi/aws";
import type { AwsSettings } from "../../settings/aws.ts";
import type { Place } from "./contracts.ts";
import { lastLine, refusal } from "./refusal.ts";

/** What is asked of AWS before the first resource. */
export interface PlaceCalls {
  /** The account that the credentials belong to. */
  account(): Promise<string>;
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  partition(): Promise<string>;
  /** The region's zones that are available, without local and wavelength zones. */
  zones(): Promise<string[]>;
}

/** The calls by the stack's own provider. */
export function placeCalls(provider: aws.Provider): PlaceCalls {
  return {
    account: async () => (await aws.getCallerIdentity({}, { provider })).accountId,
    partition: async () => (await aws.getPartition({}, { provider })).partition,
    zones: async () => {
      const filters = [{ name: "zone-type", values: ["availability-zone"] }];
      return (await aws.getAvailabilityZones({ state: "available", filters }, { provider })).names;
    },
  };
}

/**
 * Where the stack is built, asked before anything is made.
 *
 * @throws {pulumi.RunError} One message that says what is wrong, where, and what to do.
 */
export async function preflight(settings: AwsSettings, calls: PlaceCalls): Promise<Place> {
  const [account, partition, zones] = await Promise.allSettled([calls.account(), calls.partition(), calls.zones()]);
  // In this order: without credentials the zones cannot be had either, and only the first reason helps.
  const accountId = answer(account, settings);
  if (settings.accountId !== undefined && accountId !== settings.accountId) throw wrongAccount(settings, accountId);
  return {
    accountId,
    region: settings.region,
    partition: answer(partition, settings),
    zones: threeZones(settings, answer(zones, settings)),
  };
}

function answer<T>(result: PromiseSettledResult<T>, settings: AwsSettings): T {
  if (result.status === "fulfilled") return result.value;
  const detail = lastLine(result.reason);
  const reason = reasons.find(({ sign }) => sign.test(detail)) ?? reasons.find(({ sign }) => sign.test(whole(result)));
  const [what, todo] = (reason?.say ?? unknownReason)(settings);
  throw refusal(`${what} ${todo}${detail === "" ? "" : `\nThe answer was: ${detail}`}`);
}

const whole = ({ reason }: PromiseRejectedResult): string =>
  reason instanceof Error ? reason.message : String(reason);

type Say = (settings: AwsSettings) => [what: string, todo: string];

const where = ({ region, endpoint }: AwsSettings): string =>
  `in ${region}${endpoint === undefined ? "" : ` at ${endpoint} (cortex:aws.endpoint)`}`;

const giveKeys =
  "Give them as your shell gives them to the `aws` command: AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or `aws sso login`.";

/** What AWS' SDK for Go and its services answer, and what it means; the first that fits. */
const reasons: { sign: RegExp; say: Say }[] = [
  {
    sign: /no valid credential sources|NoCredentialProviders|failed to refresh cached credentials|no EC2 IMDS role|get credentials/i,
    say: () => ["There are no AWS credentials.", giveKeys],
  },
  {
    sign: /ExpiredToken|RequestExpired|token (?:is|has) expired|SSO (?:session|token).*(?:expired|invalid)/i,
    say: () => ["The AWS credentials have expired.", giveKeys],
  },
  {
    sign: /account ID not allowed/i,
    say: ({ accountId }) => [
      `The credentials are not those of account ${accountId ?? "(cortex:aws.accountId)"}, which cortex:aws.accountId allows alone.`,
      "Use that account's credentials, or change the setting.",
    ],
  },
  {
    sign: /invalid AWS Region|OptInRequired|not (?:subscribed|authorized) .*region|Unknown ?Region/i,
    say: ({ region }) => [
      `${region} (cortex:aws.region) is no region that this account can use.`,
      "`aws account list-regions` shows those that are enabled; name one of them.",
    ],
  },
  {
    // A region that does not exist has no address, and that is all one hears of it.
    sign: /no such host|dial tcp|connection refused|i\/o timeout|context deadline exceeded|request send failed/i,
    say: (settings) =>
      settings.endpoint === undefined
        ? [
            `AWS cannot be reached in ${settings.region} (cortex:aws.region).`,
            "Look whether the region is spelled right, and whether this machine has a way out to *.amazonaws.com.",
          ]
        : [
            `Nothing answers at ${settings.endpoint} (cortex:aws.endpoint).`,
            "Start the emulator (`npm run emulator -- start`), or take the setting out to use AWS itself.",
          ],
  },
  {
    sign: /InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|AuthFailure|InvalidAccessKeyId/i,
    say: (settings) => [
      `AWS does not know these credentials ${where(settings)}.`,
      `The keys are wrong or deleted, or the region is not enabled for the account. ${giveKeys}`,
    ],
  },
  {
    sign: /AccessDenied|UnauthorizedOperation|is not authorized to perform/i,
    say: (settings) => [
      `The credentials may not ask who and where they are ${where(settings)}.`,
      "Deploying needs at least sts:GetCallerIdentity and ec2:DescribeAvailabilityZones.",
    ],
  },
];

const unknownReason: Say = (settings) => [
  `AWS could not be asked who and where this is ${where(settings)}.`,
  "`aws sts get-caller-identity` with the same credentials shows whether they are right.",
];

function wrongAccount({ accountId }: AwsSettings, found: string): Error {
  return refusal(
    `The credentials belong to account ${found}, but cortex:aws.accountId allows ${accountId ?? "another"} alone. ` +
      "Use that account's credentials, or change the setting. Nothing was touched.",
  );
}

/** The zones of the settings, which must be there, or the region's first three; sorted, so that order never matters. */
function threeZones({ region, network }: AwsSettings, available: string[]): [string, string, string] {
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
