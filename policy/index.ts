import { PolicyPack } from "@pulumi/policy";
import { policyOf } from "./policies.ts";
import { rules } from "./rules.ts";

new PolicyPack("cortex", { policies: rules.map(policyOf) });
