// Pulumi's runner for policy packs loads CommonJS and compiles TypeScript with a compiler of its own: tsx, which the
// program runs with too, takes its place here.
"use strict";
require("tsx/cjs");
require("./index.ts");
