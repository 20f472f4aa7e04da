// What is asked of things that stand already.
import { lastLine } from "../../refusal.ts";

export interface VpcFacts {
  /** IPv4 blocks, the first one first. */
  cidrs: string[];
  /** Whether its DNS server answers. */
  dnsSupport: boolean;
  /** Whether instances get names of the public DNS; private names of interface endpoints need it. */
  dnsHostnames: boolean;
}

export interface SubnetFacts {
  vpcId: string;
  zone: string;
}

export interface KeyFacts {
  arn: string;
  enabled: boolean;
  /** `ENCRYPT_DECRYPT`, `SIGN_VERIFY`, ... */
  usage: string;
  /** `SYMMETRIC_DEFAULT`, `RSA_2048`, ... */
  spec: string;
}

export interface ZoneFacts {
  /** Without a dot at the end. */
  name: string;
  isPrivate: boolean;
}

/** The questions; each answer fails when there is no such thing, or nobody may ask for it. */
export interface ExistingCalls {
  vpc(id: string): Promise<VpcFacts>;
  subnet(id: string): Promise<SubnetFacts>;
  key(id: string): Promise<KeyFacts>;
  zone(id: string): Promise<ZoneFacts>;
  bucketRegion(name: string): Promise<string>;
  /**
   * The KMS key by which what is new in a bucket is encrypted: ARN, id or alias; undefined where S3 keeps the key, or AWS manages it
   * for S3.
   */
  bucketKey(name: string): Promise<string | undefined>;
}

/** The checks of one run: what they find wrong is told together. */
export class Problems {
  readonly lines: string[] = [];

  /** @param setting Without `cortex:aws.`, as in `kmsKeyArn`. */
  add(setting: string, what: string): void {
    this.lines.push(`cortex:aws.${setting}: ${what}`);
  }
}

/** What was asked, or what the answer was instead. */
export type Answer<T> = { value: T } | { refused: string };

export async function answer<T>(asked: Promise<T>): Promise<Answer<T>> {
  try {
    return { value: await asked };
  } catch (error) {
    return { refused: `The answer was: ${lastLine(error)}` };
  }
}
