// The actions of manage.ts by what they act on. Named one by one: an action that AWS adds tomorrow is not given today.

export const groups = [
  "autoscaling:DeleteAutoScalingGroup",
  "autoscaling:DeleteLifecycleHook",
  "autoscaling:DeletePolicy",
  "autoscaling:PutLifecycleHook",
  "autoscaling:PutScalingPolicy",
  "autoscaling:UpdateAutoScalingGroup",
];

export const buckets = [
  "s3:DeleteBucket",
  "s3:ListBucketMultipartUploads",
  "s3:ListBucketVersions",
  "s3:PutBucketPublicAccessBlock",
  "s3:PutBucketTagging",
  "s3:PutBucketVersioning",
  "s3:PutEncryptionConfiguration",
  "s3:PutLifecycleConfiguration",
];

/** To restore from versions, too. */
export const objects = [
  "s3:AbortMultipartUpload",
  "s3:DeleteObject",
  "s3:DeleteObjectVersion",
  "s3:GetObject",
  "s3:GetObjectVersion",
  "s3:PutObject",
];

export const tables = [
  "dynamodb:BatchGetItem",
  "dynamodb:CreateBackup",
  "dynamodb:DeleteTable",
  "dynamodb:DescribeBackup",
  "dynamodb:GetItem",
  "dynamodb:Query",
  "dynamodb:RestoreTableToPointInTime",
  "dynamodb:UpdateContinuousBackups",
  "dynamodb:UpdateTable",
];

export const parameters = [
  "ssm:AddTagsToResource",
  "ssm:DeleteParameter",
  "ssm:GetParameter",
  "ssm:GetParameterHistory",
  "ssm:GetParameters",
  "ssm:GetParametersByPath",
  "ssm:PutParameter",
];

export const key = [
  "kms:CancelKeyDeletion",
  "kms:EnableKey",
  "kms:EnableKeyRotation",
  "kms:RotateKeyOnDemand",
  "kms:UpdateKeyDescription",
];

export const keyUse = ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"];

export const logGroups = ["logs:DeleteLogGroup", "logs:DeleteLogStream", "logs:PutRetentionPolicy"];

export const alarms = [
  "cloudwatch:DeleteAlarms",
  "cloudwatch:DeleteDashboards",
  "cloudwatch:PutDashboard",
  "cloudwatch:PutMetricAlarm",
];

export const topics = ["sns:DeleteTopic", "sns:Publish", "sns:SetTopicAttributes", "sns:Subscribe"];

export const loadBalancer = [
  "elasticloadbalancing:AddListenerCertificates",
  "elasticloadbalancing:DeleteListener",
  "elasticloadbalancing:DeleteLoadBalancer",
  "elasticloadbalancing:DeleteTargetGroup",
  "elasticloadbalancing:DeregisterTargets",
  "elasticloadbalancing:ModifyListener",
  "elasticloadbalancing:ModifyLoadBalancerAttributes",
  "elasticloadbalancing:ModifyTargetGroup",
  "elasticloadbalancing:ModifyTargetGroupAttributes",
  "elasticloadbalancing:RegisterTargets",
  "elasticloadbalancing:RemoveListenerCertificates",
];

/** No start: a group replaces what was stopped, and encrypted disks would need a grant of the key. */
export const machines = [
  "ec2:AuthorizeSecurityGroupEgress",
  "ec2:AuthorizeSecurityGroupIngress",
  "ec2:DeleteLaunchTemplate",
  "ec2:DeleteLaunchTemplateVersions",
  "ec2:DeleteNatGateway",
  "ec2:DeleteRoute",
  "ec2:DeleteSecurityGroup",
  "ec2:DeleteVolume",
  "ec2:DeleteVpcEndpoints",
  "ec2:ModifyInstanceAttribute",
  "ec2:ModifySecurityGroupRules",
  "ec2:ModifyVolume",
  "ec2:ReplaceRoute",
  "ec2:RevokeSecurityGroupEgress",
  "ec2:RevokeSecurityGroupIngress",
  "ec2:StopInstances",
  "ec2:TerminateInstances",
];

/** No access key for somebody else, no policy. */
export const people = [
  "iam:AddUserToGroup",
  "iam:CreateLoginProfile",
  "iam:DeactivateMFADevice",
  "iam:DeleteAccessKey",
  "iam:DeleteLoginProfile",
  "iam:GetLoginProfile",
  "iam:GetUser",
  "iam:ListAccessKeys",
  "iam:ListGroupsForUser",
  "iam:ListMFADevices",
  "iam:RemoveUserFromGroup",
  "iam:UpdateAccessKey",
  "iam:UpdateLoginProfile",
];
