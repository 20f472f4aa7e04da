// States of a Cortex that somebody built with Terraform.
import { many, single, type SampleResource } from "../../support/terraform-state.ts";

/** On Docker: the book's kind, with what does not belong to it. */
export const dockerSample: SampleResource[] = [
  single("docker_network", "cortex", { id: "net-1", name: "cortex", driver: "bridge" }),
  single("docker_container", "cassandra", {
    id: "c-cassandra",
    name: "cassandra",
    hostname: "cassandra",
    env: ["HEAP=512M", "ADMIN_PASSWORD=hunter2"],
  }),
  many("docker_container", "consul", [0, 1, 2], (i) => ({ id: `c-consul-${i}`, name: `consul-${i}` })),
  many("docker_container", "cortex", ["cortex-1", "cortex-2", "cortex-3"], (key) => ({ id: `c-${key}`, name: key })),
  single("docker_container", "grafana", { id: "c-grafana", name: "grafana" }),
  single("docker_container", "prometheus", { id: "c-prometheus", name: "prometheus" }),
  single("docker_container", "redis", { id: "c-redis", name: "redis" }),
  single("docker_image", "cortex", { id: "sha256:1", name: "quay.io/cortexproject/cortex:v1.13.2" }),
  single("random_password", "admin", { id: "none", result: "hunter2" }),
  {
    type: "docker_volume",
    name: "cassandra_data",
    instances: [{ attributes: { id: "old", name: "old" }, tainted: true }],
  },
  { ...single("docker_image", "nginx", { id: "sha256:2" }), mode: "data" },
];

/** Address to part, as anybody would expect it. */
export const dockerExpected: Record<string, string> = {
  "docker_network.cortex": "cortex-network",
  "docker_container.cassandra": "cortex-cassandra-1",
  "docker_container.consul[0]": "cortex-consul-1",
  "docker_container.consul[1]": "cortex-consul-2",
  "docker_container.consul[2]": "cortex-consul-3",
  'docker_container.cortex["cortex-1"]': "cortex-cortex-1",
  'docker_container.cortex["cortex-2"]': "cortex-cortex-2",
  'docker_container.cortex["cortex-3"]': "cortex-cortex-3",
  "docker_container.grafana": "cortex-grafana",
};

const account = "210987654321";
const region = "eu-central-1";
const zone = (i: string | number): string => `${region}${"abc"[Number(i)] ?? ""}`;
const inModule = (module: string, ...resources: SampleResource[]): SampleResource[] =>
  resources.map((resource) => ({ ...resource, module: `module.${module}` }));

/** On AWS, in modules with `count` and `for_each`, as the public VPC module names things. */
export const awsSample: SampleResource[] = [
  { ...single("aws_caller_identity", "me", { account_id: account }), mode: "data" },
  ...inModule(
    "network",
    many("aws_vpc", "this", [0], () => ({
      id: "vpc-1",
      arn: `arn:aws:ec2:${region}:${account}:vpc/vpc-1`,
      cidr_block: "10.20.0.0/16",
      enable_dns_support: true,
      tags: { Name: "main" },
      tags_all: { Name: "main", Team: "metrics" },
    })),
    many("aws_subnet", "private", [0, 1, 2], (i) => ({
      id: `subnet-p${i}`,
      vpc_id: "vpc-1",
      cidr_block: `10.20.${200 + Number(i)}.0/24`,
      availability_zone: zone(i),
    })),
    many("aws_subnet", "public", [zone(0), zone(1), zone(2)], (key) => ({
      id: `subnet-${key}`,
      vpc_id: "vpc-1",
      cidr_block: "10.20.210.0/24",
      availability_zone: key,
    })),
    many("aws_internet_gateway", "this", [0], () => ({ id: "igw-1", vpc_id: "vpc-1" })),
    many("aws_route_table", "private", [0, 1, 2], (i) => ({ id: `rtb-p${i}`, vpc_id: "vpc-1" })),
    many("aws_route_table", "public", [0], () => ({ id: "rtb-q", vpc_id: "vpc-1" })),
    many("aws_route_table_association", "private", [0, 1, 2], (i) => ({
      id: `rtbassoc-p${i}`,
      subnet_id: `subnet-p${i}`,
      route_table_id: `rtb-p${i}`,
    })),
    many("aws_route", "public_internet_gateway", [0], () => ({
      id: "r-rtb-q1080289494",
      route_table_id: "rtb-q",
      destination_cidr_block: "0.0.0.0/0",
      gateway_id: "igw-1",
    })),
  ),
  single("aws_s3_bucket", "blocks", { id: "acme-blocks", bucket: "acme-blocks", arn: "arn:aws:s3:::acme-blocks" }),
  ...inModule(
    "storage",
    many("aws_s3_bucket", "this", ["ruler", "alertmanager", "website"], (key) => ({
      id: `acme-${key}`,
      bucket: `acme-${key}`,
    })),
    many("aws_s3_bucket_versioning", "this", ["ruler", "alertmanager", "website"], (key) => ({
      id: `acme-${key}`,
      bucket: `acme-${key}`,
      versioning_configuration: [{ status: "Enabled", mfa_delete: "" }],
    })),
  ),
  single("aws_iam_role", "cortex", { id: "acme-cortex", name: "acme-cortex" }),
  single("aws_iam_role", "lambda", { id: "lambda-exec", name: "lambda-exec" }),
  single("aws_iam_role_policy", "cortex", { id: "acme-cortex:s3", name: "s3", role: "acme-cortex", policy: "{}" }),
  single("aws_security_group", "consul", { id: "sg-1", name: "consul", vpc_id: "vpc-1" }),
  single("aws_security_group", "consul_of_others", { id: "sg-2", name: "cortex-consul", vpc_id: "vpc-9" }),
  single("aws_sqs_queue", "jobs", { id: "q" }),
];

export const awsExpected: Record<string, string> = {
  "module.network.aws_vpc.this[0]": "cortex-vpc",
  ...Object.fromEntries([0, 1, 2].map((i) => [`module.network.aws_subnet.private[${i}]`, `cortex-private-${i + 1}`])),
  ...Object.fromEntries(
    [0, 1, 2].map((i) => [`module.network.aws_subnet.public["${zone(i)}"]`, `cortex-public-${i + 1}`]),
  ),
  "module.network.aws_internet_gateway.this[0]": "cortex-internet",
  ...Object.fromEntries(
    [0, 1, 2].map((i) => [`module.network.aws_route_table.private[${i}]`, `cortex-private-${i + 1}`]),
  ),
  "module.network.aws_route_table.public[0]": "cortex-public",
  ...Object.fromEntries(
    [0, 1, 2].map((i) => [`module.network.aws_route_table_association.private[${i}]`, `cortex-private-${i + 1}`]),
  ),
  "module.network.aws_route.public_internet_gateway[0]": "cortex-public-ipv4",
  "aws_s3_bucket.blocks": "cortex-blocks-bucket",
  'module.storage.aws_s3_bucket.this["ruler"]': "cortex-ruler-bucket",
  'module.storage.aws_s3_bucket.this["alertmanager"]': "cortex-alertmanager-bucket",
  'module.storage.aws_s3_bucket_versioning.this["ruler"]': "cortex-ruler-versioning",
  'module.storage.aws_s3_bucket_versioning.this["alertmanager"]': "cortex-alertmanager-versioning",
  "aws_iam_role.cortex": "cortex-cortex-role",
  "aws_iam_role_policy.cortex": "cortex-cortex-policy",
  "aws_security_group.consul": "cortex-consul",
};
