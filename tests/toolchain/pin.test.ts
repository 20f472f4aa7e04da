import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { parse } from "yaml";
import { pin } from "../../toolchain/commands/pin.ts";
import { digestOf, imageAddress } from "../../toolchain/registry.ts";
import { temporaryFolder } from "./temporary.ts";

const manifest = '{"schemaVersion":2}';
const digest = `sha256:${createHash("sha256").update(manifest).digest("hex")}`;
const file = `# the head comment
config:
  cortex:engine: chunks # beside a value
  # before the ports
  cortex:ports: { gateway: 80 }
`;

describe("npm run pin", () => {
  const folder = temporaryFolder();
  let server: Server;
  let host = "";
  /** How the registry behaves: the tag decides. */
  let handle: (request: IncomingMessage, response: ServerResponse) => void;

  beforeEach(async () => {
    handle = openRegistry;
    server = createServer((request, response) => {
      handle(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    assert.ok(typeof address === "object" && address !== null);
    host = `127.0.0.1:${address.port}`;
    await writeFile(folder("stack.yaml"), file);
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  function openRegistry({ method, url, headers }: IncomingMessage, response: ServerResponse): void {
    assert.match(headers.accept ?? "", /application\/vnd\.oci\.image\.index\.v1\+json/);
    if (url === "/v2/team/app/manifests/1.0" && method === "HEAD") {
      response.writeHead(200, { "docker-content-digest": digest }).end();
    } else if (url === "/v2/team/app/manifests/bare") {
      response.writeHead(200).end(method === "GET" ? manifest : undefined);
    } else if (url === "/v2/team/app/manifests/odd") {
      response.writeHead(200, { "docker-content-digest": "sha256:short" }).end();
    } else {
      response.writeHead(404).end();
    }
  }

  it("asks for the tag's digest", async () => {
    assert.equal(await digestOf(`${host}/team/app`, "1.0"), digest);
  });

  it("takes the manifest's own hash where the registry leaves the header out", async () => {
    assert.equal(await digestOf(`${host}/team/app`, "bare"), digest);
  });

  it("gets a token from where the challenge says", async () => {
    const asked: string[] = [];
    handle = ({ url = "", headers }, response) => {
      asked.push(url);
      if (url.startsWith("/token")) response.end(JSON.stringify({ token: "ticket" }));
      else if (headers.authorization === "Bearer ticket")
        response.writeHead(200, { "docker-content-digest": digest }).end();
      else {
        const challenge = `Bearer realm="http://${host}/token",service="registry",scope="repository:team/app:pull"`;
        response.writeHead(401, { "www-authenticate": challenge }).end();
      }
    };
    assert.equal(await digestOf(`${host}/team/app`, "1.0"), digest);
    assert.equal(asked[1], "/token?service=registry&scope=repository%3Ateam%2Fapp%3Apull");
  });

  it("refuses an answer that is no digest, a login that is no token, and an unknown tag", async () => {
    await assert.rejects(digestOf(`${host}/team/app`, "odd"), /"sha256:short", which is no digest/);
    await assert.rejects(digestOf(`${host}/team/app`, "none"), /answered 404/);
    handle = (_request, response) => response.writeHead(401, { "www-authenticate": 'Basic realm="x"' }).end();
    await assert.rejects(digestOf(`${host}/team/app`, "1.0"), /asks for a login that is no token/);
  });

  it("writes tag and digest and keeps comments and everything else", async () => {
    const reports = await pin(folder("stack.yaml"), { nginx: { name: `${host}/team/app`, tag: "1.0" } });
    assert.deepEqual(reports, [{ image: "nginx", digest }]);
    const text = await readFile(folder("stack.yaml"), "utf8");
    assert.ok(text.startsWith(file), text);
    assert.deepEqual(parse(text), {
      config: {
        "cortex:engine": "chunks",
        "cortex:ports": { gateway: 80 },
        "cortex:images": { nginx: { tag: "1.0", digest } },
      },
    });
  });

  it("changes nothing the second time", async () => {
    const images = { nginx: { name: `${host}/team/app`, tag: "1.0" } };
    await pin(folder("stack.yaml"), images);
    const text = await readFile(folder("stack.yaml"), "utf8");
    await pin(folder("stack.yaml"), images);
    assert.equal(await readFile(folder("stack.yaml"), "utf8"), text);
  });

  it("says which images it could not pin, and leaves the file alone when it is all of them", async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    const [report] = await pin(folder("stack.yaml"), { nginx: { name: `${host}/team/app`, tag: "1.0" } });
    assert.equal(report?.digest, undefined);
    assert.match(report?.reason ?? "", new RegExp(`^${host} does not answer \\(.*ECONNREFUSED`));
    assert.equal(await readFile(folder("stack.yaml"), "utf8"), file);
  });

  const addresses: [string, string, string][] = [
    ["nginx", "https://registry-1.docker.io", "library/nginx"],
    ["prom/prometheus", "https://registry-1.docker.io", "prom/prometheus"],
    ["gcr.io/cadvisor/cadvisor", "https://gcr.io", "cadvisor/cadvisor"],
    ["registry.example.org:5000/app", "https://registry.example.org:5000", "app"],
    ["localhost/app", "http://localhost", "app"],
    ["127.0.0.1:5000/team/app", "http://127.0.0.1:5000", "team/app"],
  ];
  for (const [name, origin, repository] of addresses) {
    it(`finds ${name} at ${origin}`, () => {
      assert.deepEqual(imageAddress(name), { origin, repository });
    });
  }
});
