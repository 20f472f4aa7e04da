import type { ImageName } from "../../../settings.ts";
import type { Recipe } from "../recipe.ts";
import { cadvisor } from "./cadvisor.ts";
import { cassandra } from "./cassandra.ts";
import { consul } from "./consul.ts";
import { cortex } from "./cortex.ts";
import { nginxExporter } from "./nginx-exporter.ts";
import { nginx } from "./nginx.ts";
import { prometheus } from "./prometheus.ts";

/** Every image that can be built here. Grafana is on no package registry. */
export const recipes: Partial<Record<ImageName, Recipe>> = {
  cadvisor,
  cassandra,
  consul,
  cortex,
  nginx,
  nginxExporter,
  prometheus,
};
