// Properties as Pulumi has them become a block of Terraform's JSON syntax.
import { isRecord } from "./state.ts";
import { terraformName, type Overrides } from "../../components/terraform/names.ts";
import type { AttributeType, Block } from "./schema.ts";

export interface BodyContext {
  overrides: Overrides;
  /** Writes a text: references in place of what other resources compute, Terraform's own signs escaped. */
  text: (value: string) => string;
}

/** A text in which nothing is for Terraform to fill in. */
export function literal(text: string): string {
  return text.replaceAll(/[$%](?=\{)/g, (sign) => sign + sign);
}

/** What Pulumi adds by itself: its own notes, and the tags that Terraform puts on everything too. */
function ours(name: string, value: unknown): boolean {
  return name.startsWith("__") || name === "tagsAll" || value === null || value === undefined;
}

/** A block's content. */
export function bodyOf(
  block: Block,
  props: Record<string, unknown>,
  context: BodyContext,
  path = "",
): Record<string, unknown> {
  const candidates = [...Object.keys(block.attributes), ...Object.keys(block.blocks)];
  const entries = Object.entries(props).flatMap(([property, value]): [string, unknown][] => {
    if (ours(property, value)) return [];
    const name = terraformName(property, candidates, context.overrides, path);
    const attribute = block.attributes[name];
    if (attribute) {
      return attribute.settable ? [[name, attributeOf(attribute.type, value, context, `${path}${name}.`)]] : [];
    }
    const inner = block.blocks[name];
    if (!inner) throw new Error(`${path}${name} is neither an attribute nor a block.`);
    return [[name, asList(value).map((one) => bodyOf(inner.block, fields(one, name), context, `${path}${name}.`))]];
  });
  return Object.fromEntries(entries);
}

function attributeOf(type: AttributeType, value: unknown, context: BodyContext, path: string): unknown {
  if (typeof type === "string") return scalar(value, context, path);
  switch (type[0]) {
    case "list":
    case "set":
      return asList(value).map((one) => attributeOf(type[1], one, context, path));
    case "map":
      return Object.fromEntries(
        Object.entries(fields(value, path)).flatMap(([key, one]): [string, unknown][] =>
          key.startsWith("__") ? [] : [[key, attributeOf(type[1], one, context, path)]],
        ),
      );
    case "object": {
      const names = Object.keys(type[1]);
      const given = new Map(
        Object.entries(fields(value, path))
          .filter(([property, one]) => !ours(property, one))
          .map(([property, one]) => [terraformName(property, names, context.overrides, path), one]),
      );
      // Terraform wants each attribute of an object said.
      return Object.fromEntries(
        Object.entries(type[1]).map(([name, of]) => [
          name,
          given.has(name) ? attributeOf(of, given.get(name), context, `${path}${name}.`) : null,
        ]),
      );
    }
  }
}

function scalar(value: unknown, context: BodyContext, path: string): unknown {
  if (typeof value === "string") return context.text(value);
  if (typeof value === "number" || typeof value === "boolean") return value;
  throw new Error(`${path.slice(0, -1)} is no single value.`);
}

/** Where Terraform has a list of at most one, Pulumi has the element itself. */
function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

function fields(value: unknown, where: string): Record<string, unknown> {
  if (!isRecord(value)) throw new Error(`${where} is not a map of properties.`);
  return value;
}
