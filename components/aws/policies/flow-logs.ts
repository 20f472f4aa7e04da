import { allow, document, inRegion, regionalArn, type PolicyContext, type PolicyDocument } from "./document.ts";

/** VPC flow logs write to their own log group, which is there already. */
export function flowLogsPolicy({ place, names }: PolicyContext): PolicyDocument {
  return document(
    allow(
      "WriteFlowLogs",
      ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
      [`${names.logGroupArn("flow-logs")}:*`],
    ),
    allow("FindLogGroup", ["logs:DescribeLogGroups"], [regionalArn(place, "logs", "log-group:*")], inRegion(place)),
  );
}
