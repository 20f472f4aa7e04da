import { eachBucketHas, ofType } from "../links.ts";
import type { StackRule } from "../rule.ts";
import { at, isNot } from "../value.ts";

/** A faulty compactor or a wrong command deletes quicker than anybody notices: what is gone must be there for a while. */
export const restorableData: StackRule = {
  kind: "stack",
  name: "restorable-data",
  description: "Buckets keep versions, tables can be restored to a point in time.",
  severity: "high",
  remediation: "Give the bucket a BucketVersioning with status Enabled; set pointInTimeRecovery on the table.",
  check: (resources) => [
    ...eachBucketHas(
      resources,
      "aws:s3/bucketVersioning:BucketVersioning",
      "the bucket keeps no versions: what is deleted is gone",
      ({ versioningConfiguration }) =>
        isNot(at(versioningConfiguration, "status"), "Enabled") ? "versioning is not enabled" : undefined,
    ),
    ...ofType(resources, "aws:dynamodb/table:Table")
      .filter(({ props }) => isNot(at(props["pointInTimeRecovery"], "enabled"), true))
      .map(({ urn }) => ({ urn, message: "the table cannot be restored to a point in time" })),
  ],
};
