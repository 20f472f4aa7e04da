// Which resource of a stack belongs to which.
import type { Breach, StackResource } from "./rule.ts";
import type { Value } from "./value.ts";

export const bucketType = "aws:s3/bucket:Bucket";

export function ofType(resources: StackResource[], ...types: string[]): StackResource[] {
  return resources.filter(({ type }) => types.includes(type));
}

/**
 * Whether a property names another resource: it holds an output of it, or the same text as one of the other's
 * properties.
 */
export function refersTo(from: StackResource, property: string, to: StackResource, ...its: string[]): boolean {
  if (from.dependencies[property]?.includes(to.urn)) return true;
  const given = from.props[property];
  return typeof given === "string" && its.some((name) => to.props[name] === given);
}

/** A breach for each bucket that has no companion of this type, or one that `wrong` finds fault with. */
export function eachBucketHas(
  resources: StackResource[],
  companion: string,
  missing: string,
  wrong: (props: Record<string, Value>, bucket: StackResource) => string | undefined,
): Breach[] {
  return ofType(resources, bucketType).flatMap((bucket): Breach[] => {
    const [found] = ofType(resources, companion).filter((one) => refersTo(one, "bucket", bucket, "bucket", "id"));
    const message = found ? wrong(found.props, bucket) : missing;
    return message === undefined ? [] : [{ urn: bucket.urn, message }];
  });
}
