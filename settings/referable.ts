// How the JSON Schema of a stack's file tells an editor of `fromTerraform` (components/terraform/references.ts).
import type { z } from "zod";

type JsonSchema = z.core.JSONSchema.BaseSchema;
type Properties = NonNullable<JsonSchema["properties"]>;

const place = "#/definitions/fromTerraform";

const name = (description: string): JsonSchema => ({ type: "string", minLength: 1, description });
const state = name("Name of the state in terraform.states. Default: the only one.");

const reference = (required: string, properties: Properties): JsonSchema => ({
  type: "object",
  properties: { state, ...properties },
  required: [required],
  additionalProperties: false,
});

/** The definitions that schemas of settings refer to. */
export const definitions = {
  fromTerraform: {
    description: "A value that stands in a Terraform state.",
    type: "object",
    properties: {
      fromTerraform: {
        oneOf: [
          reference("output", { output: name("Name of an output.") }),
          reference("resource", {
            resource: name("Address of a resource's instance."),
            attribute: name("One of its attributes. Default: id."),
          }),
        ],
      },
    },
    required: ["fromTerraform"],
    additionalProperties: false,
  },
};

/** The schemas of settings, each text and list of which may also stand in a Terraform state; a choice of a few words does not. */
export function referable(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, one(value)]));
}

function one(value: JsonSchema | boolean): JsonSchema | boolean {
  if (typeof value === "boolean") return value;
  if (value.properties !== undefined) return { ...value, properties: referable(value.properties) };
  const isText = value.type === "string" && value.enum === undefined;
  return isText || value.type === "array" ? either(value) : value;
}

/** What is said of a setting stays where an editor looks for it. */
function either({ description, default: standard, ...rest }: JsonSchema): JsonSchema {
  return {
    ...(description === undefined ? {} : { description }),
    ...(standard === undefined ? {} : { default: standard }),
    anyOf: [{ ...rest, ...elements(rest) }, { $ref: place }],
  };
}

function elements({ items }: JsonSchema): Pick<JsonSchema, "items"> {
  if (items === undefined) return {};
  return { items: Array.isArray(items) ? items.map(one) : one(items) };
}
