import type { Resource, ResourceRule } from "../rule.ts";
import { is, isNot } from "../value.ts";

const judges: Record<string, (props: Resource["props"]) => string[]> = {
  "aws:s3/bucket:Bucket": ({ forceDestroy }) =>
    is(forceDestroy, true) ? ["the bucket is deleted with all that is in it"] : [],
  "aws:dynamodb/table:Table": ({ deletionProtectionEnabled }) =>
    isNot(deletionProtectionEnabled, true) ? ["the table can be deleted by one call"] : [],
  "aws:lb/loadBalancer:LoadBalancer": ({ enableDeletionProtection }) =>
    isNot(enableDeletionProtection, true)
      ? ["the load balancer, and its name with it, can be deleted by one call"]
      : [],
};

/** One mistaken command is not to end the data. A stack for trying out turns it off on purpose: so it is only told. */
export const deletionProtection: ResourceRule = {
  kind: "resource",
  name: "deletion-protection",
  description: "What holds data, and the load balancer, refuse to be deleted.",
  severity: "medium",
  level: "advisory",
  remediation: "Set aws.deletionProtection: true.",
  check: ({ type, props }) => judges[type]?.(props) ?? [],
};
