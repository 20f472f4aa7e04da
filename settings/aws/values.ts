// Values that settings of more than one part take.
import { z } from "zod";
import { text } from "../rules.ts";

/** Processors of instances, as AWS names them. */
export const architectures = ["arm64", "x86_64"] as const;
export type Architecture = (typeof architectures)[number];

export const url = text(
  /^https?:\/\/[A-Za-z0-9.-]+(?::\d{1,5})?(?:\/[^\s]*)?$/,
  "a URL that begins with http:// or https://",
  500,
);

export const yes = (standard: boolean) => z.boolean({ error: "true or false" }).default(standard);
