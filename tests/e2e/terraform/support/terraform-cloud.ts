import { createServer, type Server } from "node:https";
import { portOf } from "../../../support/process.ts";
import type { RecordedRequest } from "../../../support/recording-server.ts";
import type { Certificate } from "./tls.ts";

const api = "/api/v2";

/** As much of Terraform Cloud's API as reading takes: one workspace with a state. Records every request, and changes nothing. */
export class TerraformCloud {
  readonly requests: RecordedRequest[] = [];
  readonly #server: Server;

  private constructor(certificate: Certificate, workspace: string, token: string, state: Buffer | undefined) {
    this.#server = createServer(certificate.tls, (request, response) => {
      const { method = "", url = "", headers } = request;
      this.requests.push({ method, url, headers });
      request.resume();
      const body =
        url.startsWith(api) && headers.authorization !== `Bearer ${token}`
          ? 401
          : this.#answer(method, url, workspace, state);
      if (typeof body === "number") response.writeHead(body).end();
      else if (Buffer.isBuffer(body)) response.writeHead(200).end(body);
      else
        response
          .writeHead(200, {
            "content-type": url.startsWith(api) ? "application/vnd.api+json" : "application/json",
            "tfp-api-version": "2.6",
          })
          .end(JSON.stringify(body));
    });
  }

  /**
   * @param workspace `organization/workspace`.
   * @param state undefined before the first apply.
   */
  static async start(
    certificate: Certificate,
    workspace: string,
    token: string,
    state: Buffer | undefined,
  ): Promise<TerraformCloud> {
    const cloud = new TerraformCloud(certificate, workspace, token, state);
    await new Promise<void>((resolve) => cloud.#server.listen(0, "127.0.0.1", resolve));
    return cloud;
  }

  /** As a backend's `hostname`. */
  get hostname(): string {
    return `localhost:${portOf(this.#server.address())}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(method: string, url: string, workspace: string, state: Buffer | undefined): object | number {
    if (method !== "GET") return 405;
    const [organization = "", name = ""] = workspace.split("/");
    const path = url.split("?")[0] ?? "";
    switch (path) {
      case "/.well-known/terraform.json":
        return { "state.v2": `${api}/`, "tfe.v2": `${api}/`, "tfe.v2.1": `${api}/`, "tfe.v2.2": `${api}/` };
      case `${api}/ping`:
        return {};
      case `${api}/organizations/${organization}/entitlement-set`:
        return {
          data: { id: organization, type: "entitlement-sets", attributes: { operations: true, "state-storage": true } },
        };
      case `${api}/organizations/${organization}/workspaces/${name}`:
        return { data: { id: "ws-1", type: "workspaces", attributes: { name, "terraform-version": "1.11.4" } } };
      case `${api}/workspaces/ws-1/current-state-version`: {
        if (state === undefined) return 404;
        const attributes = { serial: 1, "hosted-state-download-url": `https://${this.hostname}/download` };
        return { data: { id: "sv-1", type: "state-versions", attributes } };
      }
      case "/download":
        return state ?? 404;
      default:
        return 404;
    }
  }
}
