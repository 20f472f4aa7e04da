import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { FileServer } from "../e2e/boot/support/files.ts";
import { LoadBalancer } from "../e2e/boot/support/load-balancer.ts";
import { MetadataService, type Identity } from "../e2e/boot/support/metadata.ts";
import { Relay } from "../e2e/boot/support/relay.ts";
import { eventually, temporaryFolder } from "./temporary.ts";

const local = "127.0.0.1";
const stops: (() => Promise<void>)[] = [];
const stopping = <T extends { stop(): Promise<void> }>(started: T): T => {
  stops.push(() => started.stop());
  return started;
};

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** A server on a loopback address of its own, so that several have the same port as instances do. */
async function serve(
  host: string,
  port: number,
  answer: (url: string, body: string) => [number, string],
): Promise<number> {
  const server: Server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const [status, text] = answer(request.url ?? "", body);
      response.writeHead(status).end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  stops.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

describe("the metadata service of the boot test", () => {
  const identity: Identity = {
    instanceId: "i-1",
    region: "eu-central-1",
    zone: "eu-central-1b",
    privateIp: local,
    hostname: "ip-127-0-0-1",
  };

  async function started(): Promise<{ service: MetadataService; at: string }> {
    const service = stopping(await MetadataService.start(local));
    return { service, at: `http://${local}:${service.port}/latest` };
  }
  const token = async (at: string, ttl = "60"): Promise<Response> =>
    fetch(`${at}/api/token`, { method: "PUT", headers: { "x-aws-ec2-metadata-token-ttl-seconds": ttl } });

  it("answers an instance it knows, with a token, and nobody else", async () => {
    const { service, at } = await started();
    assert.equal((await token(at)).status, 404);
    service.add(identity);
    const headers = { "x-aws-ec2-metadata-token": await (await token(at)).text() };
    const ask = async (path: string): Promise<string> => (await fetch(`${at}/meta-data/${path}`, { headers })).text();
    assert.equal(await ask("instance-id"), "i-1");
    assert.equal(await ask("placement/availability-zone"), "eu-central-1b");
    assert.equal(await ask("local-ipv4"), local);
    assert.equal((await fetch(`${at}/meta-data/iam`, { headers })).status, 404);
    assert.equal((await fetch(`${at}/meta-data/instance-id`)).status, 401);
    const wrong = { "x-aws-ec2-metadata-token": "guessed" };
    assert.equal((await fetch(`${at}/meta-data/instance-id`, { headers: wrong })).status, 401);
  });

  it("gives tokens of a lifetime that AWS would give, and no longer", async () => {
    const { service, at } = await started();
    service.add(identity);
    for (const ttl of ["0", "21601", "x"]) assert.equal((await token(at, ttl)).status, 400);
    assert.equal((await fetch(`${at}/api/token`)).status, 405);
    const headers = { "x-aws-ec2-metadata-token": await (await token(at, "1")).text() };
    await eventually(
      "the token has expired",
      async () => (await fetch(`${at}/meta-data/instance-id`, { headers })).status === 401,
    );
  });

  it("tells what the Auto Scaling group wants of the instance", async () => {
    const { service, at } = await started();
    service.add(identity);
    const headers = { "x-aws-ec2-metadata-token": await (await token(at)).text() };
    const state = async (): Promise<string> =>
      (await fetch(`${at}/meta-data/autoscaling/target-lifecycle-state`, { headers })).text();
    assert.equal(await state(), "InService");
    service.want("i-1", "Terminated");
    assert.equal(await state(), "Terminated");
    assert.throws(() => {
      service.want("i-2", "Terminated");
    }, /i-2/);
  });
});

describe("the load balancer of the boot test", () => {
  const hosts = ["127.0.0.2", "127.0.0.3"] as const;
  const healthy = new Set<string>();

  async function started(): Promise<{ balancer: LoadBalancer; url: string; port: number }> {
    healthy.clear();
    const answerOf =
      (host: string) =>
      (url: string): [number, string] =>
        url === "/ready" ? [healthy.has(host) ? 200 : 503, ""] : [200, `${host} ${url}`];
    const port = await serve(hosts[0], 0, answerOf(hosts[0]));
    await serve(hosts[1], port, answerOf(hosts[1]));
    const settings = { targetPort: port, healthPath: "/ready", patterns: ["/api/v1/push", "/prometheus/*", "/a?c"] };
    const balancer = stopping(await LoadBalancer.start(settings, [{ host: local, port: 0 }]));
    return { balancer, url: `http://${local}:${balancer.ports[0]}`, port };
  }
  const ask = async (url: string): Promise<[number, string]> => {
    const answer = await fetch(url);
    return [answer.status, await answer.text()];
  };

  it("forwards what a rule allows to healthy targets in turn", async () => {
    const { balancer, url } = await started();
    assert.deepEqual((await ask(`${url}/api/v1/push`))[0], 503);
    for (const host of hosts) balancer.register(host);
    assert.deepEqual((await ask(`${url}/api/v1/push`))[0], 200, "to any where none is healthy, as AWS' does");
    hosts.forEach((host) => healthy.add(host));
    await eventually("both healthy", () => balancer.healthy.length === 2);
    const answers = [await ask(`${url}/prometheus/api?x=1`), await ask(`${url}/prometheus/api?x=1`)];
    assert.deepEqual(answers.sort(), [
      [200, "127.0.0.2 /prometheus/api?x=1"],
      [200, "127.0.0.3 /prometheus/api?x=1"],
    ]);
    assert.equal((await ask(`${url}/abc`))[0], 200);
    for (const path of ["/ready", "/api/v1/pushed", "/prometheus", "/abbc", "/"]) {
      assert.deepEqual(await ask(`${url}${path}`), [404, "no such route\n"], path);
    }
  });

  it("gives nothing to a target that is ill or was taken out", async () => {
    const { balancer, url } = await started();
    hosts.forEach((host) => {
      healthy.add(host);
      balancer.register(host);
    });
    await eventually("both healthy", () => balancer.healthy.length === 2);
    healthy.delete(hosts[0]);
    await eventually("it is ill", () => balancer.healthy.length === 1);
    for (let i = 0; i < 4; i++) assert.match((await ask(`${url}/api/v1/push`))[1], /^127\.0\.0\.3/);
    balancer.deregister(hosts[1]);
    for (let i = 0; i < 4; i++) assert.match((await ask(`${url}/api/v1/push`))[1], /^127\.0\.0\.2/);
  });
});

describe("the relay of the boot test", () => {
  it("passes requests on as they are, and writes down the calls of the query protocol", async () => {
    const seen: string[] = [];
    const port = await serve(local, 0, (url, body) => {
      seen.push(`${url} ${createHash("sha256").update(body).digest("hex")}`);
      return body.includes("Unknown") ? [400, "no"] : [200, "yes"];
    });
    const relay = stopping(await Relay.start(local, port));
    const url = `http://${local}:${relay.port}`;
    const form = (body: string): RequestInit => ({
      method: "POST",
      body,
      headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
    });
    const large = "x".repeat(3_000_000);
    assert.equal(await (await fetch(`${url}/bucket/key?uploads`, { method: "PUT", body: large })).text(), "yes");
    const called = "Action=CompleteLifecycleAction&InstanceId=i-1&LifecycleHookName=drain";
    assert.equal((await fetch(url, form(called))).status, 200);
    assert.equal((await fetch(url, form("Action=Unknown&InstanceId=i-1"))).status, 400);
    const hash = (text: string): string => createHash("sha256").update(text).digest("hex");
    assert.deepEqual(seen.slice(0, 2), [`/bucket/key?uploads ${hash(large)}`, `/ ${hash(called)}`]);
    assert.deepEqual(
      relay.calls.map(({ from, action, status }) => ({ from, action, status })),
      [
        { from: local, action: "CompleteLifecycleAction", status: 200 },
        { from: local, action: "Unknown", status: 400 },
      ],
    );
    assert.equal(relay.callsOf("CompleteLifecycleAction", "i-1")[0]?.form["LifecycleHookName"], "drain");
    assert.deepEqual(relay.callsOf("CompleteLifecycleAction", "i-2"), []);
  });

  it("says 502 where the emulator does not answer", async () => {
    const port = await serve(local, 0, () => [200, ""]);
    for (const stop of stops.splice(0)) await stop();
    const relay = stopping(await Relay.start(local, port));
    assert.equal((await fetch(`http://${local}:${relay.port}/`)).status, 502);
  });
});

describe("the file server of the boot test", () => {
  const inFolder = temporaryFolder();

  it("gives the files of its folder and no other, and writes down who asked", async () => {
    await writeFile(inFolder("a.zip"), "zipped");
    const files = stopping(await FileServer.start(inFolder(), local));
    const url = `http://${local}:${files.port}`;
    assert.equal(await (await fetch(`${url}/a.zip`)).text(), "zipped");
    files.spoil("127.0.0.9", "a.zip");
    assert.equal(await (await fetch(`${url}/a.zip`)).text(), "zipped");
    files.spoil(local, "a.zip");
    assert.equal(await (await fetch(`${url}/a.zip`)).text(), "zippedx");
    assert.equal((await fetch(`${url}/b.zip`)).status, 404);
    assert.equal((await fetch(`${url}/..%2f..%2fetc%2fpasswd`)).status, 404);
    assert.deepEqual(
      files.requests.map(({ from, file, status }) => `${from} ${file} ${status}`),
      [...Array<string>(3).fill(`${local} a.zip 200`), `${local} b.zip 404`, `${local} ../../etc/passwd 404`],
    );
  });
});
