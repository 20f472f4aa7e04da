// What operators may do beside seeing: the work of a day. No secret, no sample, and nothing that Pulumi would have to put back.
import { belongings, tagged } from "./belongings.ts";
import { allow, document, inRegion, regionalArn, type PeopleContext, type PolicyDocument } from "./document.ts";

export function operatePolicy(context: PeopleContext): PolicyDocument {
  const { settings, place, names } = context;
  const own = belongings(settings, place, names);
  return document(
    allow("WorkOnGroups", groupActions, own.groups),
    allow(
      "WorkOnInstances",
      ["ec2:GetConsoleOutput", "ec2:RebootInstances"],
      [regionalArn(place, "ec2", "instance/*")],
      tagged(context),
    ),
    allow(
      "ReadLogs",
      ["logs:FilterLogEvents", "logs:GetLogEvents", "logs:StartQuery"],
      own.logGroups.flatMap((arn) => [arn, `${arn}:*`]),
    ),
    // A query is known by its id alone.
    allow("ReadLogQueries", ["logs:GetQueryResults", "logs:StopQuery"], ["*"], inRegion(place)),
    ...own.logsBuckets.map((arn) => allow("ReadAccessLogs", ["s3:GetObject"], [`${arn}/*`])),
    // Names and sizes, not content: whether blocks or chunks arrive.
    allow("ListStoredObjects", ["s3:ListBucket"], [...own.dataBuckets, ...own.logsBuckets]),
    allow(
      "SilenceAlarms",
      ["cloudwatch:DisableAlarmActions", "cloudwatch:EnableAlarmActions", "cloudwatch:SetAlarmState"],
      own.alarms,
    ),
  );
}

const groupActions = [
  "autoscaling:CancelInstanceRefresh",
  "autoscaling:CompleteLifecycleAction",
  "autoscaling:EnterStandby",
  "autoscaling:ExitStandby",
  "autoscaling:RecordLifecycleActionHeartbeat",
  "autoscaling:ResumeProcesses",
  "autoscaling:RollbackInstanceRefresh",
  "autoscaling:SetDesiredCapacity",
  "autoscaling:SetInstanceHealth",
  "autoscaling:SetInstanceProtection",
  "autoscaling:StartInstanceRefresh",
  "autoscaling:SuspendProcesses",
  "autoscaling:TerminateInstanceInAutoScalingGroup",
];
