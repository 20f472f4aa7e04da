import * as pulumi from "@pulumi/pulumi";
import { cloudConfig } from "./boot/cloud-config.ts";
import type { BootPlan } from "./boot/plan.ts";
import { userData } from "./boot/user-data.ts";
import type { Names } from "./names.ts";
import type { SecretVersions } from "./secrets.ts";

/** User data of a plan, with the versions of the secrets as they are. */
export function userDataOf(
  names: Names,
  versions: pulumi.Output<SecretVersions>,
  plan: pulumi.Input<BootPlan>,
): pulumi.Output<string> {
  return pulumi
    .all([versions, plan])
    .apply(([all, known]) =>
      userData(
        known.group,
        cloudConfig(known, { parameter: (kind) => names.parameter(kind), version: (kind) => all[kind] }),
      ),
    );
}
