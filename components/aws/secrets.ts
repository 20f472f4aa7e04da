import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { TenantSetting } from "../../settings.ts";
import { htpasswd } from "../cortex/htpasswd.ts";
import { generatedPassword, type Logins } from "../logins.ts";
import type { Login, Waitable } from "../platform.ts";
import { grafanaAdministrator } from "./boot/roles/grafana.ts";
import type { AwsTierArgs, Permissions } from "./contracts.ts";
import type { SecretKind } from "./names.ts";
import { refusal } from "../refusal.ts";

export interface SecretsArgs extends AwsTierArgs {
  permissions: Permissions;
  logins: Logins;
  /** Whether the stack has Grafana. */
  withGrafana: boolean;
}

/** Version of each secret; 0 for one that the stack has not. */
export type SecretVersions = Record<SecretKind, number>;

/** What instances must know and user data must not hold: SSM parameters under the stack's key. */
export class Secrets extends pulumi.ComponentResource implements Waitable {
  /** A new value makes a new version, and user data names the version, so that instances with the old value are replaced. */
  readonly versions: pulumi.Output<SecretVersions>;
  /** Grafana's administrator; secret; absent without Grafana. */
  readonly grafanaLogin?: pulumi.Output<Login>;
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: SecretsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cortex:aws:Secrets", name, {}, opts);
    const { settings, names, permissions, logins, withGrafana } = args;
    const child = { parent: this };
    const parameter = (kind: SecretKind, value: pulumi.Output<string>, tier = "Standard"): aws.ssm.Parameter =>
      new aws.ssm.Parameter(
        `${name}-${kind}`,
        {
          name: names.parameter(kind),
          type: "SecureString",
          tier,
          keyId: permissions.keyArn,
          value: pulumi.secret(value),
        },
        // What the value is made of can be made again only with the same key.
        { ...child, dependsOn: permissions.ready },
      );
    const passwordOf = (tenant: string) => logins.of(tenant).apply(({ password }) => password);
    const gossip = new random.RandomBytes(`${name}-gossip-key`, { length: 32 }, child);

    const made: [SecretKind, aws.ssm.Parameter][] = [
      [
        "gateway-htpasswd",
        parameter(
          "gateway-htpasswd",
          logins.byTenant.apply((all) => htpasswd(Object.values(all))),
          htpasswdTier(settings.tenants),
        ),
      ],
      ["prometheus-password", parameter("prometheus-password", passwordOf(settings.prometheus.tenant))],
      ["gossip-key", parameter("gossip-key", gossip.base64)],
    ];
    if (withGrafana) {
      const password = generatedPassword(`${name}-grafana`, child);
      made.push(
        ["grafana-password", parameter("grafana-password", password)],
        ["grafana-reader-password", parameter("grafana-reader-password", passwordOf(settings.grafana.tenant))],
      );
      this.grafanaLogin = pulumi.secret(password.apply((text) => ({ username: grafanaAdministrator, password: text })));
    }
    const versions = made.map(([kind, { version }]) => version.apply((number): [SecretKind, number] => [kind, number]));
    const none: SecretVersions = {
      "gateway-htpasswd": 0,
      "prometheus-password": 0,
      "grafana-password": 0,
      "grafana-reader-password": 0,
      "gossip-key": 0,
    };
    this.versions = pulumi.all(versions).apply((pairs) => ({ ...none, ...Object.fromEntries(pairs) }));
    this.ready = made.map(([, resource]) => resource);
    this.registerOutputs({ versions: this.versions });
  }
}

/** A line of the file beside the user's name: `:{SSHA}`, 40 characters of base64, a line break. */
const lineLength = 48;

/**
 * Tier of the parameter that holds the gateway's logins: 4 KiB cost nothing, 8 KiB a little.
 *
 * @throws {Error} If there are more logins than a parameter can hold.
 */
export function htpasswdTier(tenants: Record<string, TenantSetting>): "Standard" | "Advanced" {
  const size = Object.values(tenants).reduce((sum, { username }) => sum + username.length + lineLength, 0);
  if (size <= 4096) return "Standard";
  if (size <= 8192) return "Advanced";
  throw refusal(
    `The ${Object.keys(tenants).length} logins of cortex:tenants are ${size} bytes; an SSM parameter holds 8192.`,
  );
}
