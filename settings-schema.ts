// The JSON Schema of a stack's file (Pulumi.<stack>.yaml), so that an editor completes and checks the settings.
import { z } from "zod";
import { namespace } from "./settings/path.ts";
import { definitions, referable } from "./settings/referable.ts";
import { schema } from "./settings/schema.ts";

/** The file in the project's folder that `npm run config:schema` writes. */
export const schemaFileName = "cortex.schema.json";

/** The schema as a value (JSON Schema draft 7, which editors read best). */
export function settingsJsonSchema(): object {
  const settings = z.toJSONSchema(schema, {
    io: "input",
    target: "draft-7",
    override: ({ jsonSchema, path }) => {
      // A key with nothing after it is null in YAML, and sets nothing: read.ts takes it.
      if (jsonSchema.type === "object" && path.length > 0) Object.assign(jsonSchema, { type: ["object", "null"] });
    },
  });
  const { terraform, ...others } = settings.properties ?? {};
  const properties = { ...referable(others), ...(terraform === undefined ? {} : { terraform }) };
  const keys = Object.entries(properties).map(([key, value]) => [`${namespace}:${key}`, value] as const);
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "A stack of the Cortex platform (Pulumi.<stack>.yaml)",
    type: "object",
    definitions,
    properties: {
      config: {
        type: ["object", "null"],
        description: "The stack's configuration.",
        properties: Object.fromEntries(keys),
        // Providers have settings of their own; a key of this program's that is none is a mistake.
        propertyNames: { anyOf: [{ enum: keys.map(([key]) => key) }, { not: { pattern: `^${namespace}:` } }] },
      },
    },
  };
}
