import type { Breach, StackRule } from "../rule.ts";

const platforms = ["cortex:docker:Platform", "cortex:aws:Platform"];

/** Where a resource's name on its platform stands, for what is named by its maker alone. */
const nameOf: Record<string, string> = {
  "docker:index/container:Container": "name",
  "docker:index/network:Network": "name",
  "docker:index/volume:Volume": "name",
  "aws:autoscaling/group:Group": "name",
  "aws:lb/loadBalancer:LoadBalancer": "name",
  "aws:sns/topic:Topic": "name",
};

/** Two stacks live on one engine or in one account: what does not begin with the stack's prefix is in another's way. */
export const ownNames: StackRule = {
  kind: "stack",
  name: "own-names",
  description: "Every name begins with the stack's prefix.",
  severity: "low",
  remediation: "Begin the name with cortex:prefix, as `${prefix}-part`.",
  check(resources) {
    const prefix = resources.find(({ type }) => platforms.includes(type))?.name;
    if (prefix === undefined) return [];
    const own = (name: string): boolean => name === prefix || name.startsWith(`${prefix}-`);
    return resources.flatMap(({ urn, type, name, props }): Breach[] => {
      if (type.startsWith("pulumi:")) return [];
      if (!own(name)) return [{ urn, message: `${name} does not begin with ${prefix}-` }];
      const property = nameOf[type];
      const given = property === undefined ? undefined : props[property];
      return typeof given === "string" && !own(given)
        ? [{ urn, message: `${given} does not begin with ${prefix}-` }]
        : [];
    });
  },
};
