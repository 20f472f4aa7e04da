import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { TenantSetting } from "../settings.ts";
import type { Login } from "./platform.ts";

export interface LoginsArgs {
  /** Tenant to its user name. */
  tenants: Record<string, TenantSetting>;
}

/** One generated password a tenant, kept as Pulumi secrets. */
export class Logins extends pulumi.ComponentResource {
  /** Tenant to login; secret. */
  readonly byTenant: pulumi.Output<Record<string, Login>>;

  constructor(name: string, args: LoginsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cortex:index:Logins", name, {}, opts);
    const passwords = Object.entries(args.tenants).map(([tenant, { username }]) => {
      const password = generatedPassword(`${name}-${tenant}`, { parent: this });
      return password.apply((text): [string, Login] => [tenant, { username, password: text }]);
    });
    this.byTenant = pulumi.secret(pulumi.all(passwords).apply((entries) => Object.fromEntries(entries)));
    this.registerOutputs({ byTenant: this.byTenant });
  }

  /** The login of one tenant; secret. */
  of(tenant: string): pulumi.Output<Login> {
    return this.byTenant.apply((logins) => {
      const login = logins[tenant];
      if (!login) throw new pulumi.RunError(`There is no tenant "${tenant}": name one of cortex:tenants.`);
      return login;
    });
  }
}

/** 32 letters and digits (190 bits): no character that a URL, a shell or a yaml file would have to quote. */
export function generatedPassword(name: string, opts: pulumi.CustomResourceOptions): pulumi.Output<string> {
  return new random.RandomPassword(`${name}-password`, { length: 32, special: false }, opts).result;
}
