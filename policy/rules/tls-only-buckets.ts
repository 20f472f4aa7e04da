import { statements } from "../documents.ts";
import { eachBucketHas } from "../links.ts";
import type { StackRule } from "../rule.ts";
import { at, is, unknown } from "../value.ts";

/** S3 answers plain HTTP too: a mistyped endpoint would send samples and signed requests in clear, and work. */
export const tlsOnlyBuckets: StackRule = {
  kind: "stack",
  name: "tls-only-buckets",
  description: "Every bucket refuses what does not come by TLS.",
  severity: "high",
  remediation: "Give the bucket a policy that denies s3:* where aws:SecureTransport is false (bucketPolicy does).",
  check: (resources) =>
    eachBucketHas(
      resources,
      "aws:s3/bucketPolicy:BucketPolicy",
      "the bucket has no policy, so it takes plain HTTP",
      ({ policy }) => {
        if (policy === undefined || policy === unknown) return undefined;
        const denied = statements(policy).some(
          (one) =>
            one?.effect === "Deny" &&
            one.actions.some((action) => action === "s3:*" || action === "*") &&
            one.principals.includes("*") &&
            one.resources.some((resource) => resource.endsWith("/*") || resource === "*") &&
            one.resources.some((resource) => !resource.endsWith("/*")) &&
            is(at(one.condition, "Bool", "aws:SecureTransport"), false),
        );
        return denied ? undefined : "the bucket's policy does not refuse plain HTTP for bucket and objects";
      },
    ),
};
