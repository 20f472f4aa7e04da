// People with an IAM user (`cortex:aws.users`).
import { z } from "zod";
import { oneOf, section, text } from "../rules.ts";

/** The groups of people; what each may do: components/aws/policies/people.ts. */
export const userGroups = ["administrators", "operators", "viewers"] as const;
export type UserGroup = (typeof userGroups)[number];

export const usersSchema = z
  .record(
    text(/^[\w+=,.@-]+$/, "an IAM user name: letters, digits and + = , . @ _ -, at most 64 characters", 64),
    section({
      groups: z
        .array(oneOf(userGroups), { error: `a list of ${userGroups.join(", ")}` })
        .min(1, { error: `a list of at least one of ${userGroups.join(", ")}` })
        .describe("The groups that the person is in."),
    }),
    { error: "a map from user name to {groups}" },
  )
  .default({})
  .describe("People with an IAM user, each with the groups they are in.");
