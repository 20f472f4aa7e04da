// Reads a state and finds resources in it, as the program does: read.ts FILE RESOURCES. Prints what it took, as JSON.
import assert from "node:assert/strict";
import { readState } from "../../components/terraform/read.ts";
import { generated } from "./generate.ts";

/** How many addresses are looked up. */
const wanted = 100;

const [file = "", count = ""] = process.argv.slice(2);
const started = performance.now();
const state = await readState({ backend: "local", path: file });
for (let index = 0; index < wanted; index++) {
  const { address, id } = generated(Math.floor((index * Number(count)) / wanted));
  assert.equal(state.find(address)?.attributes["id"], id, address);
}
console.log(JSON.stringify({ seconds: (performance.now() - started) / 1000 }));
