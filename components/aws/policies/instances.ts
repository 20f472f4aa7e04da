import type { InstanceKind } from "../../../settings/aws/instances.ts";
import { groupParts } from "../group-parts.ts";
import { storageStatements } from "./cortex-storage.ts";
import { tableStatements } from "./cortex-tables.ts";
import { allow, document, type KeyedContext, type PolicyDocument, type Statement } from "./document.ts";
import { nodeStatements } from "./node.ts";

/** What instances of a kind may do. */
export function instancePolicy(context: KeyedContext, kind: InstanceKind): PolicyDocument {
  const more = kind === "cortex" ? [...storageStatements(context), ...tableStatements(context)] : [];
  return document(...nodeStatements(context, kind), tellGroup(context, kind), ...more);
}

/** An instance says when its boot is done; one with a drain says how that goes on, and when it is done. */
function tellGroup({ names }: KeyedContext, kind: InstanceKind): Statement {
  const drains = kind === "cortex" || kind === "consul";
  return allow(
    "TellOwnGroup",
    ["autoscaling:CompleteLifecycleAction", ...(drains ? ["autoscaling:RecordLifecycleActionHeartbeat"] : [])],
    groupParts[kind].map((part) => names.groupArn(part)),
  );
}
