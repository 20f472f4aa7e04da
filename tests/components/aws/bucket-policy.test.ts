import assert from "node:assert/strict";
import { accessLogStatement } from "../../../components/aws/access-logs.ts";
import { bucketPolicy, type BucketEncryption } from "../../../components/aws/bucket-policy.ts";
import { at } from "../../support/at.ts";
import { keyArn, place } from "../../support/aws-tiers.ts";

const arn = "arn:aws:s3:::acme-blocks";
const kms: BucketEncryption = { kind: "kms", keyArn };
const s3: BucketEncryption = { kind: "s3" };

/** The headers of a PutObject, as S3 reads them for conditions; `tls` as well. */
interface Put {
  tls?: boolean;
  algorithm?: string;
  key?: string;
  customerAlgorithm?: string;
}

function statements(encryption: BucketEncryption): unknown[] {
  const list = at(JSON.parse(bucketPolicy(arn, encryption)), "Statement");
  assert(Array.isArray(list));
  return list;
}

/** Whether the policy denies a put: IAM's rules for the three operators that it uses, of a key that may be absent. */
function denied(encryption: BucketEncryption, put: Put): boolean {
  const keys: Record<string, string | undefined> = {
    "aws:SecureTransport": String(put.tls ?? true),
    "s3:x-amz-server-side-encryption": put.algorithm,
    "s3:x-amz-server-side-encryption-aws-kms-key-id": put.key,
    "s3:x-amz-server-side-encryption-customer-algorithm": put.customerAlgorithm,
  };
  const operators: Record<string, (value: string | undefined, wanted: string) => boolean> = {
    Bool: (value, wanted) => value === wanted,
    Null: (value, wanted) => String(value === undefined) === wanted,
    StringNotEquals: (value, wanted) => value !== wanted, // true of an absent key
  };
  return statements(encryption).some((statement) => {
    const condition = at(statement, "Condition");
    assert(typeof condition === "object" && condition !== null);
    return Object.entries(condition).every(([operator, wanted]: [string, unknown]) => {
      const holds = operators[operator];
      assert(holds, `${operator} is not known here`);
      assert(typeof wanted === "object" && wanted !== null);
      return Object.entries(wanted).every(([key, value]) => {
        assert(key in keys, `${key} is not known here`);
        return holds(keys[key], String(value));
      });
    });
  });
}

describe("AWS: the policy of a bucket", () => {
  it("lets through what Cortex sends: no word about encryption, by TLS", () => {
    assert.equal(denied(kms, {}), false);
    assert.equal(denied(s3, {}), false);
  });

  it("lets through what names the bucket's own encryption", () => {
    assert.equal(denied(kms, { algorithm: "aws:kms", key: keyArn }), false);
    assert.equal(denied(s3, { algorithm: "AES256" }), false);
  });

  it("refuses everything without TLS", () => {
    assert.equal(denied(kms, { tls: false }), true);
    assert.equal(denied(s3, { tls: false }), true);
    const [tls] = statements(kms);
    assert.equal(at(tls, "Action.0"), "s3:*");
    assert.deepEqual(at(tls, "Resource"), [arn, `${arn}/*`]);
  });

  it("refuses another encryption, another key, keys of the caller's own", () => {
    assert.equal(denied(kms, { algorithm: "AES256" }), true);
    assert.equal(denied(s3, { algorithm: "aws:kms" }), true);
    assert.equal(denied(kms, { algorithm: "aws:kms", key: `${keyArn}-of-others` }), true);
    assert.equal(denied(kms, { customerAlgorithm: "AES256" }), true);
    assert.equal(denied(s3, { customerAlgorithm: "AES256" }), true);
  });

  it("allows what it is told, and its Sids are unique", () => {
    const text = bucketPolicy(arn, s3, [accessLogStatement(arn, place)]);
    const list = at(JSON.parse(text), "Statement");
    assert(Array.isArray(list));
    const allowed = list.filter((one) => at(one, "Effect") === "Allow");
    assert.equal(allowed.length, 1);
    assert.equal(at(allowed[0], "Resource.0"), `${arn}/AWSLogs/123456789012/*`);
    assert.equal(at(allowed[0], "Principal.Service"), "logdelivery.elasticloadbalancing.amazonaws.com");
    assert.equal(new Set(list.map((one) => at(one, "Sid"))).size, list.length);
  });
});
