// What the smoke check does inside the containers of a stack on Docker.
import { NotApplicable, Unmet, type CheckContext } from "./check.ts";
import type { Container, Docker, Tier } from "./containers.ts";
import { firstLine } from "./text.ts";

/** The longest that one command in a container may take. */
const execSeconds = 20;

/** Docker, where the stack has containers. */
export function dockerIn({ docker }: CheckContext): Docker {
  if (docker !== undefined) return docker;
  throw new NotApplicable("it needs commands inside the nodes, and this stack is not on Docker");
}

/** The running containers of a role; at least one. */
export async function running(context: CheckContext, tier: Tier, role: string): Promise<[Container, ...Container[]]> {
  const docker = dockerIn(context);
  let all: Container[];
  try {
    all = await docker.containers();
  } catch (error) {
    throw new Unmet({ expected: "Docker lists the stack's containers", seen: firstLine(error), look: [tier] });
  }
  const [first, ...others] = all.filter((c) => c.tier === tier && c.role === role && c.state === "running");
  if (first !== undefined) return [first, ...others];
  throw new Unmet({
    expected: `running containers with the labels cortex.tier=${tier} and cortex.role=${role}`,
    seen: "none",
    look: [tier],
  });
}

/** What a command in a container prints. */
export async function inContainer(context: CheckContext, tier: Tier, name: string, command: string[]): Promise<string> {
  const docker = dockerIn(context);
  const left = (context.deadline - Date.now()) / 1000;
  try {
    return await docker.exec(name, command, Math.max(1, Math.min(execSeconds, left)));
  } catch (error) {
    const what = `${command[0] ?? ""} in ${name}`;
    const seen = error instanceof Error ? error.message.replace(/\s+/g, " ").slice(-300) : String(error);
    throw new Unmet({ expected: `${what} succeeds`, seen, look: [tier], hosts: [name] });
  }
}

/** A request of a Cortex node to itself, where nothing needs a login: what the gateway lets nobody do. */
export function askNode(
  context: CheckContext,
  node: Container,
  path: string,
  request: { tenant?: string; json?: unknown; post?: boolean } = {},
): Promise<string> {
  const { tenant, json, post = json !== undefined } = request;
  return inContainer(context, "cluster", node.name, [
    "wget",
    "-qO-",
    ...(tenant === undefined ? [] : [`--header=X-Scope-OrgID: ${tenant}`]),
    ...(json === undefined ? [] : ["--header=Content-Type: application/json"]),
    ...(post ? [`--post-data=${json === undefined ? "" : JSON.stringify(json)}`] : []),
    `http://127.0.0.1${path}`,
  ]);
}
