import type { Place } from "../contracts.ts";
import { dnsSuffix } from "../partition.ts";
import { document, regionalArn, type PolicyDocument } from "./document.ts";

/** EC2 gives an instance the role of its instance profile. */
export function instanceTrust({ partition }: Place): PolicyDocument {
  return document({
    Sid: "BeInstance",
    Effect: "Allow",
    Principal: { Service: `ec2.${dnsSuffix(partition)}` },
    Action: ["sts:AssumeRole"],
  });
}

/** VPC flow logs of this account and no other: the service acts for whoever names the role. */
export function flowLogsTrust(place: Place): PolicyDocument {
  return document({
    Sid: "BeFlowLogs",
    Effect: "Allow",
    Principal: { Service: "vpc-flow-logs.amazonaws.com" },
    Action: ["sts:AssumeRole"],
    Condition: {
      StringEquals: { "aws:SourceAccount": place.accountId },
      ArnLike: { "aws:SourceArn": regionalArn(place, "ec2", "vpc-flow-log/*") },
    },
  });
}
