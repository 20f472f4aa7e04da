import { createHash } from "node:crypto";
import { TerraformError } from "../error.ts";

/** A state in a bucket of S3 or of what speaks S3: https://developer.hashicorp.com/terraform/language/backend/s3 */
export interface S3Backend {
  backend: "s3";
  bucket: string;
  key: string;
  /** Default: what AWS' own chain says (AWS_REGION, the profile). */
  region?: string;
  /** Workspace. Default: `default`, whose state is `key` itself. */
  workspace?: string;
  /** Default: `env:`, Terraform's own. */
  workspaceKeyPrefix?: string;
  /** URL of an S3-compatible service. Default: AWS. */
  endpoint?: string;
  /** Whether the bucket stands in the path. Default: false. */
  usePathStyle?: boolean;
  /** Profile of the shared configuration; assumed roles stand there. Default: the chain's own. */
  profile?: string;
  /** Key of SSE-C, base64 of 32 bytes; give it as a secret of the stack's configuration. */
  sseCustomerKey?: string;
}

/** The object that holds the workspace's state: Terraform, internal/backend/remote-state/s3/backend_state.go. */
export function s3Key({ key, workspace = "default", workspaceKeyPrefix = "env:" }: S3Backend): string {
  return workspace === "default" ? key : [workspaceKeyPrefix, workspace, key].filter((part) => part !== "").join("/");
}

/** The bytes of the state, by one GetObject. */
export async function readS3(source: S3Backend): Promise<Buffer> {
  // Loaded only where a state lies in S3: the client takes half a second.
  const { GetObjectCommand, S3Client } = await import("@aws-sdk/client-s3");
  const { bucket, region, endpoint, profile, usePathStyle = false, sseCustomerKey } = source;
  const key = s3Key(source);
  const client = new S3Client({
    forcePathStyle: usePathStyle,
    maxAttempts: 3,
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(profile === undefined ? {} : { profile }),
  });
  try {
    const { Body } = await client.send(
      new GetObjectCommand({
        Bucket: bucket,
        Key: key,
        ...(sseCustomerKey === undefined ? {} : customerKey(sseCustomerKey)),
      }),
    );
    return Body === undefined ? Buffer.alloc(0) : Buffer.from(await Body.transformToByteArray());
  } catch (error) {
    throw explained(error, source, key);
  } finally {
    client.destroy();
  }
}

function customerKey(base64: string) {
  return {
    SSECustomerAlgorithm: "AES256",
    SSECustomerKey: base64,
    SSECustomerKeyMD5: createHash("md5").update(Buffer.from(base64, "base64")).digest("base64"),
  };
}

function explained(error: unknown, { bucket, workspace }: S3Backend, key: string): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  const place = `s3://${bucket}/${key}`;
  switch (error.name) {
    case "NoSuchKey":
    case "NotFound":
      return new TerraformError(
        `There is no Terraform state at ${place}${workspace === undefined ? "" : ` (workspace "${workspace}")`}.`,
        "Check key, workspace and workspaceKeyPrefix; nothing was made there.",
      );
    case "NoSuchBucket":
      return new TerraformError(`There is no bucket ${bucket}.`, "Check its name, the region and the endpoint.");
    case "AccessDenied":
    case "Forbidden":
    case "InvalidAccessKeyId":
    case "SignatureDoesNotMatch":
    case "ExpiredToken":
      return new TerraformError(
        `${place} may not be read (${error.name}).`,
        "The credentials in use need s3:GetObject on it, and s3:ListBucket to tell a missing object from a denied one; an encrypted one also kms:Decrypt on its key.",
      );
    case "PermanentRedirect":
      return new TerraformError(`The bucket ${bucket} is in another region.`, "Name that region.");
    case "CredentialsProviderError":
      return new TerraformError(
        `There are no AWS credentials to read ${place} with.`,
        "Set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile.",
      );
    default:
      return new TerraformError(
        `${place} could not be read (${error.name}: ${error.message}).`,
        "Check region, endpoint and key.",
      );
  }
}
