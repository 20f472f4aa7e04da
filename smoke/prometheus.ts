// What the two Prometheus and Cortex's Prometheus API are asked.
import { parse } from "yaml";
import { z } from "zod";
import type { Tier } from "./containers.ts";
import { sum } from "./exposition.ts";
import { ask, getJson } from "./http.ts";
import type { Login } from "./outputs.ts";

export interface Target {
  job: string;
  instance: string;
  /** up, down or unknown. */
  health: string;
  lastError: string;
}

const targets = z.object({
  data: z.object({
    activeTargets: z.array(
      z.object({
        labels: z.object({ job: z.string(), instance: z.string() }),
        health: z.string(),
        lastError: z.string(),
      }),
    ),
  }),
});

/** What a Prometheus scrapes. */
export async function targetsOf(url: string, deadline: number): Promise<Target[]> {
  const { data } = await getJson(["collection"], `${url}/api/v1/targets?state=active`, targets, { deadline });
  return data.activeTargets.map(({ labels, health, lastError }) => ({ ...labels, health, lastError }));
}

/** The host of a target's `host:port`. */
export function hostOf(instance: string): string {
  return instance.replace(/:\d+$/, "");
}

const counted = ["samples_total", "samples_retried_total", "samples_failed_total", "samples_pending"] as const;

/**
 * Samples that a Prometheus sent and remote storage accepted.
 *
 * `samples_total` counts at each try, before the answer, and pending samples are counted until they are answered
 * (sendSamples in prometheus 2.42, storage/remote/queue_manager.go; 3.x has the same names): what is left after failed,
 * retried and pending samples are taken away was accepted, or more.
 */
export async function acceptedSamples(url: string, deadline: number): Promise<number> {
  const { body } = await ask("collection", `${url}/metrics`, { deadline });
  const [sent, retried, failed, pending] = counted.map((name) => sum(body, `prometheus_remote_storage_${name}`));
  return (sent ?? 0) - (retried ?? 0) - (failed ?? 0) - (pending ?? 0);
}

export interface PrometheusConfig {
  externalLabels: Record<string, string>;
  /** The user that it writes as; undefined when its remote write has no basic auth, or no such user is named. */
  writesAs: string | undefined;
}

const config = z.object({ data: z.object({ yaml: z.string() }) });
const configYaml = z.object({
  global: z.object({ external_labels: z.record(z.string(), z.string()).optional() }).optional(),
  remote_write: z.array(z.object({ basic_auth: z.object({ username: z.string().optional() }).optional() })).optional(),
});

/** What a Prometheus was told (it hides passwords). */
export async function configOf(url: string, deadline: number): Promise<PrometheusConfig> {
  const { data } = await getJson(["collection"], `${url}/api/v1/status/config`, config, { deadline });
  const told = configYaml.safeParse(parse(data.yaml)).data;
  return {
    externalLabels: told?.global?.external_labels ?? {},
    writesAs: told?.remote_write?.map((remote) => remote.basic_auth?.username).find((name) => name !== undefined),
  };
}

export interface Result {
  labels: Record<string, string>;
  value: number;
}

/** The answer to an instant query. */
export const vector = z.object({
  status: z.literal("success"),
  data: z.object({
    resultType: z.literal("vector"),
    result: z.array(z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) })),
  }),
});

export interface Query {
  expression: string;
  login: Login;
  headers?: Record<string, string>;
  /** Milliseconds since the epoch. Default: now. */
  at?: number;
  deadline: number;
}

/** Where a query that fails may have failed. */
const queryPath: [Tier, ...Tier[]] = ["gateway", "cluster"];

/** An instant query through the gateway. */
export async function query(gatewayUrl: string, asked: Query): Promise<Result[]> {
  const url = new URL(`${gatewayUrl}/prometheus/api/v1/query`);
  url.searchParams.set("query", asked.expression);
  if (asked.at !== undefined) url.searchParams.set("time", String(asked.at / 1000));
  const { data } = await getJson(queryPath, url.href, vector, {
    login: asked.login,
    deadline: asked.deadline,
    headers: asked.headers ?? {},
  });
  return data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
}
