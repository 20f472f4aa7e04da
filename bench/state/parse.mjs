// The least that a reader could do: the whole state as one object. Plain JavaScript, so that nothing else is loaded.
import { readFileSync } from "node:fs";

const state = JSON.parse(readFileSync(process.argv[2], "utf8"));
if (state.resources.length !== Number(process.argv[3])) throw new Error(`${state.resources.length} resources`);
