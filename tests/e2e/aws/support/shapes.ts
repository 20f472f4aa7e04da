// What a resource takes, from two sides: the declarations of @pulumi/aws, and the schema that a plugin serves.
import { readFileSync } from "node:fs";
import ts from "typescript";
import { z } from "zod";
import { inProject } from "../../../../toolchain/project.ts";

/** The shape of a value: its kind, and what is in it. */
export type Shape =
  | { kind: "scalar" }
  /** What holds itself is not followed. */
  | { kind: "recursive" }
  | { kind: "list" | "map"; of: Shape }
  | { kind: "object"; properties: Map<string, Shape> };

const scalar: Shape = { kind: "scalar" };
const recursive: Shape = { kind: "recursive" };

type Declarations = Map<string, ts.InterfaceDeclaration | ts.TypeAliasDeclaration>;

const declared = new Map<string, Declarations>();

/** The interfaces that a declaration file holds, those of a namespace under `namespace.Name`. */
function declarationsOf(file: string): Declarations {
  const known = declared.get(file);
  if (known !== undefined) return known;
  const found: Declarations = new Map();
  const visit = (statements: readonly ts.Statement[], prefix: string): void => {
    for (const statement of statements) {
      if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement))
        found.set(`${prefix}${statement.name.text}`, statement);
      if (ts.isModuleDeclaration(statement) && statement.body !== undefined && ts.isModuleBlock(statement.body))
        visit(statement.body.statements, `${prefix}${statement.name.text}.`);
    }
  };
  visit(ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2023).statements, "");
  declared.set(file, found);
  return found;
}

const packageFile = (...parts: string[]): string => inProject("node_modules", "@pulumi", "aws", ...parts);

/** What resources take refers to `inputs`, what functions answer to `outputs`. */
const nested = { inputs: "input.d.ts", outputs: "output.d.ts" };

function entityText(name: ts.EntityName): string {
  return ts.isIdentifier(name) ? name.text : `${entityText(name.left)}.${name.right.text}`;
}

/** Of a type that says what an input may be; a name in `path` is one that holds itself. */
function shapeOfType(node: ts.TypeNode, path: readonly string[]): Shape {
  if (ts.isArrayTypeNode(node)) return { kind: "list", of: shapeOfType(node.elementType, path) };
  if (ts.isUnionTypeNode(node)) {
    const [first] = node.types.filter(({ kind }) => kind !== ts.SyntaxKind.UndefinedKeyword);
    return first === undefined ? scalar : shapeOfType(first, path);
  }
  if (ts.isTypeLiteralNode(node)) {
    const [index] = node.members;
    return index !== undefined && ts.isIndexSignatureDeclaration(index)
      ? { kind: "map", of: shapeOfType(index.type, path) }
      : scalar;
  }
  if (!ts.isTypeReferenceNode(node)) return scalar;
  const name = entityText(node.typeName);
  const [argument] = node.typeArguments ?? [];
  if (name === "pulumi.Input" && argument !== undefined) return shapeOfType(argument, path);
  const [side = "", ...rest] = name.split(".");
  if (side !== "inputs" && side !== "outputs") return scalar;
  const inner = rest.join(".");
  if (path.includes(inner)) return recursive;
  const declaration = declarationsOf(packageFile("types", nested[side])).get(inner);
  return declaration !== undefined && ts.isInterfaceDeclaration(declaration)
    ? { kind: "object", properties: membersOf(declaration, [...path, inner]) }
    : scalar;
}

function membersOf(declaration: ts.InterfaceDeclaration, path: readonly string[]): Map<string, Shape> {
  const members = new Map<string, Shape>();
  for (const member of declaration.members) {
    if (!ts.isPropertySignature(member) || member.type === undefined || !ts.isIdentifier(member.name)) continue;
    members.set(member.name.text, shapeOfType(member.type, path));
  }
  return members;
}

/** An interface of @pulumi/aws that belongs to a type token: `Args` and `State` of a resource, `Args` and `Result` of a function. */
function declaredShape(token: string, of: "Args" | "State" | "Result"): Map<string, Shape> {
  const [, module = "", name = ""] = token.split(":");
  const interfaceName = `${name.charAt(0).toUpperCase()}${name.slice(1)}${of}`;
  const found = declarationsOf(packageFile(`${module.replace(/^index\//, "")}.d.ts`)).get(interfaceName);
  return found !== undefined && ts.isInterfaceDeclaration(found) ? membersOf(found, []) : new Map<string, Shape>();
}

const property: z.ZodType<Property> = z.lazy(() =>
  z.object({
    type: z.string().optional(),
    $ref: z.string().optional(),
    items: property.optional(),
    additionalProperties: property.optional(),
  }),
);

interface Property {
  type?: string | undefined;
  $ref?: string | undefined;
  items?: Property | undefined;
  additionalProperties?: Property | undefined;
}

const properties = z.record(z.string(), property);
const object = z.object({ properties: properties.optional() });
const resource = object.extend({ inputProperties: properties.optional() });
const schemaOfPlugin = z.object({
  provider: resource,
  types: z.record(z.string(), object),
  resources: z.record(z.string(), resource),
  functions: z.record(z.string(), z.object({ inputs: object.optional(), outputs: object.optional() })),
});

/** A plugin's schema, as `pulumi package get-schema` prints it. */
type PluginSchema = z.infer<typeof schemaOfPlugin>;

export function parsePluginSchema(text: string): PluginSchema {
  return schemaOfPlugin.parse(JSON.parse(text));
}

/** The shapes of properties that a plugin's schema lists. */
function servedShape(schema: PluginSchema, listed: Record<string, Property> | undefined): Map<string, Shape> {
  const shape = (given: Property, path: readonly string[]): Shape => {
    if (given.items !== undefined) return { kind: "list", of: shape(given.items, path) };
    if (given.additionalProperties !== undefined) return { kind: "map", of: shape(given.additionalProperties, path) };
    const type = given.$ref?.replace(/^#\/types\//, "");
    if (type === undefined) return given.type === "object" ? { kind: "map", of: scalar } : scalar;
    if (path.includes(type)) return recursive;
    const of = schema.types[type];
    return of === undefined ? scalar : { kind: "object", properties: all(of.properties ?? {}, [...path, type]) };
  };
  const all = (of: Record<string, Property>, path: readonly string[]): Map<string, Shape> =>
    new Map(Object.entries(of).map(([name, given]) => [name, shape(given, path)]));
  return all(listed ?? {}, []);
}

/** The provider itself, in the words of a type token. */
const provider = "aws:provider:Provider";

/** Every difference between what a plugin serves and what @pulumi/aws declares, by type token. */
export function differencesByToken(schema: PluginSchema): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [token, { properties: state, inputProperties }] of Object.entries(schema.resources)) {
    found.set(token, [
      ...differences(servedShape(schema, inputProperties), declaredShape(token, "Args")),
      ...differences(servedShape(schema, state), declaredShape(token, "State")),
    ]);
  }
  found.set(
    provider,
    differences(servedShape(schema, schema.provider.inputProperties), declaredShape(provider, "Args")),
  );
  for (const [token, { inputs, outputs }] of Object.entries(schema.functions)) {
    if (!token.startsWith("aws:")) continue; // The bridge adds one of its own.
    found.set(token, [
      ...differences(servedShape(schema, inputs?.properties), declaredShape(token, "Args")),
      ...differences(servedShape(schema, outputs?.properties), declaredShape(token, "Result")),
    ]);
  }
  return found;
}

/** Where the two differ: `path: what`, one a line; what only one side has is one line, whatever is in it. */
export function differences(served: Map<string, Shape>, wanted: Map<string, Shape>, at = ""): string[] {
  const names = [...new Set([...served.keys(), ...wanted.keys()])].sort();
  return names.flatMap((name) => {
    const [one, other] = [served.get(name), wanted.get(name)];
    const path = at === "" ? name : `${at}.${name}`;
    if (one === undefined) return [`${path}: only in the package`];
    if (other === undefined) return [`${path}: only in the plugin`];
    return compare(one, other, path);
  });
}

function compare(one: Shape, other: Shape, path: string): string[] {
  if (one.kind === "recursive" || other.kind === "recursive") return [];
  if (one.kind !== other.kind) return [`${path}: ${one.kind} in the plugin, ${other.kind} in the package`];
  if (one.kind === "object" && other.kind === "object") return differences(one.properties, other.properties, path);
  if (one.kind === "list" && other.kind === "list") return compare(one.of, other.of, `${path}[]`);
  if (one.kind === "map" && other.kind === "map") return compare(one.of, other.of, `${path}{}`);
  return [];
}
