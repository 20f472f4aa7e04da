// The policy of every bucket: what nobody may do, whatever else they are allowed.
import { document, policyJson, type Condition, type Statement } from "./policies/document.ts";

/** How what is written to a bucket is encrypted; with `kms` by the key of this ARN. */
export type BucketEncryption = { kind: "kms"; keyArn: string } | { kind: "s3" };

/** The policy as JSON: TLS only, no other encryption than the bucket's own, and `allowed` beside it. */
export function bucketPolicy(bucketArn: string, encryption: BucketEncryption, allowed: Statement[] = []): string {
  const objects = `${bucketArn}/*`;
  const deny = (Sid: string, Action: string, Resource: string[], condition: Condition): Statement => ({
    Sid,
    Effect: "Deny",
    Principal: "*",
    Action: [Action],
    Resource,
    Condition: condition,
  });
  const denyPut = (Sid: string, condition: Condition): Statement => deny(Sid, "s3:PutObject", [objects], condition);
  // S3 encrypts what comes without a word about encryption, so only another word is refused: `Null` asks that there be one.
  const named = (header: string): Condition => ({
    Null: { [`s3:x-amz-server-side-encryption${header}`]: "false" },
  });
  const algorithm = encryption.kind === "kms" ? "aws:kms" : "AES256";
  return policyJson(
    document(
      deny("TlsOnly", "s3:*", [bucketArn, objects], { Bool: { "aws:SecureTransport": "false" } }),
      denyPut("NoOtherEncryption", { ...named(""), StringNotEquals: { "s3:x-amz-server-side-encryption": algorithm } }),
      denyPut("NoKeysOfTheCaller", named("-customer-algorithm")),
      ...(encryption.kind === "kms"
        ? [
            denyPut("NoOtherKey", {
              ...named("-aws-kms-key-id"),
              StringNotEquals: { "s3:x-amz-server-side-encryption-aws-kms-key-id": encryption.keyArn },
            }),
          ]
        : []),
      ...allowed,
    ),
  );
}
