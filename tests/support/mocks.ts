// A Pulumi engine that only writes down what it is asked for. Process-global, so: `beforeEach(async () => ...start...)`.
import * as pulumi from "@pulumi/pulumi";
import { startRecorder, within, type Recorded, type RecorderOptions } from "../../toolchain/recorder.ts";
import { readUrn } from "../../components/urn.ts";
import { awsComputed } from "./aws-computed.ts";

export type { Recorded, Registration } from "../../toolchain/recorder.ts";

export interface MockOptions extends Pick<RecorderOptions, "call"> {
  /** Default: false. With true, what the provider computes is unknown. */
  preview?: boolean;
}

export const stack = "test";

/** The password that the mocked provider generates for a RandomPassword of this name: 32 letters and digits. */
export function generated(name: string): string {
  return `Pw${name.replaceAll(/[^a-z0-9]/gi, "")}`.padEnd(32, "7").slice(0, 32);
}

export function startMocks({ preview = false, ...options }: MockOptions = {}): Promise<Recorded> {
  return startRecorder({ stack, preview, computed, ...options });
}

/** What the providers compute, as far as the program uses it. */
function computed(type: string, name: string): Record<string, unknown> {
  switch (type) {
    case "docker:index/remoteImage:RemoteImage":
      return { imageId: `sha256:id-of-${name}` };
    case "random:index/randomPassword:RandomPassword":
      return { result: pulumi.secret(generated(name)) };
    case "random:index/randomBytes:RandomBytes":
      return { base64: pulumi.secret(Buffer.from(generated(name)).toString("base64")) };
    default:
      return type.startsWith("aws:") ? awsComputed(type, name) : {};
  }
}

/** The engine's answer to who asks what the stack holds: the type and the outputs of each URN. */
export function heldBy(inputs: Record<string, unknown>, urns: readonly string[]): Record<string, unknown> {
  const held = urns.map((urn) => [urn, { type: readUrn(urn).type, outputs: {} }]);
  return { name: inputs["stackName"], outputs: Object.fromEntries(held) };
}

/** The value of an output; an error if it is unknown or failed. */
export function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  const value = new Promise<T>((resolve) => void output.apply(resolve));
  return within(value, "An output has no value: it is unknown, or what computes it failed.");
}
