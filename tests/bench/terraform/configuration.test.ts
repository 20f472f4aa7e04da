// A stack's state as a Terraform configuration.
import assert from "node:assert/strict";
import { convert, typesIn, type Converted } from "../../../bench/terraform/configuration.ts";
import { readNames } from "../../../components/terraform/names.ts";
import { readSchema } from "../../../bench/terraform/schema.ts";
import { readState } from "../../../bench/terraform/state.ts";
import { namesText, resource, schemaText, stateText, types, urn } from "./sample.ts";

function converted(more: object[] = []): Converted {
  const made = readState(stateText(more));
  const names = readNames(namesText);
  return convert(made, names, readSchema(schemaText, "hashicorp/aws", typesIn(made, names)));
}

describe("bench: a state becomes a Terraform configuration", () => {
  const { configuration, counts } = converted();
  const { resource: resources, provider } = configuration;

  it("has every resource of AWS, and no other", () => {
    assert.deepEqual(counts, {
      aws_vpc: 1,
      aws_subnet: 1,
      aws_s3_bucket: 1,
      aws_s3_bucket_policy: 1,
      aws_security_group: 1,
      aws_lb_listener: 1,
      aws_ssm_parameter: 1,
      aws_route53_record: 1,
      aws_cloudwatch_metric_alarm: 1,
    });
    assert.deepEqual(
      Object.entries(resources).map(([type, all]) => [type, Object.keys(all).length]),
      Object.entries(counts),
    );
  });

  it("names properties as Terraform does, and leaves out what Pulumi adds", () => {
    assert.deepEqual(resources["aws_vpc"], {
      "acme-vpc": { cidr_block: "10.20.0.0/16", assign_generated_ipv6_cidr_block: true },
    });
  });

  it("refers to what another resource computes", () => {
    assert.deepEqual(resources["aws_subnet"]?.["acme-subnet"], {
      vpc_id: "${aws_vpc.acme-vpc.id}",
      availability_zone: "eu-central-1a",
      tags: { Name: "acme", "cost-${center}": "7" },
    });
  });

  it("refers inside of longer texts too, and escapes what Terraform would fill in", () => {
    const arn = "${aws_s3_bucket.acme-blocks.arn}";
    assert.deepEqual(resources["aws_s3_bucket_policy"]?.["acme-blocks-policy"], {
      bucket: "${aws_s3_bucket.acme-blocks.id}",
      policy: `{"Statement":[{"Resource":["${arn}","${arn}/*"],"Who":"$\${aws:username}"}]}`,
    });
  });

  it("has blocks in each other as lists, and waits for what no text names", () => {
    assert.deepEqual(resources["aws_lb_listener"]?.["acme-listener"], {
      load_balancer_arn:
        "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/acme/0123456789abcdef",
      port: 80,
      default_action: [{ type: "redirect", redirect: [{ protocol: "HTTPS", status_code: "HTTP_301" }] }],
      depends_on: ["aws_security_group.acme-group"],
    });
  });

  it("says each attribute of an object, as Terraform wants", () => {
    assert.deepEqual(resources["aws_security_group"]?.["acme-group"], {
      ingress: [{ from_port: 80, to_port: null, self_referred: true, cidr_blocks: null }],
    });
  });

  it("lays secrets open, and takes the names that follow no rule from the table", () => {
    assert.deepEqual(resources["aws_ssm_parameter"]?.["acme-password-parameter"], {
      type: "SecureString",
      value: "Pw7-$${x}",
    });
    assert.deepEqual(resources["aws_route53_record"]?.["acme-address"], {
      type: "A",
      alias: [{ name: "lb.example", evaluate_target_health: true }],
      records: ["192.0.2.1"],
    });
    assert.deepEqual(resources["aws_cloudwatch_metric_alarm"]?.["acme-alarm"], {
      alarm_name: "acme-5xx",
      dimensions: { LoadBalancer: "app/acme/1" },
    });
  });

  it("has the provider's own settings", () => {
    assert.deepEqual(provider["aws"], {
      region: "eu-central-1",
      skip_requesting_account_id: "false",
      max_retries: "2",
      s3_use_path_style: "true",
      default_tags: [{ tags: { Stack: "cortex/bench" } }],
      endpoints: [{ ec2: "http://127.0.0.1:5566", s3: "http://127.0.0.1:5566" }],
    });
  });

  it("refers to nothing that it does not wait for", () => {
    const stranger = resource({ type: types.subnet, name: "stranger", inputs: { vpcId: "vpc-0a1b2c3d" } });
    assert.deepEqual(converted([stranger]).configuration.resource["aws_subnet"]?.["stranger"], {
      vpc_id: "vpc-0a1b2c3d",
    });
  });

  const wrong: [string, object[], RegExp][] = [
    ["a type that it does not know", [resource({ type: "aws:x/y:Y", name: "odd" })], /aws:x\/y:Y \(odd\)/],
    ["a property that it does not know", [resource({ type: types.vpc, name: "odd", inputs: { color: 1 } })], /color/],
    ["a second provider", [resource({ type: "pulumi:providers:aws", name: "other" })], /2 providers/],
    ["two resources of one name", [resource({ type: types.vpc, name: "acme-vpc" })], /aws_vpc\.acme-vpc/],
  ];
  for (const [what, more, message] of wrong) {
    it(`refuses ${what}: nothing is left out unseen`, () => assert.throws(() => converted(more), message));
  }

  it("knows a dependency by its URN", () => {
    const later = resource({ type: types.vpc, name: "later", dependencies: [urn(types.bucket, "acme-blocks")] });
    assert.deepEqual(converted([later]).configuration.resource["aws_vpc"]?.["later"], {
      depends_on: ["aws_s3_bucket.acme-blocks"],
    });
  });
});
