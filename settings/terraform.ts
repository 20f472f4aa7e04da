// Which Terraform states a stack reads (`cortex:terraform`).
import { z } from "zod";
import type { AdoptRule } from "../components/terraform/adopt.ts";
import type { Backend } from "../components/terraform/read.ts";
import { present } from "./present.ts";
import { oneOf, section, text } from "./rules.ts";

/** What the stack reads of Terraform, and takes over from it. */
export interface TerraformSettings {
  /** The states, by a name of the user's choice. Default: none. */
  states: Record<string, Backend>;
  /** What becomes which resource of the stack. Default: nothing. */
  adopt: AdoptRule[];
  /** Properties that stay as they are, in Pulumi's names, by the resource's name in the stack (`*` for any text). Default: none. */
  keep: Record<string, string[]>;
}

const word = (allowed: string) => text(/^\S+$/, allowed, 2048);
/** A path or a key, which may have spaces inside. */
const place = (allowed: string) => text(/^\S(?:.*\S)?$/, allowed, 2048);
const workspace = text(/^[\w.-]+$/, "a workspace's name", 90)
  .optional()
  .describe("Workspace. Default: default.");
const hidden = (what: string) =>
  z
    .string({ error: what })
    .min(1, { error: what })
    .optional()
    .describe(`${what}; set it with pulumi config set --secret.`);

const backends = {
  local: section({
    backend: z.literal("local"),
    path: place("the path of a state file").describe(
      "The state's file, relative to the folder of Pulumi.yaml or absolute.",
    ),
    workspace,
    workspaceDir: place("a folder")
      .optional()
      .describe(
        "Folder of the workspaces' states (<workspace>/terraform.tfstate). Default: terraform.tfstate.d beside path.",
      ),
  }),
  s3: section({
    backend: z.literal("s3"),
    bucket: word("a bucket's name").describe("Bucket."),
    key: place("an object's key").describe("Key of the state of the workspace default."),
    region: word("a region").optional().describe("Region. Default: AWS' own chain."),
    workspace,
    workspaceKeyPrefix: word("a key prefix").optional().describe("Default: env:"),
    endpoint: word("a URL").optional().describe("URL of a service that speaks S3. Default: AWS."),
    usePathStyle: z.boolean({ error: "true or false" }).optional().describe("Bucket in the path. Default: false."),
    profile: word("a profile's name")
      .optional()
      .describe("Profile of the shared AWS configuration (roles to assume stand there)."),
    sseCustomerKey: hidden("the base64 key of SSE-C"),
  }),
  http: section({
    backend: z.literal("http"),
    address: text(/^https?:\/\/\S+$/, "a URL", 2048).describe("URL of the state."),
    username: word("a user name").optional().describe("Basic authentication."),
    password: hidden("a password"),
    headers: z
      .record(z.string(), z.string(), { error: "a map from header to text" })
      .optional()
      .describe("Further headers."),
  }),
  consul: section({
    backend: z.literal("consul"),
    address: word("host:port or a URL").optional().describe("Default: 127.0.0.1:8500."),
    scheme: oneOf(["http", "https"]).optional().describe("Default: http."),
    path: place("a key of Consul's key-value store").describe("Key of the state of the workspace default."),
    workspace,
    datacenter: word("a datacenter's name").optional().describe("Default: the agent's own."),
    token: hidden("an ACL token"),
  }),
  command: section({
    backend: z.literal("command"),
    command: oneOf(["terraform", "tofu"]).optional().describe("Default: terraform."),
    directory: place("a folder").describe("Folder of an initialised configuration; `state pull` is asked there."),
    workspace,
  }),
  remote: section({
    backend: z.literal("remote"),
    hostname: word("a host name").optional().describe("Default: app.terraform.io."),
    organization: word("an organization's name").describe("Organization."),
    workspace: word("a workspace's name").describe("Workspace; must exist."),
    token: z.string({ error: "an API token" }).describe("API token; set it with pulumi config set --secret."),
  }),
  azurerm: section({
    backend: z.literal("azurerm"),
    storageAccountName: word("a storage account's name").describe("Storage account."),
    containerName: word("a container's name").describe("Container."),
    key: place("a blob's name").describe("Name of the state's blob."),
    resourceGroupName: word("a resource group's name").optional().describe("Resource group."),
    workspace,
    blobEndpoint: text(/^https?:\/\/\S+$/, "a URL", 2048)
      .optional()
      .describe("URL of the account's blob service. Default: https://<account>.blob.core.windows.net."),
    accessKey: hidden("an access key"),
    sasToken: hidden("a SAS token"),
  }),
} as const;

const stateName = text(/^[A-Za-z][\w-]*$/, "a name: letters, digits, - and _, a letter first", 60);

const rule = section({
  state: stateName.describe("Name of the state in terraform.states."),
  from: word("an address of Terraform, * for any text").describe("Address, or pattern with *, of what is taken over."),
  to: word("the name of a resource of this stack").describe(
    "Name of the resource in this stack; $1 is what the first * stood for.",
  ),
});

/** `cortex:terraform`. */
export const terraformSchema = section({
  states: z
    .record(
      stateName,
      z.discriminatedUnion(
        "backend",
        [
          backends.local,
          backends.s3,
          backends.http,
          backends.consul,
          backends.command,
          backends.remote,
          backends.azurerm,
        ],
        { error: `a map with backend, one of ${Object.keys(backends).join(", ")}` },
      ),
      { error: "a map from name to {backend, ...}" },
    )
    .default({})
    .describe("Terraform states that this stack reads, by a name of your choice."),
  adopt: z
    .array(rule, { error: "a list of {state, from, to}" })
    .default([])
    .describe("What of the states becomes which resource of this stack."),
  keep: z
    .record(
      word("the name of a resource of this stack"),
      z.array(text(/^[A-Za-z]\w*$/, "the name of a property", 60), { error: "a list of properties" }).min(1),
      { error: "a map from the name of a resource to a list of its properties" },
    )
    .default({})
    .describe(
      "Properties of what was taken over that stay as Terraform made them, by the resource's name in this stack; * for any text.",
    ),
}).prefault({});

/** Without the keys that have no value. */
export function completeTerraform({ states, adopt, keep }: z.output<typeof terraformSchema>): TerraformSettings {
  return {
    states: Object.fromEntries(Object.entries(states).map(([name, backend]) => [name, present(backend)])),
    adopt,
    keep,
  };
}
