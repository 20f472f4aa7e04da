import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import { TerraformError } from "./error.ts";
import type { StateOutput } from "./state.ts";

/** The values of all outputs; the sensitive ones are Pulumi secrets, always. */
export function outputValues(outputs: ReadonlyMap<string, StateOutput>): Record<string, pulumi.Output<unknown>> {
  return Object.fromEntries(
    [...outputs].map(([name, { value, sensitive }]) => [name, sensitive ? pulumi.secret(value) : pulumi.output(value)]),
  );
}

/**
 * The values as a contract wants them; secret as a whole if any of the contract's outputs is sensitive.
 * @throws {TerraformError} That names every output that is missing or of another type.
 */
export function outputsAs<S extends z.ZodObject>(
  outputs: ReadonlyMap<string, StateOutput>,
  contract: S,
  origin: string,
): pulumi.Output<pulumi.Unwrap<z.output<S>>> {
  const wanted = Object.keys(contract.shape);
  const values = Object.fromEntries(
    [...outputs].flatMap(([name, { value }]) => (wanted.includes(name) ? [[name, value]] : [])),
  );
  const parsed = contract.safeParse(values);
  if (!parsed.success) {
    const lines = parsed.error.issues.map(({ path, message }) => {
      const name = String(path[0] ?? "");
      return outputs.has(name) ? `  ${path.map(String).join(".")}: ${message}` : `  ${name}: missing`;
    });
    const there = [...outputs.keys()].sort().join(", ");
    throw new TerraformError(
      `The outputs of the Terraform state at ${origin} are not what is expected:\n${lines.join("\n")}\n`,
      `It has ${there === "" ? "no outputs" : there}: add an output to the configuration, or change the contract.`,
    );
  }
  const secret = wanted.some((name) => outputs.get(name)?.sensitive === true);
  return secret ? pulumi.secret(parsed.data) : pulumi.output(parsed.data);
}
