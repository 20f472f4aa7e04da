import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

/** What a stack holds: outputs by URN. */
export type StackResources = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const deployed = z.object({
  outputs: z.record(z.string(), z.object({ outputs: z.record(z.string(), z.unknown()) })),
});

/** The outputs of all that the stack holds as it stands, by URN, whether its last update came to an end or not. */
export async function resourcesOfStack(): Promise<StackResources> {
  const [organization, project, stack] = [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack()];
  // A backend of one's own (a folder, a bucket) knows no organizations, and some know no projects.
  const stackName = organization === "organization" ? stack : `${organization}/${project}/${stack}`;
  const answer: unknown = await pulumi.runtime.invoke("pulumi:pulumi:readStackResourceOutputs", { stackName });
  // Beside its outputs the engine tells the type of each, which the URN holds as well.
  const resources = Object.entries(deployed.parse(answer).outputs);
  return Object.fromEntries(resources.map(([urn, { outputs }]) => [urn, outputs]));
}
