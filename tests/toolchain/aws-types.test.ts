import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { knownTypes, tokenOf } from "../../components/terraform/tokens.ts";
import { inProject } from "../../toolchain/project.ts";

const tokens = z.record(z.string(), z.string());
const field = z.strictObject({
  name: z.string().optional(),
  single: z.boolean().optional(),
  autoName: z.int().positive().optional(),
});
const table = z
  .strictObject({
    resources: tokens,
    functions: tokens,
    config: z.record(z.string(), field),
    fields: z.record(z.string(), z.record(z.string(), field)),
  })
  .parse(JSON.parse(readFileSync(inProject("toolchain", "plugins", "go", "aws", "types.json"), "utf8")));

/** The file of @pulumi/aws that declares a token's resource or function. */
function moduleText(token: string): string {
  const module = (token.split(":")[1] ?? "").replace(/^index\//, "");
  const file = inProject("node_modules", "@pulumi", "aws", `${module}.js`);
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

/** Every source file below a folder. */
function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => path.join(entry.parentPath, entry.name));
}

/** `module.Name` of what the program calls at @pulumi/aws, by the pattern that finds it. */
function used(pattern: RegExp): string[] {
  const found = sources(inProject("components")).flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(pattern)].map(([, name = ""]) => name),
  );
  return [...new Set(found)].sort();
}

/** `aws:ec2/vpc:Vpc` is `ec2.Vpc` in a program, `aws:index/getRegion:getRegion` is `getRegion`. */
function inProgram(token: string): string {
  const [, module = "", name = ""] = token.split(":");
  const folder = module.split("/")[0] ?? "";
  return folder === "index" ? name : `${folder}.${name}`;
}

describe("the types of the aws plugin", () => {
  it("are tokens of the installed @pulumi/aws", () => {
    for (const [type, token] of Object.entries(table.resources))
      assert.ok(moduleText(token).includes(`__pulumiType = '${token}'`), `${type}: ${token}`);
    for (const [type, token] of Object.entries(table.functions))
      assert.ok(moduleText(token).includes(`"${token}"`), `${type}: ${token}`);
  });

  it("hold every resource that the program makes", () => {
    const made = used(/\bnew aws\.(\w+\.\w+)\(/g);
    assert.ok(made.length > 30, `only ${made.length} were found in the source`);
    const known = new Set(Object.values(table.resources).map(inProgram));
    assert.deepEqual(
      made.filter((name) => !known.has(name)),
      [],
    );
  });

  it("hold every function that the program asks", () => {
    const asked = used(/\baws\.((?:\w+\.)?get\w+)\(/g).map((name) => name.replace(/Output$/, ""));
    assert.ok(asked.length > 2, `only ${asked.length} were found in the source`);
    const known = new Set(Object.values(table.functions).map(inProgram));
    assert.deepEqual(
      asked.filter((name) => !known.has(name)),
      [],
    );
  });

  it("agree with the tokens by which Terraform's resources are adopted", () => {
    for (const type of knownTypes.filter((name) => name.startsWith("aws_")))
      assert.equal(table.resources[type], tokenOf(type), type);
  });

  it("name fields only of types that are there", () => {
    for (const type of Object.keys(table.fields)) assert.ok(type in table.resources, type);
  });
});
