// snappyjs brings no types.
declare module "snappyjs" {
  /** Snappy's block format. */
  export function compress(plain: Uint8Array): Uint8Array<ArrayBuffer>;
  export function uncompress(compressed: Uint8Array, maxLength?: number): Uint8Array<ArrayBuffer>;
}
