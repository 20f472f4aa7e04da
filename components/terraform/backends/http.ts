import { basicLogin, get, refused, urlOf } from "./get.ts";

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
  const url = urlOf(address);
  const what = `${url.origin}${url.pathname}`;
  const login = username === undefined ? {} : basicLogin(username, password);
  const { status, body } = await get(url, { ...headers, ...login }, what);
  if (status === 200) return body;
  throw refused(status, what, "Check the address; a state appears there with the first `terraform apply`.");
}
