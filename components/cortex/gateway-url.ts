import type { GatewayAddress } from "../platform.ts";

/** The gateway's URL, without a path. */
export function gatewayUrl({ host, port, https = false }: GatewayAddress): string {
  return `${https ? "https" : "http"}://${host}:${port}`;
}
