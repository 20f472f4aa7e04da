import { z } from "zod";
import type { PolicyDocument, Statement } from "./document.ts";

const oneOrMore = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const principal = z.union([
  z.literal("*"),
  z.strictObject({ AWS: z.string() }),
  z.strictObject({ Service: z.string() }),
]);

const statement = z.strictObject({
  Sid: z.string(),
  Effect: z.enum(["Allow", "Deny"]),
  Principal: principal.optional(),
  Action: oneOrMore.optional(),
  NotAction: oneOrMore.optional(),
  Resource: oneOrMore.optional(),
  Condition: z.record(z.string(), z.record(z.string(), z.union([z.string(), z.array(z.string())]))).optional(),
});

const policy = z.strictObject({ Version: z.literal("2012-10-17"), Statement: z.array(statement) });

/** A policy document as JSON, read back; a single action or resource becomes a list of one. */
export function parsePolicy(json: string): PolicyDocument {
  const { Version, Statement } = policy.parse(JSON.parse(json));
  return { Version, Statement: Statement.map(present) };
}

function present({
  Sid,
  Effect,
  Principal,
  Action,
  NotAction,
  Resource,
  Condition,
}: z.output<typeof statement>): Statement {
  return {
    Sid,
    Effect,
    ...(Principal === undefined ? {} : { Principal }),
    ...(Action === undefined ? {} : { Action }),
    ...(NotAction === undefined ? {} : { NotAction }),
    ...(Resource === undefined ? {} : { Resource }),
    ...(Condition === undefined ? {} : { Condition }),
  };
}
