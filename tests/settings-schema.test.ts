import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { parse } from "yaml";
import { settingsJsonSchema } from "../settings-schema.ts";
import { wrongInputs } from "./settings-wrong-inputs.ts";

// ajv alone knows no format; the pattern beside each says the same.
const validate = new Ajv({
  strict: true,
  allowUnionTypes: true,
  formats: { date: true, email: true, ipv4: true },
}).compile(settingsJsonSchema());

const root = new URL("../", import.meta.url);

/** Every schema with its path, from `schema` down. */
function* leaves(schema: unknown, path: string): Generator<[string, object]> {
  if (typeof schema !== "object" || schema === null) return;
  const children = "properties" in schema ? schema.properties : undefined;
  if (typeof children !== "object" || children === null) {
    yield [path, schema];
    return;
  }
  for (const [key, child] of Object.entries(children)) yield* leaves(child, `${path}.${key}`);
}

describe("settings-schema", () => {
  it("takes the committed stack", () => {
    const stack: unknown = parse(readFileSync(new URL("Pulumi.local.yaml", root), "utf8"));
    assert.ok(validate(stack), JSON.stringify(validate.errors));
  });

  it("takes a stack without configuration, sections without settings and other namespaces", () => {
    const texts = [
      "{}",
      "config:",
      "encryptionsalt: v1:abc\nconfig:\n  cortex:cluster:\n  docker:host: tcp://example.org",
      "config:\n  cortex:tenants:\n    operations:\n    demo: {username: me}",
      "config:\n  cortex:ports: {gateway: 80, prometheus: [1, 2]}\n  cortex:consul: {servers: 5}",
    ];
    for (const text of texts) assert.ok(validate(parse(text)), `${text}: ${JSON.stringify(validate.errors)}`);
  });

  it("takes a reference to Terraform for a text, a list and an element of one, and no other form of it", () => {
    const reference = "{fromTerraform: {output: vpc_id}}";
    const attribute = "{fromTerraform: {state: net, resource: aws_kms_key.this, attribute: arn}}";
    const existing = (text: string) => `config: {'cortex:aws': {network: {existing: {${text}}}}}`;
    const right = [
      existing(`vpcId: ${reference}, privateSubnetIds: ${reference}`),
      existing(`privateSubnetIds: [${reference}, subnet-01234567, ${attribute}]`),
      `config: {'cortex:aws': {kmsKeyArn: ${attribute}}, 'cortex:network': {existing: ${reference}}}`,
    ];
    for (const text of right) assert.ok(validate(parse(text)), `${text}: ${JSON.stringify(validate.errors)}`);
    const wrong = [
      existing("vpcId: {fromTerraform: {}}"),
      existing("vpcId: {fromTerraform: {attribute: id}}"),
      existing("vpcId: {fromTerraform: {output: a, resource: b}}"),
      existing("vpcId: {fromTerraform: {output: a}, or: vpc-01234567}"),
      existing("vpcId: {fromterraform: {output: a}}"),
    ];
    for (const text of wrong) assert.ok(!validate(parse(text)), text);
  });

  it("refuses a wrong key at every level", () => {
    const texts = [
      "config: {'cortex:clustr': {}}",
      "config: {'cortex:cluster': {node: 1}}",
      "config: {'cortex:images': {nginx: {tags: '1'}}}",
      "config: {'cortex:tenants': {demo: {user: me}}}",
    ];
    for (const text of texts) assert.ok(!validate(parse(text)), text);
  });

  it("refuses what settings.ts refuses, but for combinations", () => {
    // What only the program can know: two settings together, and today's date.
    const together =
      /must be (?:at (?:most|least) |0 or a multiple|a port of its own|a key of tenants|a user name of its own|a day that has come)/;
    const seen = { refused: 0, together: 0 };
    for (const [name, given, line] of wrongInputs) {
      // JSON in text stands for itself in this table; in a file it is YAML.
      const entries = Object.entries(given).map(([key, value]): [string, unknown] => [
        `cortex:${key}`,
        typeof value === "string" && value.startsWith("{") ? (JSON.parse(value) as unknown) : value,
      ]);
      const refused = !validate({ config: Object.fromEntries(entries) });
      assert.equal(refused, !together.test(line), name);
      seen[refused ? "refused" : "together"]++;
    }
    assert.ok(seen.refused >= 40 && seen.together >= 10, JSON.stringify(seen));
  });

  it("describes every setting, and says its default", () => {
    const schema = settingsJsonSchema();
    const config = "properties" in schema ? schema.properties : {};
    const found = [...leaves({ properties: config }, "")];
    assert.ok(found.length > 50, `${found.length} settings`);
    for (const [path, leaf] of found) {
      assert.ok("description" in leaf && typeof leaf.description === "string", `${path} has no description`);
      assert.ok("default" in leaf || leaf.description.includes("Default: "), `${path} says no default`);
    }
  });
});
