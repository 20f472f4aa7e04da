// A Pulumi engine that only writes down what it is asked for: the program runs in this process, and nothing is made.
import * as pulumi from "@pulumi/pulumi";
import type {
  RegisterResourceOutputsRequest,
  RegisterResourceRequest,
  RegisterResourceResponse,
} from "@pulumi/pulumi/proto/resource_pb.js";
import { decode, isSecret, type Plain } from "./wire.ts";

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

export interface RecorderOptions {
  /** Name of the stack. */
  stack: string;
  /** Whether what providers compute is unknown. */
  preview: boolean;
  /** What the provider computes for a resource, beside what it was given. Default: nothing. */
  computed?: (type: string, name: string) => Record<string, unknown>;
  /** Answers to functions of providers; without it every call is an error. */
  call?: (token: string, inputs: Record<string, unknown>) => Record<string, unknown>;
}

/** What was registered since `startRecorder`. */
export interface Recorded {
  readonly all: Registration[];
  /** Outputs of components, by URN. */
  readonly outputs: Map<string, Plain>;
  /** Every function of a provider that was called. */
  readonly calls: string[];
  /** Ends when all that was constructed is registered; an error if something never is. */
  settled(): Promise<void>;
}

/** Makes this process's Pulumi runtime write down what a program registers. Process-global. */
export async function startRecorder({ stack, preview, computed, call }: RecorderOptions): Promise<Recorded> {
  const all: Registration[] = [];
  const outputs = new Map<string, Plain>();
  const calls: string[] = [];
  const mocks: pulumi.runtime.Mocks = {
    newResource: ({ type, name, inputs, id }) => {
      const given: unknown = inputs;
      const state = Object.assign({}, given);
      // In a preview the provider has computed nothing yet.
      if (!preview) Object.assign(state, computed?.(type, name));
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
  if (!isMonitor(monitor)) throw new Error("Pulumi's mock monitor has another shape than the recorder knows.");

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

function byProperty(request: RegisterResourceRequest): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  request.getPropertydependenciesMap().forEach((on, property) => (found[property] = on.getUrnsList()));
  return found;
}

function record(value: Plain): Record<string, Plain> {
  if (typeof value !== "object" || value === null || Array.isArray(value) || isSecret(value))
    throw new Error("The inputs of a registration are no map.");
  return value;
}

async function settled(): Promise<void> {
  // Internal, but what Pulumi itself waits with at the end of a program: late children count.
  const wait: unknown = Reflect.get(pulumi.runtime, "waitForRPCs");
  if (typeof wait !== "function") throw new Error("Pulumi's runtime has no waitForRPCs any more.");
  const done: unknown = Reflect.apply(wait, undefined, []);
  await within(Promise.resolve(done), "A resource was constructed and never registered: one of its inputs failed.");
}

/** @throws After `milliseconds`, with the message. */
export async function within<T>(promise: Promise<T>, message: string, milliseconds = 5000): Promise<T> {
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
