import { z } from "zod";
import { UserError } from "../toolchain/sources.ts";

const login = z.object({ username: z.string().min(1), password: z.string().min(1) });

const schema = z
  .object({
    /** A stack that does not say has chunks: the only engine that there was. */
    engine: z.enum(["chunks", "blocks"]).default("chunks"),
    platform: z.enum(["docker", "aws"]).optional(),
    gatewayUrl: z.url(),
    logins: z.record(z.string(), login).refine((logins) => Object.keys(logins).length > 0, "holds no tenant"),
    prometheusUrls: z
      .array(z.url())
      .refine((urls) => urls.length === 0 || urls.length === 2, "must hold two addresses: the replicas of the HA pair")
      .default([]),
    grafanaUrl: z.url().nullish(),
    grafanaLogin: login.nullish(),
  })
  .refine((outputs) => isAbsent(outputs.grafanaUrl) || !isAbsent(outputs.grafanaLogin), {
    path: ["grafanaLogin"],
    message: "is missing although there is a grafanaUrl",
  })
  .transform((outputs) => ({
    ...outputs,
    // On Docker both Prometheus are published; elsewhere they may be where only the platform reaches them.
    platform: outputs.platform ?? (outputs.prometheusUrls.length > 0 ? ("docker" as const) : ("aws" as const)),
  }));

/** What the smoke check needs of `pulumi stack output --json --show-secrets`. */
export type Outputs = z.infer<typeof schema>;

export type Login = z.infer<typeof login>;

/**
 * The stack's outputs, checked.
 * @throws UserError with one message that names every output that is missing or wrong, but shows no value (some are secret).
 */
export function parseOutputs(outputs: Record<string, unknown>): Outputs {
  const parsed = schema.safeParse(outputs);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
  throw new UserError(
    `The stack's outputs are not what the smoke check needs:\n${wrong.join("\n")}\n` +
      "They come from `pulumi stack output --json --show-secrets`: is the stack up, and were secrets shown?",
  );
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}
