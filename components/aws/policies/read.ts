// What viewers may do: see how the stack is set and how it fares. No secret, no log line, no stored object.
import { belongings, keyOfPeople } from "./belongings.ts";
import { allow, document, inRegion, type PeopleContext, type PolicyDocument } from "./document.ts";

export function readPolicy(context: PeopleContext): PolicyDocument {
  const { settings, place, names } = context;
  const own = belongings(settings, place, names);
  const key = keyOfPeople(context);
  return document(
    allow("SeeRegion", listActions, ["*"], inRegion(place)),
    allow(
      "ReadAlarmsAndDashboards",
      ["cloudwatch:DescribeAlarmHistory", "cloudwatch:GetDashboard", "cloudwatch:ListTagsForResource"],
      [...own.alarms, ...own.dashboards],
    ),
    allow("ReadBucketSettings", bucketActions, [...own.dataBuckets, ...own.logsBuckets]),
    ...(own.tables.length > 0 ? [allow("ReadTableSettings", tableActions, own.tables)] : []),
    allow("ReadKeySettings", keyActions, key.keys, key.condition),
    allow("ReadTopics", ["sns:GetTopicAttributes", "sns:ListSubscriptionsByTopic"], own.topics),
    allow(
      "ReadLogSettings",
      ["logs:DescribeLogStreams", "logs:ListTagsForResource"],
      own.logGroups.flatMap((arn) => [arn, `${arn}:*`]),
    ),
    allow("ReadPermissions", iamActions, [...own.roles, ...own.profiles, ...own.peopleGroups, ...own.peoplePolicies]),
    ...(settings.aws.monitoring.monthlyBudgetUsd > 0 ? [allow("ReadBudget", ["budgets:ViewBudget"], own.budgets)] : []),
  );
}

/** Actions without a resource to name (Service Authorization Reference: no resource type, or `*` needed to list). */
const listActions = [
  "autoscaling:DescribeAutoScalingGroups",
  "autoscaling:DescribeAutoScalingInstances",
  "autoscaling:DescribeInstanceRefreshes",
  "autoscaling:DescribeLifecycleHooks",
  "autoscaling:DescribePolicies",
  "autoscaling:DescribeScalingActivities",
  "cloudwatch:DescribeAlarms",
  "cloudwatch:GetMetricData",
  "cloudwatch:GetMetricStatistics",
  "cloudwatch:ListDashboards",
  "cloudwatch:ListMetrics",
  "dynamodb:ListTables",
  "ec2:DescribeAddresses",
  "ec2:DescribeEgressOnlyInternetGateways",
  "ec2:DescribeFlowLogs",
  "ec2:DescribeInstanceStatus",
  "ec2:DescribeInstances",
  "ec2:DescribeInternetGateways",
  "ec2:DescribeLaunchTemplateVersions",
  "ec2:DescribeLaunchTemplates",
  "ec2:DescribeNatGateways",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeRouteTables",
  "ec2:DescribeSecurityGroupRules",
  "ec2:DescribeSecurityGroups",
  "ec2:DescribeSubnets",
  "ec2:DescribeTags",
  "ec2:DescribeVolumes",
  "ec2:DescribeVpcEndpoints",
  "ec2:DescribeVpcs",
  "elasticloadbalancing:DescribeListeners",
  "elasticloadbalancing:DescribeLoadBalancerAttributes",
  "elasticloadbalancing:DescribeLoadBalancers",
  "elasticloadbalancing:DescribeRules",
  "elasticloadbalancing:DescribeTags",
  "elasticloadbalancing:DescribeTargetGroupAttributes",
  "elasticloadbalancing:DescribeTargetGroups",
  "elasticloadbalancing:DescribeTargetHealth",
  "kms:ListAliases",
  "logs:DescribeLogGroups",
  "sns:ListTopics",
  "ssm:DescribeParameters",
];

const bucketActions = [
  "s3:GetBucketLocation",
  "s3:GetBucketOwnershipControls",
  "s3:GetBucketPolicy",
  "s3:GetBucketPublicAccessBlock",
  "s3:GetBucketTagging",
  "s3:GetBucketVersioning",
  "s3:GetEncryptionConfiguration",
  "s3:GetLifecycleConfiguration",
];

const tableActions = [
  "dynamodb:DescribeContinuousBackups",
  "dynamodb:DescribeTable",
  "dynamodb:DescribeTimeToLive",
  "dynamodb:ListTagsOfResource",
];

const keyActions = ["kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListResourceTags"];

const iamActions = [
  "iam:GetGroup",
  "iam:GetInstanceProfile",
  "iam:GetPolicy",
  "iam:GetPolicyVersion",
  "iam:GetRole",
  "iam:GetRolePolicy",
  "iam:ListAttachedGroupPolicies",
  "iam:ListRolePolicies",
];
