import { closeSync, openSync, writeSync } from "node:fs";

/** One resource of a generated state: where it is, and the id by which to know it. */
export interface Generated {
  address: string;
  id: string;
}

/** Resources written at once. */
const batch = 5_000;

/** The resource at an index: one in four in the root module, the others in modules, half of these with a key. */
export function generated(index: number): Generated {
  const { module, name } = place(index);
  return { address: `${module === undefined ? "" : `${module}.`}terraform_data.${name}`, id: `id-${index}` };
}

function place(index: number): { module?: string; name: string } {
  const name = `part_${index}`;
  if (index % 4 === 0) return { name };
  return { module: index % 4 === 1 ? `module.zone[${JSON.stringify(`eu-${index % 50}`)}]` : "module.platform", name };
}

/** As Terraform 1.11 writes the builtin terraform_data, which every Terraform can show without a provider: 760 bytes each. */
function resource(index: number): object {
  const { module, name } = place(index);
  const type = ["object", { arn: "string", path: "string" }];
  const value = { arn: `arn:aws:iam::123456789012:role/role-${index}`, path: "/" };
  return {
    ...(module === undefined ? {} : { module }),
    mode: "managed",
    type: "terraform_data",
    name,
    provider: 'provider["terraform.io/builtin/terraform"]',
    instances: [
      {
        schema_version: 0,
        attributes: { id: `id-${index}`, input: { value, type }, output: null, triggers_replace: null },
        sensitive_attributes: [],
      },
    ],
  };
}

/** Writes a state with that many resources, laid out as Terraform does; part by part, for it may be larger than memory. */
export function writeState(file: string, count: number): void {
  const out = openSync(file, "w");
  const heading = { version: 4, terraform_version: "1.11.4", serial: 1, lineage: "a-generated-state", outputs: {} };
  writeSync(out, `${JSON.stringify(heading, undefined, 2).slice(0, -2)},\n  "resources": [\n`);
  for (let from = 0; from < count; from += batch) {
    const indexes = Array.from({ length: Math.min(batch, count - from) }, (_, index) => from + index);
    const texts = indexes.map((index) => JSON.stringify(resource(index), undefined, 2).replaceAll(/^/gm, "    "));
    writeSync(out, `${texts.join(",\n")}${from + batch < count ? "," : ""}\n`);
  }
  writeSync(out, `  ],\n  "check_results": null\n}\n`);
  closeSync(out);
}
