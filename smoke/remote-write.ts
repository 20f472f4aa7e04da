// Prometheus remote write 1.0: a protobuf WriteRequest in one snappy block
// (https://prometheus.io/docs/specs/prw/remote_write_spec/; field numbers: prompb/remote.proto and prompb/types.proto in prometheus/prometheus).
import protobuf from "protobufjs/light.js";
import { compress } from "snappyjs";
import { send, type Answer } from "./http.ts";
import type { Login } from "./outputs.ts";

interface Sample {
  value: number;
  /** Milliseconds since the epoch. */
  timestamp: number;
}

export interface Series {
  /** With `__name__`; sorted by name when sent, which Cortex insists on. */
  labels: Record<string, string>;
  samples: Sample[];
}

export interface PushOptions {
  /** Added to the request. */
  headers?: Record<string, string>;
  /** No later than this, in milliseconds since the epoch. Default: only the bound of one request. */
  deadline?: number;
  /** The longest that it may take, milliseconds. Default: 5000. */
  boundMilliseconds?: number;
}

const writeRequest = protobuf.Root.fromJSON({
  nested: {
    WriteRequest: { fields: { timeseries: { rule: "repeated", type: "TimeSeries", id: 1 } } },
    TimeSeries: {
      fields: {
        labels: { rule: "repeated", type: "Label", id: 1 },
        samples: { rule: "repeated", type: "Sample", id: 2 },
      },
    },
    Label: { fields: { name: { type: "string", id: 1 }, value: { type: "string", id: 2 } } },
    Sample: { fields: { value: { type: "double", id: 1 }, timestamp: { type: "int64", id: 2 } } },
  },
}).lookupType("WriteRequest");

/** The body of a remote write request. */
export function encode(series: Series[]): Uint8Array<ArrayBuffer> {
  const timeseries = series.map(({ labels, samples }) => ({
    labels: Object.entries(labels)
      .map(([name, value]) => ({ name, value }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    samples,
  }));
  return compress(writeRequest.encode(writeRequest.create({ timeseries })).finish());
}

/**
 * Writes series through the gateway.
 * @param url the gateway's address, without a path
 * @param login undefined: the request carries no login
 * @returns status and body of any answer; rejects when there is none
 */
export function push(
  url: string,
  login: Login | undefined,
  series: Series[],
  options: PushOptions = {},
): Promise<Answer> {
  return send(`${url}/api/v1/push`, {
    ...options,
    method: "POST",
    ...(login ? { login } : {}),
    headers: {
      "content-type": "application/x-protobuf",
      "content-encoding": "snappy",
      "x-prometheus-remote-write-version": "0.1.0",
      ...options.headers,
    },
    body: encode(series),
  });
}
