import { boundedGroups as rule } from "../../../policy/rules/bounded-groups.ts";
import { unknown } from "../../../policy/value.ts";
import { allows, refuses } from "../support/judge.ts";

const group = "aws:autoscaling/group:Group";
const good = { minSize: 3, maxSize: 6, vpcZoneIdentifiers: ["subnet-1"] };

describe("policy: bounded-groups", () => {
  it("allows a group with its bounds and its subnets", () => {
    allows(rule, group, good);
    allows(rule, group, { ...good, vpcZoneIdentifiers: [unknown] });
    allows(rule, group, { minSize: unknown, maxSize: unknown, vpcZoneIdentifiers: unknown });
  });

  it("refuses a group without maximum, or with one that is none", () => {
    refuses(rule, group, { ...good, maxSize: null }, /no maximum/);
    refuses(rule, group, { ...good, maxSize: 1000 }, /1000 instances/);
  });

  it("refuses a group that may be empty, or that lives nowhere", () => {
    refuses(rule, group, { ...good, minSize: 0 }, /empty/);
    refuses(rule, group, { ...good, vpcZoneIdentifiers: [] }, /no subnet/);
  });
});
