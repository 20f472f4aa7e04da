import { brotliCompressSync, constants } from "node:zlib";
import { bootPaths } from "./paths.ts";
import type { BootFile } from "./plan.ts";

/** Debian package that unpacks. */
export const unpacker = "brotli";

/** A file of the user data that holds others: path to content as JSON, under Brotli; base64. */
export interface PackedFile {
  path: string;
  encoding: "b64";
  content: string;
}

/**
 * Files in one, by Brotli: it looks back over all of them, where gzip sees no further than 32 KiB. The dashboards are a
 * fifth smaller that way, and would not fit otherwise.
 */
export function packed(files: BootFile[]): PackedFile[] {
  if (files.length === 0) return [];
  const text = JSON.stringify(Object.fromEntries(files.map(({ path, content }) => [path, content])));
  const params = { [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT };
  return [
    {
      path: `${bootPaths.config}/packed.json.br`,
      encoding: "b64",
      content: brotliCompressSync(text, { params }).toString("base64"),
    },
  ];
}
