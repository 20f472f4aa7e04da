// How each type is imported: the id that the provider's import takes, from the attributes in a Terraform state. The provider's own
// documentation of each resource has it under "Import"; Terraform's `id` is another text for some of them.
import { TerraformError } from "./error.ts";
import type { StateInstance } from "./state.ts";

/** A rule for the import id of a type. */
export interface ImportRule {
  /** The id in words, as the documentation's table shows it. */
  form: string;
  /** The attributes that it is made of, in order. */
  parts: readonly (string | readonly string[])[];
  /** What stands between the parts. Default: nothing. */
  between?: string;
}

const one = (attribute: string): ImportRule => ({ form: `\`${attribute}\``, parts: [attribute] });

const joined = (between: string, ...parts: (string | readonly string[])[]): ImportRule => ({
  form: parts.map((part) => `\`${typeof part === "string" ? part : part.join("|")}\``).join(between),
  parts,
  between,
});

/** Types without an import: what to do in their place. */
export const notImportable: Readonly<Record<string, string>> = {
  aws_acm_certificate_validation: "it is a wait, not a thing: let it be created, which changes nothing on AWS",
  aws_autoscaling_notification: "let it be created: the same notification put again changes nothing on AWS",
  docker_image: "let it be created: an image that is on the engine is taken as it is",
  random_password: "its import id is the password itself: let a new one be made, which no record shows",
};

/** Every type that the two platforms use and that can be imported. */
export const importRules: Readonly<Record<string, ImportRule>> = {
  aws_acm_certificate: one("arn"),
  aws_autoscaling_group: one("name"),
  aws_autoscaling_lifecycle_hook: joined("/", "autoscaling_group_name", "name"),
  aws_autoscaling_policy: joined("/", "autoscaling_group_name", "name"),
  aws_budgets_budget: joined(":", "account_id", "name"),
  aws_cloudwatch_composite_alarm: one("alarm_name"),
  aws_cloudwatch_dashboard: one("dashboard_name"),
  aws_cloudwatch_log_group: one("name"),
  aws_cloudwatch_metric_alarm: one("alarm_name"),
  aws_default_security_group: one("id"),
  aws_dynamodb_table: one("name"),
  aws_egress_only_internet_gateway: one("id"),
  aws_eip: one("allocation_id"),
  aws_flow_log: one("id"),
  aws_iam_group: one("name"),
  aws_iam_group_policy: joined(":", "group", "name"),
  aws_iam_group_policy_attachment: joined("/", "group", "policy_arn"),
  aws_iam_instance_profile: one("name"),
  aws_iam_policy: one("arn"),
  aws_iam_role: one("name"),
  aws_iam_role_policy: joined(":", "role", "name"),
  aws_iam_role_policy_attachment: joined("/", "role", "policy_arn"),
  aws_iam_user: one("name"),
  aws_iam_user_group_membership: joined("/", "user", "groups"),
  aws_internet_gateway: one("id"),
  aws_kms_alias: one("name"),
  aws_kms_key: one("key_id"),
  aws_launch_template: one("id"),
  aws_lb: one("arn"),
  aws_lb_listener: one("arn"),
  aws_lb_listener_rule: one("arn"),
  aws_lb_target_group: one("arn"),
  aws_nat_gateway: one("id"),
  aws_route: joined("_", "route_table_id", [
    "destination_cidr_block",
    "destination_ipv6_cidr_block",
    "destination_prefix_list_id",
  ]),
  aws_route53_record: joined("_", "zone_id", "name", "type", "set_identifier"),
  aws_route53_zone: one("zone_id"),
  aws_route_table: one("id"),
  aws_route_table_association: joined("/", ["subnet_id", "gateway_id"], "route_table_id"),
  aws_s3_bucket: one("bucket"),
  aws_s3_bucket_lifecycle_configuration: one("bucket"),
  aws_s3_bucket_metric: joined(":", "bucket", "name"),
  aws_s3_bucket_ownership_controls: one("bucket"),
  aws_s3_bucket_policy: one("bucket"),
  aws_s3_bucket_public_access_block: one("bucket"),
  aws_s3_bucket_server_side_encryption_configuration: one("bucket"),
  aws_s3_bucket_versioning: one("bucket"),
  aws_security_group: one("id"),
  aws_sns_topic: one("arn"),
  aws_sns_topic_policy: one("arn"),
  aws_sns_topic_subscription: one("arn"),
  aws_ssm_parameter: one("name"),
  aws_subnet: one("id"),
  aws_vpc: one("id"),
  aws_vpc_endpoint: one("id"),
  aws_vpc_endpoint_route_table_association: joined("/", "vpc_endpoint_id", "route_table_id"),
  aws_vpc_security_group_egress_rule: one("security_group_rule_id"),
  aws_vpc_security_group_ingress_rule: one("security_group_rule_id"),
  aws_wafv2_web_acl_association: joined(",", "web_acl_arn", "resource_arn"),
  docker_container: one("id"),
  docker_network: one("id"),
  docker_volume: one("name"),
};

/** Attributes that may be empty: the id then goes without them. */
const mayBeEmpty = new Set(["set_identifier"]);

/**
 * The id by which the instance is imported.
 * @throws {TerraformError} If the type is unknown here, cannot be imported, or the state lacks what the id is made of.
 */
export function importId({ type, address, attributes }: StateInstance): string {
  const rule = Object.hasOwn(importRules, type) ? importRules[type] : undefined;
  if (rule === undefined) {
    const instead = Object.hasOwn(notImportable, type) ? notImportable[type] : undefined;
    throw instead === undefined
      ? new TerraformError(
          `${address}: this program does not know how ${type} is imported.`,
          "It uses no such type: leave it with Terraform.",
        )
      : new TerraformError(`${address}: ${type} has no import;`, `${instead}.`);
  }
  return rule.parts.flatMap((part) => textOf(part, address, attributes)).join(rule.between ?? "");
}

function textOf(part: string | readonly string[], address: string, attributes: Record<string, unknown>): string[] {
  const names = typeof part === "string" ? [part] : part;
  for (const name of names) {
    const value = attributes[name];
    if (typeof value === "string" && value !== "") return [value];
    if (Array.isArray(value) && value.length > 0) return value.map(String).sort();
  }
  if (names.every((name) => mayBeEmpty.has(name))) return [];
  throw new TerraformError(
    `${address} has no ${names.join(" or ")} in its state, which its import id is made of.`,
    "Run `terraform refresh` there, and read the state again.",
  );
}
