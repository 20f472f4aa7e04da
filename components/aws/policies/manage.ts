// What administrators may do beside seeing and operating: change and delete what belongs to the stack. They do not deploy: whoever
// runs Pulumi makes new networks, roles and policies, and has rights of their own. So nothing here lets them widen a right, their
// own included.
import { belongings, keyOfPeople, tagged, type Belongings } from "./belongings.ts";
import { allow, document, regionalArn, viaService, type PeopleContext } from "./document.ts";
import type { PolicyDocument, Statement } from "./document.ts";
import * as actions from "./manage-actions.ts";

export function managePolicy(context: PeopleContext): PolicyDocument {
  const { settings, place, names } = context;
  const own = belongings(settings, place, names);
  return document(
    allow("ManageGroups", actions.groups, own.groups),
    ...manageData(own),
    allow("ManageParameters", actions.parameters, own.parameters),
    ...manageKey(context),
    allow(
      "ManageLogGroups",
      actions.logGroups,
      own.logGroups.flatMap((arn) => [arn, `${arn}:*`]),
    ),
    allow("ManageAlarmsAndDashboards", actions.alarms, [...own.alarms, ...own.dashboards]),
    allow("ManageTopics", actions.topics, own.topics),
    allow("ManageLoadBalancer", actions.loadBalancer, [...own.loadBalancers, ...own.targetGroups]),
    allow("ManageMachinesAndNetwork", actions.machines, [regionalArn(place, "ec2", "*/*")], tagged(context)),
    allow("ManagePeople", actions.people, [...own.users, ...own.peopleGroups]),
  );
}

function manageData(own: Belongings): Statement[] {
  // What stood before stays its owner's.
  const buckets = [...own.madeBuckets, ...own.logsBuckets];
  return [
    ...(buckets.length > 0
      ? [
          allow("ManageBuckets", actions.buckets, buckets),
          allow(
            "ManageObjects",
            actions.objects,
            buckets.map((arn) => `${arn}/*`),
          ),
        ]
      : []),
    ...(own.tables.length > 0
      ? [
          allow(
            "ManageTables",
            actions.tables,
            own.tables.flatMap((arn) => [arn, `${arn}/backup/*`]),
          ),
        ]
      : []),
  ];
}

/** The key itself cannot be deleted by them: with it all data would go. A key that stood before is only used. */
function manageKey(context: PeopleContext): Statement[] {
  const { settings, place } = context;
  const { keys, condition } = keyOfPeople(context);
  const services = ["s3", "ssm", ...(settings.engine === "chunks" ? ["dynamodb"] : [])];
  return [
    ...(settings.aws.kmsKeyArn === undefined ? [allow("ManageKey", actions.key, keys, condition)] : []),
    allow("UseKeyThroughServices", actions.keyUse, keys, {
      ...condition,
      StringEquals: { "kms:ViaService": services.map((service) => viaService(place, service)) },
    }),
  ];
}
