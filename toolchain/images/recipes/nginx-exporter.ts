import { imageParts } from "../../../components/cortex/releases.ts";
import type { Recipe } from "../recipe.ts";

/** The exporter alone, as in the official image: no shell, nothing else. */
export const nginxExporter: Recipe = {
  image: "nginxExporter",
  ingredients: [
    {
      kind: "go",
      module: imageParts.nginxExporter.module,
      version: imageParts.nginxExporter.version,
      package: ".",
      ldflags: ["-X", "main.version=0.11.0"],
      at: "/usr/bin/nginx-prometheus-exporter",
    },
    { kind: "certificates" },
  ],
  owners: [],
};
