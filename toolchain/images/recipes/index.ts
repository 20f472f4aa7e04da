import { cortexImages, images, type ImageRelease } from "../../../components/cortex/releases.ts";
import type { Recipe } from "../recipe.ts";
import { cadvisor } from "./cadvisor.ts";
import { cassandra } from "./cassandra.ts";
import { consul } from "./consul.ts";
import { cortex } from "./cortex.ts";
import { nginxExporter } from "./nginx-exporter.ts";
import { nginx } from "./nginx.ts";
import { prometheus } from "./prometheus.ts";
import { seaweedfs } from "./seaweedfs.ts";

/** A recipe and the very image that comes of it. */
export interface Buildable {
  release: ImageRelease;
  recipe: Recipe;
}

/** Every image that can be built here. Grafana is on no package registry. */
export const buildables: Buildable[] = [
  { release: images.cadvisor, recipe: cadvisor },
  { release: images.cassandra, recipe: cassandra },
  { release: images.consul, recipe: consul },
  { release: cortexImages.chunks, recipe: cortex.chunks },
  { release: cortexImages.blocks, recipe: cortex.blocks },
  { release: images.nginx, recipe: nginx },
  { release: images.nginxExporter, recipe: nginxExporter },
  { release: images.prometheus, recipe: prometheus },
  { release: images.seaweedfs, recipe: seaweedfs },
];
