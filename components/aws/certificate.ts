import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface CertificateArgs {
  /** As in cortex.example.org. */
  domain: string;
  /** Route 53 hosted zone that holds the domain. */
  zoneId: string;
}

/** A certificate for one domain, proved by a record in its hosted zone, renewed by AWS as long as that record stands. */
export class Certificate extends pulumi.ComponentResource {
  /** Known when the certificate is issued. */
  readonly arn: pulumi.Output<string>;

  constructor(name: string, { domain, zoneId }: CertificateArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cortex:aws:Certificate", name, {}, opts);
    const child = { parent: this };
    const certificate = new aws.acm.Certificate(
      `${name}-certificate`,
      { domainName: domain, validationMethod: "DNS" },
      child,
    );
    const proof = certificate.domainValidationOptions.apply(([first]) => {
      if (first === undefined) throw new pulumi.RunError(`ACM asks for no proof of ${domain}, so it cannot be given.`);
      return first;
    });
    const record = new aws.route53.Record(
      `${name}-proof`,
      {
        zoneId,
        name: proof.resourceRecordName,
        type: proof.resourceRecordType,
        records: [proof.resourceRecordValue],
        ttl: 60,
        // The same proof serves every certificate of the domain in the account; another may have made it.
        allowOverwrite: true,
      },
      child,
    );
    this.arn = new aws.acm.CertificateValidation(
      `${name}-issued`,
      { certificateArn: certificate.arn, validationRecordFqdns: [record.fqdn] },
      child,
    ).certificateArn;
    this.registerOutputs({ arn: this.arn });
  }
}
