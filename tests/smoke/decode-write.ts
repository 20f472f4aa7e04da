import protobuf from "protobufjs";
import { uncompress } from "snappyjs";
import { z } from "zod";

// As Prometheus declares it (prompb/remote.proto, prompb/types.proto), apart from the program's own table.
const proto = `syntax = "proto3";
  message WriteRequest { repeated TimeSeries timeseries = 1; }
  message TimeSeries { repeated Label labels = 1; repeated Sample samples = 2; }
  message Label { string name = 1; string value = 2; }
  message Sample { double value = 1; int64 timestamp = 2; }`;
const writeRequest = protobuf.parse(proto).root.lookupType("WriteRequest");

// zod takes infinities for no numbers; they are samples like others.
const value = z.custom<number>((given) => typeof given === "number");

const shape = z.object({
  timeseries: z.array(
    z.object({
      labels: z.array(z.object({ name: z.string(), value: z.string() })),
      samples: z.array(z.object({ value, timestamp: z.coerce.number() })),
    }),
  ),
});

export interface Decoded {
  labels: Record<string, string>;
  /** In the order in which they were sent. */
  labelNames: string[];
  samples: { value: number; timestamp: number }[];
}

/** What a remote write request says. */
export function decodeWrite(body: Uint8Array): Decoded[] {
  const message = writeRequest.decode(uncompress(body));
  const plain = shape.parse(writeRequest.toObject(message, { longs: String, arrays: true, defaults: true }));
  return plain.timeseries.map(({ labels, samples }) => ({
    labels: Object.fromEntries(labels.map(({ name, value }) => [name, value])),
    labelNames: labels.map(({ name }) => name),
    samples,
  }));
}
