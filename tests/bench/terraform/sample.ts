// A small stack as the engine keeps it, and the schema of what is in it: recorded forms, made-up values.

const secret = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  plaintext: JSON.stringify(value),
});

const urn = (type: string, name: string): string => `urn:pulumi:bench::cortex::cortex:aws:Platform$${type}::${name}`;

interface Sample {
  type: string;
  name: string;
  id?: string;
  inputs?: object;
  outputs?: object;
  dependencies?: string[];
}

const resource = ({ type, name, id = name, inputs = {}, outputs = {}, dependencies = [] }: Sample) => ({
  urn: urn(type, name),
  custom: true,
  id,
  type,
  inputs: { ...inputs, __defaults: [] },
  outputs: { ...inputs, id, ...outputs },
  dependencies,
});

export const types = {
  vpc: "aws:ec2/vpc:Vpc",
  subnet: "aws:ec2/subnet:Subnet",
  bucket: "aws:s3/bucket:Bucket",
  bucketPolicy: "aws:s3/bucketPolicy:BucketPolicy",
  listener: "aws:lb/listener:Listener",
  parameter: "aws:ssm/parameter:Parameter",
  record: "aws:route53/record:Record",
  alarm: "aws:cloudwatch/metricAlarm:MetricAlarm",
  group: "aws:ec2/securityGroup:SecurityGroup",
} as const;

const bucketArn = "arn:aws:s3:::acme-123456789012-blocks";
const balancerArn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/acme/0123456789abcdef";

export const resources = [
  { urn: "urn:pulumi:bench::cortex::pulumi:pulumi:Stack::cortex-bench", custom: false, type: "pulumi:pulumi:Stack" },
  resource({
    type: "pulumi:providers:aws",
    name: "acme-aws",
    inputs: {
      region: "eu-central-1",
      skipRequestingAccountId: "false",
      maxRetries: "2",
      s3UsePathStyle: "true",
      defaultTags: JSON.stringify({ tags: { Stack: "cortex/bench" } }),
      endpoints: JSON.stringify([{ ec2: "http://127.0.0.1:5566", s3: "http://127.0.0.1:5566" }]),
      version: "7.48.0",
    },
  }),
  resource({ type: "random:index/randomPassword:RandomPassword", name: "acme-password", inputs: { length: 32 } }),
  resource({
    type: types.vpc,
    name: "acme-vpc",
    id: "vpc-0a1b2c3d",
    inputs: { cidrBlock: "10.20.0.0/16", assignGeneratedIpv6CidrBlock: true, tagsAll: { Stack: "cortex/bench" } },
    outputs: {
      ipv6CidrBlock: "2001:db8:1234:1a00::/56",
      arn: "arn:aws:ec2:eu-central-1:123456789012:vpc/vpc-0a1b2c3d",
    },
  }),
  resource({
    type: types.subnet,
    name: "acme-subnet",
    id: "subnet-1",
    inputs: { vpcId: "vpc-0a1b2c3d", availabilityZone: "eu-central-1a", tags: { Name: "acme", "cost-${center}": "7" } },
    dependencies: [urn(types.vpc, "acme-vpc")],
  }),
  resource({
    type: types.bucket,
    name: "acme-blocks",
    id: "acme-123456789012-blocks",
    inputs: { bucket: "acme-123456789012-blocks", forceDestroy: true },
    outputs: { arn: bucketArn },
  }),
  resource({
    type: types.bucketPolicy,
    name: "acme-blocks-policy",
    inputs: {
      bucket: "acme-123456789012-blocks",
      policy: JSON.stringify({ Statement: [{ Resource: [bucketArn, `${bucketArn}/*`], Who: "${aws:username}" }] }),
    },
    dependencies: [urn(types.bucket, "acme-blocks")],
  }),
  resource({
    type: types.group,
    name: "acme-group",
    id: "sg-1",
    inputs: { ingress: [{ fromPort: 80, selfReferred: true }] },
  }),
  resource({
    type: types.listener,
    name: "acme-listener",
    inputs: {
      loadBalancerArn: balancerArn,
      port: 80,
      defaultActions: [{ type: "redirect", redirect: { protocol: "HTTPS", statusCode: "HTTP_301" } }],
    },
    dependencies: [urn(types.group, "acme-group")],
  }),
  resource({
    type: types.parameter,
    name: "acme-password-parameter",
    inputs: { type: "SecureString", value: secret("Pw7-${x}") },
  }),
  resource({
    type: types.record,
    name: "acme-address",
    inputs: { type: "A", aliases: [{ name: "lb.example", evaluateTargetHealth: true }], records: ["192.0.2.1"] },
  }),
  resource({
    type: types.alarm,
    name: "acme-alarm",
    inputs: { name: "acme-5xx", dimensions: { LoadBalancer: "app/acme/1" } },
  }),
];

export const stateText = (more: object[] = []): string =>
  JSON.stringify({ version: 3, deployment: { resources: [...resources, ...more] } });

export { resource, urn };

const text = { type: "string", optional: true };
const computedText = { type: "string", computed: true };
const flag = { type: "bool", optional: true };
const number = { type: "number", optional: true };
const map = { type: ["map", "string"], optional: true };
const id = { type: "string", optional: true, computed: true };
const tags = { tags: map, tags_all: { ...map, computed: true } };
const block = (attributes: object, block_types: object = {}) => ({ block: { attributes, block_types } });
const listOf = (of: object) => ({ nesting_mode: "list", ...of });

const ingress = [
  "set",
  ["object", { from_port: "number", to_port: "number", self_referred: "bool", cidr_blocks: ["list", "string"] }],
];
const redirect = block({ protocol: text, status_code: { type: "string", required: true } });

export const schemaText = JSON.stringify({
  provider_schemas: {
    "registry.terraform.io/hashicorp/aws": {
      provider: block(
        { region: text, skip_requesting_account_id: flag, max_retries: number, s3_use_path_style: flag },
        { default_tags: listOf(block({ tags: map })), endpoints: listOf(block({ ec2: text, s3: text })) },
      ),
      resource_schemas: {
        aws_vpc: block({
          id,
          cidr_block: text,
          assign_generated_ipv6_cidr_block: flag,
          ipv6_cidr_block: computedText,
          arn: computedText,
          ...tags,
        }),
        aws_subnet: block({ id, vpc_id: text, availability_zone: text, ...tags }),
        aws_s3_bucket: block({ id, bucket: text, force_destroy: flag, arn: computedText, ...tags }),
        aws_s3_bucket_policy: block({ id, bucket: text, policy: text }),
        aws_security_group: block({ id, ingress: { type: ingress, optional: true, computed: true } }),
        aws_lb_listener: block(
          { id, load_balancer_arn: text, port: number },
          { default_action: listOf(block({ type: text }, { redirect: listOf(redirect) })) },
        ),
        aws_ssm_parameter: block({ id, type: text, value: text }),
        aws_route53_record: block(
          { id, type: text, records: { type: ["set", "string"], optional: true } },
          { alias: listOf(block({ name: text, evaluate_target_health: flag })) },
        ),
        aws_cloudwatch_metric_alarm: block({ id, alarm_name: text, dimensions: map }),
        aws_never_used: { block: { attributes: { odd: { type: ["tuple", []] } } } },
      },
    },
  },
});

export const namesText = JSON.stringify({
  resources: {
    aws_vpc: types.vpc,
    aws_subnet: types.subnet,
    aws_s3_bucket: types.bucket,
    aws_s3_bucket_policy: types.bucketPolicy,
    aws_security_group: types.group,
    aws_lb_listener: types.listener,
    aws_ssm_parameter: types.parameter,
    aws_route53_record: types.record,
    aws_cloudwatch_metric_alarm: types.alarm,
  },
  functions: {},
  config: { default_tags: { single: true } },
  fields: {
    aws_route53_record: { alias: { name: "aliases", single: false } },
    aws_cloudwatch_metric_alarm: { alarm_name: { name: "name", autoName: 255 } },
  },
});
