// Who may do what with the stack's KMS key. In a key policy `*` as a resource is this key and no other.
import { dnsSuffix } from "../partition.ts";
import {
  document,
  iamArn,
  regionalArn,
  viaService,
  type Condition,
  type PolicyContext,
  type PolicyDocument,
  type Statement,
} from "./document.ts";

const use = [
  "kms:Decrypt",
  "kms:Encrypt",
  "kms:GenerateDataKey",
  "kms:GenerateDataKeyWithoutPlaintext",
  "kms:ReEncryptFrom",
  "kms:ReEncryptTo",
];

const administer = [
  "kms:CancelKeyDeletion",
  "kms:CreateAlias",
  "kms:DeleteAlias",
  "kms:DescribeKey",
  "kms:DisableKey",
  "kms:DisableKeyRotation",
  "kms:EnableKey",
  "kms:EnableKeyRotation",
  "kms:GetKeyPolicy",
  "kms:GetKeyRotationStatus",
  "kms:ListGrants",
  "kms:ListKeyPolicies",
  "kms:ListKeyRotations",
  "kms:ListResourceTags",
  "kms:PutKeyPolicy",
  "kms:RevokeGrant",
  "kms:RotateKeyOnDemand",
  "kms:ScheduleKeyDeletion",
  "kms:TagResource",
  "kms:UntagResource",
  "kms:UpdateAlias",
  "kms:UpdateKeyDescription",
];

export function keyPolicy(context: PolicyContext): PolicyDocument {
  return document(...account(context), ...volumes(context), logs(context), alarms(context));
}

function onKey(Sid: string, Principal: NonNullable<Statement["Principal"]>, Action: string[], condition?: Condition) {
  const statement: Statement = { Sid, Effect: "Allow", Principal, Action, Resource: ["*"] };
  return condition ? { ...statement, Condition: condition } : statement;
}

/** The account's own policies decide who administers the key, and who uses it, but that through these services only. */
function account({ settings, place }: PolicyContext): Statement[] {
  const root = { AWS: iamArn(place, "root") };
  const premade = settings.engine === "chunks" && settings.aws.dynamodb.tables === "pulumi";
  const services = ["s3", "sns", "ssm", ...(premade ? ["dynamodb"] : [])];
  const through = (...names: string[]) => ({ "kms:ViaService": names.map((name) => viaService(place, name)) });
  return [
    onKey("AccountAdministersKey", root, administer),
    onKey("AccountUsesKeyThroughServices", root, use, { StringEquals: through(...services) }),
    ...(premade
      ? [
          // A table with a key of one's own keeps a grant for its background work.
          onKey("AccountGrantsTablesTheKey", root, ["kms:CreateGrant"], {
            StringEquals: through("dynamodb"),
            Bool: { "kms:GrantIsForAWSResource": "true" },
          }),
        ]
      : []),
  ];
}

/**
 * EC2 Auto Scaling attaches encrypted volumes as its service-linked role. The role is named by condition, not as principal: in
 * an account that has had no group yet it does not exist, and KMS refuses a principal that does not.
 */
function volumes({ place }: PolicyContext): Statement[] {
  const role = "role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling";
  const byAutoScaling: Condition = {
    StringEquals: { "kms:CallerAccount": place.accountId, "kms:ViaService": viaService(place, "ec2") },
    ArnEquals: { "aws:PrincipalArn": iamArn(place, role) },
  };
  const anyone = { AWS: "*" };
  return [
    onKey("AutoScalingUsesKeyForVolumes", anyone, [...use, "kms:DescribeKey"], byAutoScaling),
    onKey("AutoScalingGrantsVolumesTheKey", anyone, ["kms:CreateGrant"], {
      ...byAutoScaling,
      Bool: { "kms:GrantIsForAWSResource": "true" },
    }),
  ];
}

/** CloudWatch Logs encrypts the stack's own log groups. */
function logs({ place, names }: PolicyContext): Statement {
  const service = { Service: `logs.${place.region}.${dnsSuffix(place.partition)}` };
  return onKey("LogsUseKeyForOwnGroups", service, [...use, "kms:DescribeKey"], {
    ArnLike: { "kms:EncryptionContext:aws:logs:arn": regionalArn(place, "logs", `log-group:/${names.prefix}/*`) },
  });
}

/** The stack's alarms reach the encrypted topic. */
function alarms({ place, names }: PolicyContext): Statement {
  const service = { Service: "cloudwatch.amazonaws.com" };
  return onKey("AlarmsUseKeyForTopic", service, ["kms:Decrypt", "kms:GenerateDataKey"], {
    StringEquals: { "aws:SourceAccount": place.accountId },
    ArnLike: { "aws:SourceArn": regionalArn(place, "cloudwatch", `alarm:${names.prefix}-*`) },
  });
}
