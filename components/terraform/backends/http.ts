import { get, refused } from "./get.ts";

/** A state behind an address: https://developer.hashicorp.com/terraform/language/backend/http */
export interface HttpBackend {
  backend: "http";
  address: string;
  username?: string;
  /** Give it as a secret of the stack's configuration. */
  password?: string;
  /** Further headers, as for a token. Default: none. */
  headers?: Record<string, string>;
}

/** The bytes of the state. */
export async function readHttp({ address, username, password = "", headers = {} }: HttpBackend): Promise<Buffer> {
  const url = new URL(address);
  const what = `${url.origin}${url.pathname}`;
  const login =
    username === undefined
      ? {}
      : { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}` };
  const { status, body } = await get(url, { ...headers, ...login }, what);
  if (status === 200) return body;
  throw refused(status, what, "Check the address; a state appears there with the first `terraform apply`.");
}
