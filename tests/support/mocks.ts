// A Pulumi engine that only writes down what it is asked for. Process-global, so: `beforeEach(async () => ...start...)`.
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type {
  RegisterResourceOutputsRequest,
  RegisterResourceRequest,
  RegisterResourceResponse,
} from "@pulumi/pulumi/proto/resource_pb.js";
import { awsComputed } from "./aws-computed.ts";
import { decode, type Plain } from "./wire.ts";

/** One resource as the engine would hear of it. */
export interface Registration {
  urn: string;
  type: string;
  name: string;
  /** URN; empty at the top. */
  parent: string;
  inputs: Record<string, Plain>;
  /** URNs that it waits for: `dependsOn`, and the resources whose outputs its inputs hold. */
  dependencies: string[];
  /** The same by the property that holds the output. */
  propertyDependencies: Record<string, string[]>;
  replaceOnChanges: string[];
}

export interface MockOptions {
  /** Default: false. With true, what the provider computes is unknown. */
  preview?: boolean;
  /** Answers to functions of providers; without it every call is an error. */
  call?: (token: string, inputs: Record<string, unknown>) => Record<string, unknown>;
}

/** What was registered since `startMocks`. */
export interface Recorded {
  readonly all: Registration[];
  /** Outputs of components, by URN. */
  readonly outputs: Map<string, Plain>;
  /** Every function of a provider that was called. */
  readonly calls: string[];
  /** Ends when all that was constructed is registered; an error if something never is. */
  settled(): Promise<void>;
}

export const stack = "test";

/** The password that the mocked provider generates for a RandomPassword of this name: 32 letters and digits. */
export function generated(name: string): string {
  return `Pw${name.replaceAll(/[^a-z0-9]/gi, "")}`.padEnd(32, "7").slice(0, 32);
}

export async function startMocks({ preview = false, call }: MockOptions = {}): Promise<Recorded> {
  const all: Registration[] = [];
  const outputs = new Map<string, Plain>();
  const calls: string[] = [];
  const mocks: pulumi.runtime.Mocks = {
    newResource: ({ type, name, inputs, id }) => {
      const given: unknown = inputs;
      const state = Object.assign({}, given);
      // In a preview the provider has computed nothing yet.
      if (!preview) Object.assign(state, computed(type, name));
      return { id: preview ? undefined : id || `${name}-id`, state };
    },
    call: ({ token, inputs }: { token: string; inputs: Record<string, unknown> }) => {
      calls.push(token);
      if (!call) throw new Error(`No answer for a call of ${token}.`);
      return call(token, inputs);
    },
  };
  await pulumi.runtime.setMocks(mocks, "cortex", stack, preview, "organization");
  const monitor: unknown = pulumi.runtime.getMonitor();
  assert(isMonitor(monitor), "Pulumi's mock monitor has another shape than this helper knows.");

  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, answer) =>
    register(request, (error, response) => {
      if (response) {
        all.push({
          urn: response.getUrn(),
          type: request.getType(),
          name: request.getName(),
          parent: request.getParent(),
          inputs: record(decode(request.getObject()?.toJavaScript() ?? {})),
          dependencies: request.getDependenciesList(),
          propertyDependencies: byProperty(request),
          replaceOnChanges: request.getReplaceonchangesList(),
        });
      }
      answer(error, response);
    });
  const registerOutputs = monitor.registerResourceOutputs.bind(monitor);
  monitor.registerResourceOutputs = (request, answer) => {
    outputs.set(request.getUrn(), decode(request.getOutputs()?.toJavaScript() ?? {}));
    registerOutputs(request, answer);
  };
  return { all, outputs, calls, settled };
}

type Answer<T> = (error: unknown, response: T) => void;

/** The part of Pulumi's mock monitor that is listened to. */
interface Monitor {
  registerResource(request: RegisterResourceRequest, answer: Answer<RegisterResourceResponse | undefined>): unknown;
  registerResourceOutputs(request: RegisterResourceOutputsRequest, answer: Answer<unknown>): unknown;
}

function isMonitor(value: unknown): value is Monitor {
  return (
    typeof value === "object" && value !== null && "registerResource" in value && "registerResourceOutputs" in value
  );
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

function byProperty(request: RegisterResourceRequest): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  request.getPropertydependenciesMap().forEach((on, property) => (found[property] = on.getUrnsList()));
  return found;
}

function record(value: Plain): Record<string, Plain> {
  assert(typeof value === "object" && value !== null && !Array.isArray(value) && !("secret" in value));
  return value;
}

async function settled(): Promise<void> {
  // Internal, but what Pulumi itself waits with at the end of a program: late children count.
  const wait: unknown = Reflect.get(pulumi.runtime, "waitForRPCs");
  assert(typeof wait === "function");
  const done: unknown = Reflect.apply(wait, undefined, []);
  await within(Promise.resolve(done), "A resource was constructed and never registered: one of its inputs failed.");
}

/** The value of an output; an error if it is unknown or failed. */
export function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  const value = new Promise<T>((resolve) => void output.apply(resolve));
  return within(value, "An output has no value: it is unknown, or what computes it failed.");
}

async function within<T>(promise: Promise<T>, message: string, milliseconds = 5000): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(message)), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
