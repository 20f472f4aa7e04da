import { eachBucketHas } from "../links.ts";
import type { StackRule } from "../rule.ts";
import { isNot } from "../value.ts";

const blocks = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];

/** One line of a policy or an ACL makes a bucket public; these four settings make such a line do nothing. */
export const privateBuckets: StackRule = {
  kind: "stack",
  name: "private-buckets",
  description: "No bucket can be made public.",
  severity: "critical",
  remediation: "Give the bucket a BucketPublicAccessBlock with all four settings true (SecureBucket does).",
  check: (resources) =>
    eachBucketHas(
      resources,
      "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
      "nothing keeps the bucket from being made public",
      (props) => {
        const open = blocks.filter((block) => isNot(props[block], true));
        return open.length > 0 ? `${open.join(", ")} ${open.length === 1 ? "is" : "are"} not on` : undefined;
      },
    ),
};
