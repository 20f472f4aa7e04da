import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

const deployed = z.object({ outputs: z.record(z.string(), z.record(z.string(), z.unknown())) });

/** The outputs of all that the stack holds as it stands, by URN, whether its last update came to an end or not. */
export async function resourcesOfStack(): Promise<Record<string, Record<string, unknown>>> {
  const [organization, project, stack] = [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack()];
  // A backend of one's own (a folder, a bucket) knows no organizations, and some know no projects.
  const stackName = organization === "organization" ? stack : `${organization}/${project}/${stack}`;
  const answer: unknown = await pulumi.runtime.invoke("pulumi:pulumi:readStackResourceOutputs", { stackName });
  return deployed.parse(answer).outputs;
}
