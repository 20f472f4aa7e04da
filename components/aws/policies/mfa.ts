// AWS' own pattern for people with a second factor: "AWS: Allows MFA-authenticated IAM users to manage their own credentials"
// (IAM User Guide), with the user's own ARNs.
import { iamPath } from "./belongings.ts";
import { allow, document, iamArn, type PolicyContext, type PolicyDocument, type Statement } from "./document.ts";

/** Everybody looks after their own credentials, and without a second factor can do nothing but set one up. */
export function mfaPolicy({ place, names }: PolicyContext): PolicyDocument {
  const self = iamArn(place, `user${iamPath(names)}\${aws:username}`);
  // A device may have any name; only one that is named after its user is known to be theirs.
  const device = iamArn(place, "mfa/${aws:username}");
  return document(
    allow("SeeAccountRules", ["iam:GetAccountPasswordPolicy", "iam:ListVirtualMFADevices"], ["*"]),
    allow(
      "ManageOwnCredentials",
      [
        "iam:ChangePassword",
        "iam:CreateAccessKey",
        "iam:DeactivateMFADevice",
        "iam:DeleteAccessKey",
        "iam:EnableMFADevice",
        "iam:GetAccessKeyLastUsed",
        "iam:GetLoginProfile",
        "iam:GetMFADevice",
        "iam:GetUser",
        "iam:ListAccessKeys",
        "iam:ListGroupsForUser",
        "iam:ListMFADevices",
        "iam:ResyncMFADevice",
        "iam:UpdateAccessKey",
      ],
      [self],
    ),
    allow("MakeMfaDevice", ["iam:CreateVirtualMFADevice"], [iamArn(place, "mfa/*")]),
    allow("DeleteOwnMfaDevice", ["iam:DeleteVirtualMFADevice"], [device]),
    denyWithoutMfa,
  );
}

/** Exactly what the way to a second factor needs; a password that must be changed at the first sign-in is not among it. */
const toSetUpMfa = [
  "iam:CreateVirtualMFADevice",
  "iam:EnableMFADevice",
  "iam:GetMFADevice",
  "iam:GetUser",
  "iam:ListMFADevices",
  "iam:ListVirtualMFADevices",
  "iam:ResyncMFADevice",
  "sts:GetSessionToken",
];

const denyWithoutMfa: Statement = {
  Sid: "DenyAllButSettingUpMfaWithoutMfa",
  Effect: "Deny",
  NotAction: toSetUpMfa,
  Resource: ["*"],
  // With long-term access keys the key is absent: that is without a second factor too.
  Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } },
};
