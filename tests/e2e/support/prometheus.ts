import { z } from "zod";
import type { Login } from "../../../smoke/outputs.ts";

const answer = z.object({
  status: z.literal("success"),
  data: z.object({ result: z.array(z.unknown()) }),
});

/** The result of an instant query; throws with the server's own words when it refuses the query. */
export async function instantQuery(base: string, expr: string, login?: Login): Promise<unknown[]> {
  const response = await fetch(`${base}/api/v1/query`, {
    method: "POST",
    body: new URLSearchParams({ query: expr }),
    headers: login
      ? { authorization: `Basic ${Buffer.from(`${login.username}:${login.password}`).toString("base64")}` }
      : {},
    signal: AbortSignal.timeout(30_000),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${expr}: ${response.status} ${text.slice(0, 300)}`);
  const { result } = answer.parse(JSON.parse(text)).data;
  return result;
}
