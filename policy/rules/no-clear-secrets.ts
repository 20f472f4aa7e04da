import type { ClearTextRule } from "../rule.ts";
import { clearSecrets } from "../secret-texts.ts";
import { isMissing, unknown, hidden } from "../value.ts";

/**
 * What is no Pulumi secret stands readable in the state, in every preview and in the history of both. Commands,
 * environments and user data are shown besides to all who may describe a container or an instance.
 */
export const noClearSecrets: ClearTextRule = {
  kind: "clear",
  name: "no-clear-secrets",
  description: "Passwords, keys and tokens are Pulumi secrets.",
  severity: "critical",
  remediation: "Generate it (RandomPassword) or wrap it in pulumi.secret; give instances the name of an SSM parameter.",
  check({ type, props }) {
    const breaches = clearSecrets(props);
    if (type === "aws:ssm/parameter:Parameter" && props["type"] === "SecureString") {
      const { value } = props;
      if (value !== hidden && value !== unknown && !isMissing(value))
        breaches.push("value of a SecureString is in clear");
    }
    return breaches;
  },
};
