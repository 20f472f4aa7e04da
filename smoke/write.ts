import { eventually, Unmet, type Patience } from "./check.ts";
import { shown, type Answer } from "./http.ts";
import type { Login } from "./outputs.ts";
import { push } from "./remote-write.ts";
import { firstLine } from "./text.ts";

/** Writes one sample through the gateway, again while Cortex does not take it yet. */
export async function write(
  gatewayUrl: string,
  login: Login,
  sample: { metric: string; value: number; timestamp: number },
  patience: Patience,
  headers: Record<string, string> = {},
): Promise<void> {
  const { metric, value, timestamp } = sample;
  const refused = (seen: string) =>
    new Unmet({ expected: `a write as ${login.username} is accepted`, seen, look: ["gateway", "cluster"] });
  await eventually(patience, async () => {
    let answer: Answer;
    try {
      answer = await push(gatewayUrl, login, [{ labels: { __name__: metric }, samples: [{ value, timestamp }] }], {
        headers,
        deadline: patience.deadline,
      });
    } catch (error) {
      throw refused(firstLine(error));
    }
    if (answer.status < 200 || answer.status >= 300) throw refused(shown(answer));
  });
}
