// What AWS computes, as far as the program uses it; for the mocked engine.

/** The state that AWS adds to a resource of this type and name. */
export function awsComputed(type: string, name: string): Record<string, unknown> {
  const [, service = ""] = /^aws:([^/]+)\//.exec(type) ?? [];
  const arn = `arn:aws:${service}:eu-central-1:123456789012:${name}`;
  return { arn, ...more(type, name) };
}

function more(type: string, name: string): Record<string, unknown> {
  switch (type) {
    case "aws:lb/loadBalancer:LoadBalancer":
      return { arnSuffix: `app/${name}/0123456789abcdef`, dnsName: `${name}.elb.example`, zoneId: "ZLOADBALANCER" };
    case "aws:lb/targetGroup:TargetGroup":
      return { arnSuffix: `targetgroup/${name}/0123456789abcdef` };
    case "aws:acm/certificate:Certificate":
      return {
        domainValidationOptions: [
          {
            domainName: "cortex.example.org",
            resourceRecordName: "_proof.cortex.example.org.",
            resourceRecordType: "CNAME",
            resourceRecordValue: "_proof.acm-validations.example.",
          },
        ],
      };
    case "aws:ec2/vpc:Vpc":
      return { ipv6CidrBlock: "2001:db8:1234:1a00::/56" };
    case "aws:ec2/eip:Eip":
      return { publicIp: `192.0.2.${/\d+/.exec(name)?.[0] ?? 1}` };
    case "aws:route53/record:Record":
      return { fqdn: `${name}.example.org` };
    case "aws:ec2/launchTemplate:LaunchTemplate":
      return { latestVersion: 1 };
    case "aws:ssm/parameter:Parameter":
      return { version: 1 };
    default:
      return {};
  }
}
