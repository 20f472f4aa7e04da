import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { cached, contentKey } from "../cache.ts";
import { run } from "../exec.ts";
import { writeImageArchive } from "./archive.ts";
import { contracts } from "./contracts.ts";
import type { Recipe } from "./recipe.ts";
import { fillRoot } from "./rootfs.ts";

/** Raised when the code that turns a recipe into an image changes what comes out, so that images are made anew. */
const builderVersion = "1";

/** What an image built here is known by: the recipe, the contract, the name and the processor it is for. */
export function recipeKey(recipe: Recipe, reference: string): string {
  // Where the contract was read changes nothing in the image.
  const contract = JSON.stringify({ ...contracts[recipe.image], source: undefined });
  return contentKey(builderVersion, reference, process.arch, JSON.stringify(recipe), contract);
}

/** Builds an image from package registries (or takes the cached archive) and puts it into the engine. */
export async function buildImage(recipe: Recipe, reference: string, progress: (text: string) => void): Promise<void> {
  const key = recipeKey(recipe, reference);
  const folder = await cached("images", key, async (dir) => {
    const root = path.join(dir, "root");
    await mkdir(root);
    await fillRoot(root, recipe.ingredients, progress);
    progress("packing the image");
    await writeImageArchive(root, recipe.owners, contracts[recipe.image], reference, key, path.join(dir, "image.tar"));
    await rm(root, { recursive: true });
  });
  progress("loading the image into the engine");
  await run("docker", ["load", "-q", "-i", path.join(folder, "image.tar")], { timeoutSeconds: 300 });
}
