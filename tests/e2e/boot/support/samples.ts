import { z } from "zod";
import { getJson } from "../../../../smoke/http.ts";
import type { Login } from "../../../../smoke/outputs.ts";

const matrix = z.object({
  data: z.object({ result: z.array(z.object({ values: z.array(z.tuple([z.number(), z.string()])) })) }),
});

/** Every value of a series from now back to `minutes` ago, as it is stored, through a gateway. */
export async function valuesOf(url: string, login: Login, metric: string, minutes: number): Promise<number[]> {
  const at = new URL(`${url}/prometheus/api/v1/query`);
  at.searchParams.set("query", `${metric}[${minutes}m]`);
  // Cortex cuts the present time to the second; the last samples may be younger.
  at.searchParams.set("time", String(Math.ceil(Date.now() / 1000)));
  const { data } = await getJson(["cluster"], at.href, matrix, { login });
  return data.result.flatMap(({ values }) => values.map(([, value]) => Number(value)));
}

/** What is missing of the whole numbers from 1 on, in few words; empty: nothing. */
export function missingOf(values: number[], last: number): string {
  const found = new Set(values);
  const missing = Array.from({ length: last }, (_, index) => index + 1).filter((value) => !found.has(value));
  return missing.length === 0 ? "" : `${missing.length} of ${last}: ${missing.slice(0, 10).join(", ")} ...`;
}
