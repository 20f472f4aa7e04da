import { z } from "zod";
import { UserError } from "../toolchain/sources.ts";

const login = z.object({ username: z.string().min(1), password: z.string().min(1) });

const schema = z
  .object({
    gatewayUrl: z.url(),
    logins: z.record(z.string(), login).refine((logins) => Object.keys(logins).length > 0, "holds no tenant"),
    prometheusUrls: z.array(z.url()).length(2, "must hold two addresses: the replicas of the HA pair"),
    grafanaUrl: z.url().nullish(),
    grafanaLogin: login.nullish(),
  })
  .refine((outputs) => isAbsent(outputs.grafanaUrl) || !isAbsent(outputs.grafanaLogin), {
    path: ["grafanaLogin"],
    message: "is missing although there is a grafanaUrl",
  });

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
