import type { InstanceKind } from "../../../settings/aws/instances.ts";
import type { SecretKind } from "../names.ts";
import type { Artifact } from "./artifacts.ts";
import type { ScriptName } from "./script.ts";
import type { UnitFile } from "./unit.ts";

/** A file that is there before the boot script runs; root's, readable for all: nothing secret is in the user data. */
export interface BootFile {
  path: string;
  content: string;
  /** Default: 0644. */
  permissions?: string;
}

/** A secret that the instance asks for at boot. */
export interface BootSecret {
  kind: SecretKind;
  /** Who may read the file; also its group. */
  owner: string;
  path: string;
  /** Text of the file, `@@` in the secret's place. Default: the secret alone. */
  template?: string;
}

/** A rule group that the instance gives to Cortex' ruler when that is ready. */
export interface RuleGroupUpload {
  tenant: string;
  /** Where to, without the group's name, which its text holds. */
  url: string;
  name: string;
  /** The group as YAML. */
  content: string;
}

/** One service of an instance. */
export interface Service {
  /** Name of its unit, without `.service`. */
  name: string;
  unit: UnitFile;
  /** Who its log and its folders belong to, as its unit says. Default: root. */
  user?: string;
  /** Whether Debian has that user already. Default: false, it is made. */
  userExists?: boolean;
  /** Folders that belong to its user. */
  folders?: string[];
  files?: BootFile[];
  /** More files, packed smaller than gzip would (boot/packed.ts), and unpacked by the boot script. */
  packed?: BootFile[];
  secrets?: BootSecret[];
  /** Scripts that it runs; `as`: the name on the instance, its own if absent. */
  scripts?: { name: ScriptName; as?: string }[];
  /** What the scripts want to know, beside what every boot tells them. */
  environment?: Record<string, string | number>;
  /** Debian packages. */
  packages?: string[];
  artifacts?: Artifact[];
  ruleGroups?: RuleGroupUpload[];
  /** A URL that answers 2xx when the service can do its work. Default: not asked. */
  ready?: string;
}

/** All that differs between the instances of two groups. */
export interface BootPlan {
  kind: InstanceKind;
  /** Name of the Auto Scaling group. */
  group: string;
  region: string;
  /** URL of an emulator of AWS. Default: AWS itself. */
  endpoint?: string;
  /** In the order in which they are started. */
  services: Service[];
  /** The CloudWatch agent's configuration and the agent. Default: none is installed. */
  agent?: { configuration: string; artifact: Artifact };
}
