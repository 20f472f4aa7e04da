// Prices as they were found, each with its day, its region and where it was read. On demand, without taxes, without
// what an account has free or reserved. Nothing here is computed from another price.

/** Hours that a month is counted as: AWS' own convention, 365 * 24 / 12. */
export const hoursPerMonth = 730;

/** The region that the table is of, as far as its prices could be found there. */
export const tableRegion = "eu-central-1";

/** Where prices were read. */
export interface Source {
  /** Day of the price, or of the page that tells it; where neither is known, the day that it was read. */
  date: string;
  where: string;
}

export const sources = {
  libcloud: {
    date: "2025-03-02",
    where: "Apache Libcloud 3.9.1 (PyPI apache-libcloud), libcloud/data/pricing.json, ec2_linux: AWS' own price list",
  },
  priceList: {
    date: "2026-08-26",
    where: "AWS Price List API for Frankfurt, as a public repository's cost note of that day quotes it",
  },
  endpoints: {
    date: "2026-09-22",
    where: "AWS Price List API, EUC1-VpcEndpoint-Hours, as a public repository's notes of that day quote it",
  },
  nat: {
    date: "undated, read 2026-11-24",
    where:
      'a public repository for eu-central-1 ("$0.052 per NAT Gateway Hour"); within ' +
      "https://cloudpipelines.pages.dev/guides/aws-nat-gateway-pricing-2026/ ($0.048 to $0.052)",
  },
  balancer: {
    date: "2024-09-17",
    where:
      'a bill for eu-central-1 ("$0.027 per Application LoadBalancer-hour") in github.com/caligo-erik/focus-ninja, README',
  },
  kms: {
    date: "2026-03-14",
    where: "https://aws.amazon.com/kms/pricing/ and https://cloudburn.io/blog/aws-kms-pricing",
  },
  alarms: { date: "undated, read 2026-11-24", where: "https://c3x.dev/resources/aws/aws_cloudwatch_metric_alarm" },
  metrics: {
    date: "2026-03-26",
    where: "AWS Price List API for ap-southeast-1, as a public repository's notes of that day quote it",
  },
} as const satisfies Record<string, Source>;

export interface Price {
  usd: number;
  per: "hour" | "month";
  /** Region that it was found for; `all`: the page says that it is the same everywhere. */
  region: string;
  source: keyof typeof sources;
}

export const prices = {
  natGateway: { usd: 0.052, per: "hour", region: tableRegion, source: "nat" },
  publicAddress: { usd: 0.005, per: "hour", region: tableRegion, source: "priceList" },
  /** In one zone. */
  interfaceEndpoint: { usd: 0.012, per: "hour", region: tableRegion, source: "endpoints" },
  /** gp3, one GiB with the throughput that is free. */
  volumeGiB: { usd: 0.0952, per: "month", region: tableRegion, source: "priceList" },
  /** Without the units that requests make (LCU). */
  loadBalancer: { usd: 0.027, per: "hour", region: tableRegion, source: "balancer" },
  /** Without its rotations and the calls. */
  key: { usd: 1, per: "month", region: "all", source: "kms" },
  /** Of one metric, looked at each minute or less often. */
  alarm: { usd: 0.1, per: "month", region: "us-east-1", source: "alarms" },
  compositeAlarm: { usd: 0.5, per: "month", region: "us-east-1", source: "alarms" },
  /** Up to the first 10,000. */
  customMetric: { usd: 0.3, per: "month", region: "ap-southeast-1", source: "metrics" },
} as const satisfies Record<string, Price>;

/**
 * Instances with Linux, shared hardware, by type, US dollars an hour in Frankfurt. Of Libcloud's table those whose sizes
 * are multiples of each other: others there are of dedicated hardware, or 0. t4g.small and m7g.large were seen to be the
 * same in AWS' price list of August and September 2026.
 */
export const instancePrices: Record<string, number> = {
  "t4g.nano": 0.0048,
  "t4g.micro": 0.0096,
  "t4g.small": 0.0192,
  "t4g.medium": 0.0384,
  "t4g.large": 0.0768,
  "t4g.xlarge": 0.1536,
  "t4g.2xlarge": 0.3072,
  "t3.nano": 0.006,
  "t3.small": 0.024,
  "t3.medium": 0.048,
  "t3.large": 0.096,
  "t3.xlarge": 0.192,
  "t3.2xlarge": 0.384,
  "m7g.medium": 0.0489,
  "m7g.large": 0.0978,
  "m7g.xlarge": 0.1955,
  "m7g.4xlarge": 0.7821,
  "m7i.large": 0.12075,
  "m7i.2xlarge": 0.483,
  "m6g.xlarge": 0.184,
  "m6g.2xlarge": 0.368,
  "m6g.4xlarge": 0.736,
  "m6i.large": 0.115,
  "m6i.xlarge": 0.23,
  "m6i.4xlarge": 0.92,
  "c7g.medium": 0.0412,
  "c7g.large": 0.0825,
  "c7g.2xlarge": 0.3298,
  "r7g.medium": 0.0646,
  "r7g.large": 0.1292,
  "r7g.xlarge": 0.2584,
  "r7g.4xlarge": 1.0336,
};

/** What the estimate leaves out, since it grows with use, and what it depends on. */
export const notCounted: readonly string[] = [
  "data in S3, its requests and its old versions",
  "DynamoDB's requests, storage and backups (engine chunks)",
  "traffic: through NAT, between zones, out to the internet",
  "the load balancer's capacity units (LCU) and its access logs",
  "log groups: what is written, and how long it is kept",
  "the dashboard (AWS gives three free), mails, calls of KMS",
  "processors of burstable instances (t3, t4g) above their baseline",
];
