import { tagged as rule } from "../../../policy/rules/tagged.ts";
import { unknown } from "../../../policy/value.ts";
import { allows, refuses } from "../support/judge.ts";

const provider = "pulumi:providers:aws";
const tags = { Project: "cortex", Stack: "cortex/aws", ManagedBy: "Pulumi", team: "metrics" };

describe("policy: tagged", () => {
  it("allows a provider that tags all that it makes, as the program says it and as the engine passes it on", () => {
    allows(rule, provider, { defaultTags: { tags } });
    allows(rule, provider, { defaultTags: JSON.stringify({ tags }) });
    allows(rule, provider, { defaultTags: unknown });
    allows(rule, "pulumi:providers:docker", {});
  });

  it("refuses a provider without tags, or without one of them", () => {
    refuses(rule, provider, {}, /Project, Stack, ManagedBy/);
    refuses(rule, provider, { defaultTags: "{" }, /Project/);
    refuses(rule, provider, { defaultTags: { tags: { ...tags, Stack: null } } }, /tags Stack$/);
    refuses(rule, provider, { defaultTags: JSON.stringify({ tags: { ...tags, Project: "" } }) }, /tags Project$/);
  });
});
