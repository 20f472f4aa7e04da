import type { Place } from "../components/aws/contracts.ts";
import { namesOf } from "../components/aws/names.ts";
import { catalog } from "../components/aws/policies/catalog.ts";
import type { KeyedContext, PeopleContext } from "../components/aws/policies/document.ts";
import { wildcardsPage } from "../components/aws/wildcards-page.ts";
import { parseSettings } from "../settings.ts";

export const iamWildcardsFile = "docs/iam-wildcards.md";

/** AWS' own example account. */
const place: Place = {
  accountId: "111122223333",
  region: "eu-central-1",
  partition: "aws",
  zones: ["eu-central-1a", "eu-central-1b", "eu-central-1c"],
};

const keyArn = `arn:aws:kms:${place.region}:${place.accountId}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

/** The settings that policies depend on, each with every value that makes a difference. */
const choices: { engine?: string; storage?: object; aws?: object }[][] = [
  [{ engine: "blocks" }, { engine: "chunks" }],
  [{ storage: { retentionHours: 0 } }, { storage: { retentionHours: 672 } }],
  [{ aws: { dynamodb: { tables: "cortex" } } }, { aws: { dynamodb: { tables: "pulumi" } } }],
  [{ aws: { s3: { encryption: "kms" } } }, { aws: { s3: { encryption: "s3" } } }],
  [{ aws: { artifacts: { cloudWatchAgent: true } } }, { aws: { artifacts: { cloudWatchAgent: false } } }],
  [{ aws: { gateway: { accessLogDays: 90 } } }, { aws: { gateway: { accessLogDays: 0 } } }],
  [{ aws: { network: { flowLogs: true } } }, { aws: { network: { flowLogs: false } } }],
  [
    { aws: { monitoring: { monthlyBudgetUsd: 0 } } },
    { aws: { monitoring: { monthlyBudgetUsd: 500, emails: ["a@example.org"] } } },
  ],
  [
    {},
    {
      aws: {
        kmsKeyArn: keyArn,
        network: {
          existing: {
            vpcId: "vpc-0123456789abcdef0",
            privateSubnetIds: ["subnet-0123456789abcdef1", "subnet-0123456789abcdef2", "subnet-0123456789abcdef3"],
          },
        },
      },
    },
  ],
];

/** A stack for each combination of the settings that policies depend on. */
export function policyContexts(): (KeyedContext & PeopleContext)[] {
  const combinations = choices.reduce<(typeof choices)[number]>(
    (made, choice) =>
      made.flatMap((one) => choice.map((other) => ({ ...one, ...other, aws: { ...one.aws, ...other.aws } }))),
    [{}],
  );
  return combinations.map((values) => {
    const config = Object.entries({ platform: "aws", ...values }).map(([key, value]): [string, string] => [
      `cortex:${key}`,
      typeof value === "string" ? value : JSON.stringify(value),
    ]);
    const settings = parseSettings(Object.fromEntries(config));
    return {
      settings,
      place,
      names: namesOf(settings, place),
      owner: { project: "cortex", stack: "aws" },
      keyArn,
    };
  });
}

/** The page as it should stand in `iamWildcardsFile`. */
export function iamWildcardsPage(): string {
  return wildcardsPage(policyContexts().map(catalog));
}
