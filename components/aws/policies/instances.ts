import type { InstanceKind } from "../../../settings/aws.ts";
import { storageStatements } from "./cortex-storage.ts";
import { tableStatements } from "./cortex-tables.ts";
import { allow, document, type KeyedContext, type PolicyDocument, type Statement } from "./document.ts";
import { nodeStatements } from "./node.ts";

/** What instances of a kind may do. */
export function instancePolicy(context: KeyedContext, kind: InstanceKind): PolicyDocument {
  const more =
    kind === "cortex" ? [...storageStatements(context), ...tableStatements(context), leaveGroup(context)] : [];
  return document(...nodeStatements(context, kind), ...more);
}

/** A node that is to end says how its drain goes on, and when it is done. */
function leaveGroup({ names }: KeyedContext): Statement {
  return allow(
    "LeaveOwnGroup",
    ["autoscaling:CompleteLifecycleAction", "autoscaling:RecordLifecycleActionHeartbeat"],
    [names.groupArn("cortex")],
  );
}
