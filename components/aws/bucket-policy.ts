// The policy of every bucket: what nobody may do, whatever else they are allowed.

/** One statement of a policy document. */
export interface Statement {
  Sid: string;
  Effect: "Allow" | "Deny";
  Principal: "*" | { Service: string };
  Action: string | string[];
  Resource: string | string[];
  Condition?: Record<string, Record<string, string>>;
}

/** How what is written to a bucket is encrypted; with `kms` by the key of this ARN. */
export type BucketEncryption = { kind: "kms"; keyArn: string } | { kind: "s3" };

/** The policy as JSON: TLS only, no other encryption than the bucket's own, and `allowed` beside it. */
export function bucketPolicy(bucketArn: string, encryption: BucketEncryption, allowed: Statement[] = []): string {
  const objects = `${bucketArn}/*`;
  const deny = (Sid: string, Condition: NonNullable<Statement["Condition"]>): Statement => ({
    Sid,
    Effect: "Deny",
    Principal: "*",
    Action: "s3:PutObject",
    Resource: objects,
    Condition,
  });
  // S3 encrypts what comes without a word about encryption, so only another word is refused: `Null` asks that there be one.
  const named = (header: string): Record<string, Record<string, string>> => ({
    Null: { [`s3:x-amz-server-side-encryption${header}`]: "false" },
  });
  const algorithm = encryption.kind === "kms" ? "aws:kms" : "AES256";
  const statements: Statement[] = [
    {
      Sid: "TlsOnly",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [bucketArn, objects],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
    deny("NoOtherEncryption", { ...named(""), StringNotEquals: { "s3:x-amz-server-side-encryption": algorithm } }),
    deny("NoKeysOfTheCaller", named("-customer-algorithm")),
    ...(encryption.kind === "kms"
      ? [
          deny("NoOtherKey", {
            ...named("-aws-kms-key-id"),
            StringNotEquals: { "s3:x-amz-server-side-encryption-aws-kms-key-id": encryption.keyArn },
          }),
        ]
      : []),
    ...allowed,
  ];
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}
