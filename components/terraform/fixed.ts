// Attributes that cannot be changed: another value is another thing, and a provider replaces the one that is there. What is taken over
// keeps them as Terraform made it.
import { snakeCase } from "./names.ts";

/**
 * On AWS, of the attributes that identify a thing or say where it is: those for which a plan of terraform-provider-aws 5.100.0 against
 * a state with another value said so (`replace_paths`). Others may be fixed as well: `pulumi preview` shows it.
 */
const fixed: Readonly<Record<string, readonly string[]>> = {
  aws_acm_certificate: ["domain_name", "validation_method"],
  aws_autoscaling_group: ["name"],
  aws_autoscaling_lifecycle_hook: ["name"],
  aws_autoscaling_policy: ["autoscaling_group_name", "name"],
  aws_budgets_budget: ["account_id", "name"],
  aws_cloudwatch_composite_alarm: ["alarm_name"],
  aws_cloudwatch_dashboard: ["dashboard_name"],
  aws_cloudwatch_log_group: ["name"],
  aws_cloudwatch_metric_alarm: ["alarm_name"],
  aws_default_security_group: ["vpc_id"],
  aws_dynamodb_table: ["hash_key", "name", "range_key"],
  aws_egress_only_internet_gateway: ["vpc_id"],
  aws_eip: ["domain"],
  aws_flow_log: ["iam_role_arn", "log_destination", "max_aggregation_interval", "traffic_type", "vpc_id"],
  aws_iam_group_policy: ["group", "name"],
  aws_iam_group_policy_attachment: ["group", "policy_arn"],
  aws_iam_instance_profile: ["name", "path"],
  aws_iam_policy: ["description", "name", "path"],
  aws_iam_role: ["name", "path"],
  aws_iam_role_policy: ["name", "role"],
  aws_iam_role_policy_attachment: ["policy_arn", "role"],
  aws_iam_user_group_membership: ["user"],
  aws_kms_alias: ["name"],
  aws_launch_template: ["name"],
  aws_lb: ["internal", "load_balancer_type", "name"],
  aws_lb_listener: ["load_balancer_arn"],
  aws_lb_listener_rule: ["listener_arn"],
  aws_lb_target_group: ["name", "port", "protocol", "target_type", "vpc_id"],
  aws_nat_gateway: ["allocation_id", "subnet_id"],
  aws_route: ["destination_cidr_block", "route_table_id"],
  aws_route53_record: ["name", "zone_id"],
  aws_route53_zone: ["name"],
  aws_route_table: ["vpc_id"],
  aws_route_table_association: ["subnet_id"],
  aws_s3_bucket: ["bucket"],
  aws_s3_bucket_lifecycle_configuration: ["bucket"],
  aws_s3_bucket_metric: ["bucket", "name"],
  aws_s3_bucket_ownership_controls: ["bucket"],
  aws_s3_bucket_policy: ["bucket"],
  aws_s3_bucket_public_access_block: ["bucket"],
  aws_s3_bucket_server_side_encryption_configuration: ["bucket"],
  aws_s3_bucket_versioning: ["bucket"],
  aws_security_group: ["description", "name", "vpc_id"],
  aws_sns_topic: ["name"],
  aws_sns_topic_policy: ["arn"],
  aws_sns_topic_subscription: ["endpoint", "topic_arn"],
  aws_ssm_parameter: ["name"],
  aws_subnet: ["availability_zone", "cidr_block", "vpc_id"],
  aws_vpc: ["cidr_block"],
  aws_vpc_endpoint: ["service_name", "vpc_endpoint_type", "vpc_id"],
  aws_vpc_endpoint_route_table_association: ["route_table_id", "vpc_endpoint_id"],
  aws_vpc_security_group_egress_rule: ["security_group_id"],
  aws_vpc_security_group_ingress_rule: ["security_group_id"],
  aws_wafv2_web_acl_association: ["resource_arn", "web_acl_arn"],
};

/** On Docker, all but these (kreuzwerker/terraform-provider-docker, the `ForceNew` of its schemas). */
const changeable: Readonly<Record<string, readonly string[]>> = {
  docker_container: [
    "attach",
    "cpu_period",
    "cpu_quota",
    "cpu_set",
    "cpu_shares",
    "destroy_grace_seconds",
    "init",
    "logs",
    "max_retry_count",
    "memory",
    "memory_reservation",
    "memory_swap",
    "must_run",
    "remove_volumes",
    "restart",
    "rm",
    "start",
    "tmpfs",
    "wait",
    "wait_timeout",
  ],
  docker_network: [],
  docker_volume: [],
};

/** Whether another value of the attribute is known to make another thing. */
export function isFixed(terraformType: string, attribute: string): boolean {
  if (Object.hasOwn(changeable, terraformType)) return changeable[terraformType]?.includes(attribute) === false;
  return Object.hasOwn(fixed, terraformType) && fixed[terraformType]?.includes(attribute) === true;
}

/** Where Pulumi has another name than Terraform's in its own spelling. */
const renamed: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  aws_cloudwatch_metric_alarm: { name: "alarm_name" },
  aws_sns_topic_subscription: { topic: "topic_arn" },
};

/** Which of the properties that a resource is given cannot be changed. */
export function fixedProperties(terraformType: string, properties: readonly string[]): string[] {
  const names = Object.hasOwn(renamed, terraformType) ? renamed[terraformType] : undefined;
  return properties.filter((property) => isFixed(terraformType, names?.[property] ?? snakeCase(property)));
}
