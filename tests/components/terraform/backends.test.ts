import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { TerraformError } from "../../../components/terraform/error.ts";
import { readOutputs, readState, type StateBackend } from "../../../components/terraform/read.ts";
import { startMocks } from "../../support/mocks.ts";
import { fakeExecutable, temporaryFolder, withEnv } from "../../toolchain/temporary.ts";
import { RecordingServer } from "../../support/recording-server.ts";

const stateText = (name: string) =>
  JSON.stringify({
    version: 4,
    terraform_version: "1.11.4",
    serial: 1,
    lineage: name,
    outputs: { name: { value: name, type: "string" } },
    resources: [],
  });

async function refusal(source: StateBackend): Promise<string> {
  try {
    await readState(source);
  } catch (error) {
    assert.ok(error instanceof TerraformError, String(error));
    return error.message;
  }
  assert.fail("it was read");
}

describe("terraform: backends", () => {
  let server: RecordingServer | undefined;
  let folder = "";

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "cortex-terraform-"));
  });

  afterEach(async () => {
    await server?.stop();
    server = undefined;
    rmSync(folder, { recursive: true });
  });

  /** Answers with what stands at a path, 404 elsewhere. */
  async function serve(contents: Record<string, string | Buffer>, deny = 404): Promise<RecordingServer> {
    server = await RecordingServer.start(({ url }) => {
      const body = contents[url.split("?")[0] ?? ""];
      return body === undefined ? { status: deny } : { status: 200, body };
    });
    return server;
  }

  /** What the layer promises: it reads, and does nothing else. */
  function onlyGets(requests: RecordingServer): void {
    assert.ok(requests.requests.length > 0);
    assert.deepEqual([...new Set(requests.requests.map(({ method }) => method))], ["GET"]);
  }

  describe("local", () => {
    it("reads the file, and the file of a workspace", async () => {
      const file = join(folder, "terraform.tfstate");
      writeFileSync(file, stateText("default"));
      mkdirSync(join(folder, "terraform.tfstate.d", "blue"), { recursive: true });
      writeFileSync(join(folder, "terraform.tfstate.d", "blue", "terraform.tfstate"), stateText("blue"));
      assert.equal((await readState({ backend: "local", path: file })).lineage, "default");
      assert.equal((await readState({ backend: "local", path: file, workspace: "blue" })).lineage, "blue");
      assert.equal((await readOutputs({ backend: "local", path: file })).get("name")?.value, "default");
      const named = join(folder, "net work.tfstate");
      writeFileSync(named, stateText("named"));
      assert.equal((await readState({ backend: "local", path: named })).lineage, "named");
      assert.equal((await readState({ backend: "local", path: named, workspace: "blue" })).lineage, "blue");
    });

    it("tells of a missing file, a missing workspace, a folder", async () => {
      const file = join(folder, "terraform.tfstate");
      assert.match(await refusal({ backend: "local", path: file }), /^There is no Terraform state at /);
      assert.match(
        await refusal({ backend: "local", path: file, workspace: "blue" }),
        /for the workspace "blue" at .*terraform\.tfstate\.d/,
      );
      assert.match(await refusal({ backend: "local", path: folder }), /is a folder, not a state/);
      writeFileSync(file, "");
      assert.match(await refusal({ backend: "local", path: join(file, "x") }), /^There is no Terraform state at /);
    });
  });

  describe("http", () => {
    it("reads with a login, and only reads", async () => {
      const requests = await serve({ "/state": stateText("web") });
      const state = await readState({
        backend: "http",
        address: `http://${requests.address}/state?x=1`,
        username: "u",
        password: "p",
      });
      assert.equal(state.lineage, "web");
      assert.equal(requests.requests[0]?.headers.authorization, `Basic ${Buffer.from("u:p").toString("base64")}`);
      const inAddress = `http://us%40er:p%3Aw@${requests.address}/state`;
      assert.equal((await readState({ backend: "http", address: inAddress })).lineage, "web");
      assert.equal(requests.requests[1]?.headers.authorization, `Basic ${Buffer.from("us@er:p:w").toString("base64")}`);
      onlyGets(requests);
    });

    it("tells of a missing state, a refused login and a server that is not there, and never the password", async () => {
      const requests = await serve({}, 404);
      const broken = `http://${requests.address}/state`;
      const line = await refusal({ backend: "http", address: broken, headers: { authorization: "Bearer ge\nheim" } });
      assert.match(line, /does not answer \(.*line break/);
      assert.doesNotMatch(line, /heim/);
      const noUrl = await refusal({ backend: "http", address: "http://u:geheim@host:99999/state" });
      assert.match(noUrl, /^http:\/\/host:99999\/state is no URL/);
      const address = `http://${requests.address}/state?token=hidden`;
      const missing = await refusal({ backend: "http", address });
      assert.match(missing, /^There is no Terraform state at http:\/\/127\.0\.0\.1:\d+\/state \(HTTP 404\)/);
      assert.doesNotMatch(missing, /hidden/);
      await requests.stop();
      assert.match(await refusal({ backend: "http", address }), /does not answer/);
      const denied = await serve({}, 403);
      const refused = await refusal({
        backend: "http",
        address: `http://${denied.address}/state`,
        username: "u",
        password: "geheim",
      });
      assert.match(refused, /refuses to be read \(HTTP 403\)/);
      assert.doesNotMatch(refused, /geheim/);
    });
  });

  describe("consul", () => {
    it("reads a key, a workspace's key, a packed state and one in chunks, and only reads", async () => {
      const whole = Buffer.from(stateText("in chunks"));
      const packed = gzipSync(stateText("packed in chunks"));
      // As Terraform writes the list: its keys in order, the hash behind all names.
      const names = Array.from({ length: 40 }, (_, i) => `long/tfstate.0123456789abcdef0123456789abcdef/${i}`);
      const requests = await serve({
        "/v1/kv/team/state": stateText("plain"),
        "/v1/kv/team/state-env%3Ablue": stateText("blue"),
        "/v1/kv/packed": gzipSync(stateText("packed")),
        "/v1/kv/big": JSON.stringify({ chunks: ["big/.tfstate/ab/0", "big/.tfstate/ab/1"], "current-hash": "ab" }),
        "/v1/kv/big/.tfstate/ab/0": whole.subarray(0, 20),
        "/v1/kv/big/.tfstate/ab/1": whole.subarray(20),
        "/v1/kv/both": JSON.stringify({ "current-hash": "cd", chunks: ["both/.tfstate/cd/0", "both/.tfstate/cd/1"] }),
        "/v1/kv/long": JSON.stringify({ chunks: names, "current-hash": "ef" }),
        ...Object.fromEntries(
          names.map((name, i) => [`/v1/kv/${name}`, whole.subarray(i * 10, i === 39 ? undefined : i * 10 + 10)]),
        ),
        "/v1/kv/both/.tfstate/cd/0": packed.subarray(0, 30),
        "/v1/kv/both/.tfstate/cd/1": packed.subarray(30),
      });
      const { address } = requests;
      const lineage = async (path: string, workspace?: string): Promise<string> =>
        (
          await readState({
            backend: "consul",
            address,
            path,
            token: "t",
            ...(workspace === undefined ? {} : { workspace }),
          })
        ).lineage;
      assert.equal(await lineage("team/state"), "plain");
      assert.equal(await lineage("team/state", "blue"), "blue");
      assert.equal(await lineage("packed"), "packed");
      assert.equal(await lineage("big"), "in chunks");
      assert.equal(await lineage("long"), "in chunks");
      assert.equal(await lineage("both"), "packed in chunks");
      assert.ok(requests.requests.every(({ headers }) => headers["x-consul-token"] === "t"));
      onlyGets(requests);
    });

    it("tells of a missing key", async () => {
      const { address } = await serve({});
      assert.match(
        await refusal({ backend: "consul", address, path: "nowhere" }),
        /no Terraform state at the Consul key nowhere/,
      );
    });
  });

  describe("s3", () => {
    const keys = { AWS_ACCESS_KEY_ID: "testing", AWS_SECRET_ACCESS_KEY: "testing" };
    const before = { ...process.env };

    beforeEach(() => {
      Object.assign(process.env, keys);
    });

    afterEach(() => {
      for (const key of Object.keys(keys)) Reflect.deleteProperty(process.env, key);
      Object.assign(process.env, before);
    });

    const place = (address: string) =>
      ({
        backend: "s3",
        bucket: "states",
        key: "net/terraform.tfstate",
        region: "eu-central-1",
        endpoint: `http://${address}`,
        usePathStyle: true,
      }) as const;

    it("reads the object of each workspace, and only reads", async () => {
      const requests = await serve({
        "/states/net/terraform.tfstate": stateText("default"),
        "/states/env%3A/blue/net/terraform.tfstate": stateText("blue"),
        "/states/teams/blue/net/terraform.tfstate": stateText("prefixed"),
      });
      const source = place(requests.address);
      assert.equal((await readState(source)).lineage, "default");
      assert.equal((await readState({ ...source, workspace: "blue" })).lineage, "blue");
      assert.equal(
        (await readState({ ...source, workspace: "blue", workspaceKeyPrefix: "teams" })).lineage,
        "prefixed",
      );
      onlyGets(requests);
    });

    it("sends the key of SSE-C with its digest", async () => {
      const requests = await serve({ "/states/net/terraform.tfstate": stateText("sealed") });
      await readState({ ...place(requests.address), sseCustomerKey: Buffer.alloc(32, 1).toString("base64") });
      const headers = requests.requests[0]?.headers;
      assert.ok(headers);
      assert.equal(headers["x-amz-server-side-encryption-customer-algorithm"], "AES256");
      assert.equal(headers["x-amz-server-side-encryption-customer-key"], Buffer.alloc(32, 1).toString("base64"));
      assert.ok(headers["x-amz-server-side-encryption-customer-key-md5"]);
    });

    for (const [name, status, code, message] of [
      [
        "a missing object",
        404,
        "NoSuchKey",
        /no Terraform state at s3:\/\/states\/env:\/blue\/net\/terraform\.tfstate \(workspace "blue"\)\. .*nothing was made there/,
      ],
      ["a missing bucket", 404, "NoSuchBucket", /There is no bucket states/],
      ["denied access", 403, "AccessDenied", /may not be read \(AccessDenied\).*s3:GetObject/],
    ] as const) {
      it(`tells of ${name}`, async () => {
        server = await RecordingServer.start(() => ({
          status,
          headers: { "content-type": "application/xml" },
          body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`,
        }));
        assert.match(await refusal({ ...place(server.address), workspace: "blue" }), message);
        onlyGets(server);
      });
    }
  });

  describe("azurerm", () => {
    const source = (address: string) =>
      ({
        backend: "azurerm",
        storageAccountName: "states",
        containerName: "net",
        key: "prod/terraform.tfstate",
        blobEndpoint: `http://${address}/`,
      }) as const;
    const accessKey = Buffer.alloc(32, 7).toString("base64");

    it("looks whether the blob is there, then asks @pulumi/terraform; every output is a secret", async () => {
      const requests = await serve({ "/net/prod/terraform.tfstateenv%3Ablue": "" });
      const asked: [string, Record<string, unknown>][] = [];
      await startMocks({
        call: (token, inputs) => {
          asked.push([token, inputs]);
          return { outputs: { id: "vpc-1" } };
        },
      });
      const outputs = await readOutputs({ ...source(requests.address), accessKey, workspace: "blue" });
      assert.deepEqual([...outputs], [["id", { value: "vpc-1", sensitive: true }]]);
      assert.deepEqual(asked, [
        [
          "terraform:state:getAzureRMReference",
          {
            storageAccountName: "states",
            containerName: "net",
            key: "prod/terraform.tfstate",
            workspace: "blue",
            accessKey,
          },
        ],
      ]);
      assert.deepEqual(
        requests.requests.map(({ url }) => url),
        ["/net/prod/terraform.tfstateenv%3Ablue?comp=metadata"],
      );
      assert.match(String(requests.requests[0]?.headers.authorization), /^SharedKey states:[\w+/]{43}=$/);
      onlyGets(requests);
    });

    it("signs with a SAS token where there is no key, and asks nothing with neither", async () => {
      const requests = await serve({ "/net/prod/terraform.tfstate": "" });
      await startMocks({ call: () => ({ outputs: {} }) });
      const open = source(requests.address);
      await readOutputs({ ...open, sasToken: "?sv=1&sig=a%2Fb" });
      assert.equal(requests.requests[0]?.url, "/net/prod/terraform.tfstate?comp=metadata&sv=1&sig=a%2Fb");
      assert.equal(requests.requests[0].headers.authorization, undefined);
      await assert.rejects(readOutputs(open), /there is neither\. Set accessKey or sasToken/);
      assert.equal(requests.requests.length, 1);
    });

    it("never asks @pulumi/terraform, which would make it, where the blob is missing or hidden", async () => {
      const { calls } = await startMocks();
      const missing = await serve({}, 404);
      await assert.rejects(
        readOutputs({ ...source(missing.address), accessKey }),
        /There is no Terraform state at the blob net\/prod\/terraform\.tfstate of the storage account states \(HTTP 404\)/,
      );
      await missing.stop();
      const hidden = await serve({}, 403);
      await assert.rejects(readOutputs({ ...source(hidden.address), accessKey }), /refuses to be read \(HTTP 403\)/);
      assert.deepEqual(calls, []);
    });

    it("tells what @pulumi/terraform says, without the key", async () => {
      const requests = await serve({ "/net/prod/terraform.tfstate": "" });
      await startMocks({
        call: () => {
          throw new Error("no such host");
        },
      });
      await assert.rejects(readOutputs({ ...source(requests.address), accessKey }), (error: unknown) => {
        assert.ok(error instanceof TerraformError);
        assert.match(error.message, /^The outputs of the blob net\/.* could not be read: /);
        assert.doesNotMatch(error.message, /BwcHBwcH/);
        return true;
      });
    });
  });

  describe("command", () => {
    const place = temporaryFolder();

    /** A `tofu` that answers `workspace list` and `state pull`, and notes how it was called. */
    async function withTofu<T>(script: string, work: () => Promise<T>): Promise<{ value: T; calls: string[] }> {
      const calls = place("calls");
      writeFileSync(calls, "");
      await fakeExecutable(place("bin", "tofu"), `echo "$* \${TF_WORKSPACE-}" >> ${calls}\n${script}`);
      const value = await withEnv("PATH", `${place("bin")}:${process.env["PATH"]}`, work);
      return { value, calls: readFileSync(calls, "utf8").trim().split(/ *\n/) };
    }

    const list = String.raw`[ "$1" = workspace ] && printf '  default\n* blue\n\n'`;
    const pull = `[ "$1" = state ] && printf '%s' '${stateText("pulled")}'`;
    const source = (workspace?: string): StateBackend => ({
      backend: "command",
      command: "tofu",
      directory: place(),
      ...(workspace === undefined ? {} : { workspace }),
    });

    it("asks for the state of the workspace that is selected, or of the one that is named", async () => {
      const selected = await withTofu(`${list} || ${pull}`, () => readState(source()));
      assert.equal(selected.value.lineage, "pulled");
      assert.deepEqual(selected.calls.at(-1), "state pull");
      const named = await withTofu(`${list} || ${pull}`, () => readState(source("default")));
      assert.deepEqual(named.calls.at(-1), "state pull default");
    });

    it("never asks for a state of a workspace that is not there, which would make it", async () => {
      const unknown = await withTofu(`${list} || ${pull}`, () => refusal(source("green")));
      assert.match(unknown.value, /has no workspace "green"\. Name one of these: default, blue\./);
      assert.deepEqual(unknown.calls, ["workspace list"]);
      const gone = await withTofu(`printf '  default\\n\\n'`, () => refusal(source()));
      assert.match(gone.value, /The workspace that is selected in .* does not exist\. .*: default\./);
      assert.deepEqual(gone.calls, ["workspace list"]);
    });

    it("reads from a backend that knows no workspaces", async () => {
      const none = `[ "$1" = workspace ] && { echo "workspaces not supported" >&2; exit 1; }`;
      const { value } = await withTofu(`${none} || ${pull}`, () => readState(source()));
      assert.equal(value.lineage, "pulled");
      const named = await withTofu(`${none} || ${pull}`, () => refusal(source("blue")));
      assert.match(named.value, /`tofu workspace list` in .* failed:\nworkspaces not supported\n/);
    });

    it("leaves out the warnings that OpenTofu prints before a state", async () => {
      const warn = "printf 'Warning: no such file\\n\\nThe file {x} is missing.\\n'";
      const { value } = await withTofu(`${warn}; ${list} || ${pull}`, () => readState(source()));
      assert.equal(value.lineage, "pulled");
    });

    it("tells of a folder that is not there, a folder that is not initialised, and no state", async () => {
      const message = await refusal({ backend: "command", directory: place("nowhere") });
      assert.match(message, /could not be started.*Check that the folder is there/s);
      const raw = await withTofu("echo 'Error: Backend initialization required' >&2; exit 1", () => refusal(source()));
      assert.match(raw.value, /failed:\nError: Backend initialization required\n.*must be initialised/s);
      const nothing = await withTofu(`${list} || true`, () => refusal(source()));
      assert.match(nothing.value, /printed no state: there is none/);
    });
  });
});
