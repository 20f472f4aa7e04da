// What the tests of Terraform's backends share: a state, servers that note what they are asked, refusals.
import assert from "node:assert/strict";
import { TerraformError } from "../../components/terraform/error.ts";
import { readState, type StateBackend } from "../../components/terraform/read.ts";
import { RecordingServer } from "./recording-server.ts";

/** A state that is known by its lineage. */
export const namedState = (lineage: string): string =>
  JSON.stringify({
    version: 4,
    terraform_version: "1.11.4",
    serial: 1,
    lineage,
    outputs: { name: { value: lineage, type: "string" } },
    resources: [],
  });

/** The one message that a backend is refused with. */
export async function refusal(source: StateBackend): Promise<string> {
  try {
    await readState(source);
  } catch (error) {
    assert.ok(error instanceof TerraformError, String(error));
    return error.message;
  }
  assert.fail("it was read");
}

/** Call in a `describe`: its tests' servers, each of which ends with its test. */
export function servers() {
  const started: RecordingServer[] = [];
  afterEach(async () => {
    for (const server of started.splice(0)) await server.stop();
  });
  const start = async (answer: Parameters<typeof RecordingServer.start>[0]): Promise<RecordingServer> => {
    const server = await RecordingServer.start(answer);
    started.push(server);
    return server;
  };
  /** Answers with what stands at a path, and with `deny` elsewhere. */
  const serve = (contents: Record<string, string | Buffer>, deny = 404): Promise<RecordingServer> =>
    start(({ url }) => {
      const body = contents[url.split("?")[0] ?? ""];
      return body === undefined ? { status: deny } : { status: 200, body };
    });
  return { start, serve };
}

/** What the layer promises: it reads, and does nothing else. */
export function onlyGets(requests: RecordingServer): void {
  assert.ok(requests.requests.length > 0);
  assert.deepEqual([...new Set(requests.requests.map(({ method }) => method))], ["GET"]);
}
