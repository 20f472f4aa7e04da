// States that the real Terraform and OpenTofu wrote, read from every backend that this machine can run.
import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import type { StateBackend } from "../../../components/terraform/read.ts";
import { emulatorVariables } from "../../../toolchain/emulator.ts";
import { RecordingProxy } from "../../support/recording-proxy.ts";
import { emulatorAddress, region } from "../aws/support/stack.ts";
import { Configuration, type Content } from "./support/configuration.ts";
import { assertNothing, assertOnlyReads, assertReads, refusal } from "./support/expected.ts";
import { GoogleStorage } from "./support/google.ts";
import { Consul, Postgres } from "./support/services.ts";
import { StateServer } from "./support/state-server.ts";

const secret = "geheim";

describe("states of the real Terraform", () => {
  const undo: (() => unknown)[] = [];

  function configuration(program: "terraform" | "tofu", content: Partial<Content>, env?: Record<string, string>) {
    const made = new Configuration(program, { secret, ...content }, env);
    undo.push(() => made.remove());
    return made;
  }

  async function recordingProxy(target: string): Promise<RecordingProxy> {
    const proxy = await RecordingProxy.start(target);
    undo.push(() => proxy.stop());
    return proxy;
  }

  afterEach(async () => {
    for (const step of undo.splice(0).reverse()) await step();
  });

  /** Every file below a folder with its content: what a reader must leave as it is. */
  function contents(folder: string): Map<string, string> {
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name));
    return new Map(files.filter((file) => statSync(file).isFile()).map((file) => [file, readFileSync(file, "latin1")]));
  }

  for (const program of ["terraform", "tofu"] as const) {
    it(`local, by ${program}: the default workspace and another one`, async () => {
      const made = configuration(program, {});
      await made.apply();
      const file = join(made.folder, "terraform.tfstate");
      await assertReads({ backend: "local", path: file }, { configuration: made, secret });
      await made.applyWorkspace("blue");
      const blue: StateBackend = { backend: "local", path: file, workspace: "blue" };
      await assertReads(blue, { configuration: made, secret, workspace: "blue" });
      const before = contents(made.folder);
      assert.match(await refusal({ backend: "local", path: file, workspace: "green" }), /workspace "green"/);
      assert.deepEqual(contents(made.folder), before, "nothing was written");
    });
  }

  it("http, with basic authentication", async () => {
    const server = await StateServer.start("reader", "a password");
    undo.push(() => server.stop());
    const address = `${server.url}/states/network`;
    const login = { username: "reader", password: "a password" };
    const made = configuration("terraform", {
      backend: ["http", { address, lock_address: address, unlock_address: address, ...login }],
    });
    await made.apply();
    assert.ok(
      server.requests.some(({ method }) => method === "LOCK"),
      "Terraform itself locks",
    );
    const applied = server.requests.length;
    const addresses = await made.addresses();
    const listed = server.requests.length;
    assert.ok(listed > applied && addresses.length > 0);
    await assertReads({ backend: "http", address, ...login }, { configuration: made, secret });
    assertOnlyReads(server.requests.slice(listed));
    assert.match(await refusal({ backend: "http", address }), /refuses to be read \(HTTP 401\)/);
    assert.match(await refusal({ backend: "http", address: `${address}-2`, ...login }), /There is no Terraform state/);
  });

  describe("s3, at the emulator", () => {
    let before: NodeJS.ProcessEnv = {};

    beforeEach(() => {
      before = { ...process.env };
      Object.assign(process.env, emulatorVariables);
    });

    afterEach(() => {
      for (const name of [...Object.keys(emulatorVariables), "AWS_CONFIG_FILE", "AWS_ENDPOINT_URL_STS"]) {
        if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = before[name];
      }
    });

    async function bucket(): Promise<{ name: string; client: S3Client }> {
      const client = new S3Client({ endpoint: emulatorAddress(), region, forcePathStyle: true });
      undo.push(() => client.destroy());
      const name = `states-${randomBytes(6).toString("hex")}`;
      await client.send(
        new CreateBucketCommand({ Bucket: name, CreateBucketConfiguration: { LocationConstraint: region } }),
      );
      return { name, client };
    }

    const settings = (name: string) => ({
      bucket: name,
      key: "network/terraform.tfstate",
      region,
      endpoints: { s3: emulatorAddress() },
      use_path_style: true,
      use_lockfile: true,
      skip_credentials_validation: true,
      skip_requesting_account_id: true,
      skip_metadata_api_check: true,
    });

    const place = (name: string, address: string) =>
      ({
        backend: "s3",
        bucket: name,
        key: "network/terraform.tfstate",
        region,
        endpoint: `http://${address}`,
        usePathStyle: true,
      }) as const;

    it("workspaces with Terraform's own prefix and with another", async () => {
      const { name, client } = await bucket();
      const proxy = await recordingProxy(emulatorAddress());
      for (const prefix of [undefined, "teams/one"]) {
        const workspaces = prefix === undefined ? {} : { workspace_key_prefix: prefix };
        const made = configuration(
          "terraform",
          { backend: ["s3", { ...settings(name), ...workspaces }] },
          emulatorVariables,
        );
        await made.apply();
        await assertReads(place(name, proxy.address), { configuration: made, secret });
        await made.applyWorkspace("blue");
        const blue: StateBackend = {
          ...place(name, proxy.address),
          workspace: "blue",
          ...(prefix === undefined ? {} : { workspaceKeyPrefix: prefix }),
        };
        await assertReads(blue, { configuration: made, secret, workspace: "blue" });
        if (prefix === undefined)
          await client.send(new GetObjectCommand({ Bucket: name, Key: "env:/blue/network/terraform.tfstate" }));
      }
      const objects = async (): Promise<unknown> =>
        (await client.send(new ListObjectsV2Command({ Bucket: name }))).Contents?.map(({ Key, ETag }) => [Key, ETag]);
      const there = await objects();
      assert.match(
        await refusal({ ...place(name, proxy.address), workspace: "green" }),
        /There is no Terraform state at s3:\/\/.*env:\/green\/.* \(workspace "green"\)/,
      );
      assert.match(await refusal(place(`${name}-not`, proxy.address)), /There is no bucket/);
      assert.deepEqual(await objects(), there, "nothing was written");
      assertOnlyReads(proxy.requests);
    });

    it("with a key of the customer's own (SSE-C)", async () => {
      const { name } = await bucket();
      const proxy = await recordingProxy(emulatorAddress());
      const sseCustomerKey = randomBytes(32).toString("base64");
      const backend: [string, Record<string, unknown>] = [
        "s3",
        { ...settings(name), encrypt: true, sse_customer_key: sseCustomerKey },
      ];
      const made = configuration("terraform", { backend }, emulatorVariables);
      await made.apply();
      await assertReads({ ...place(name, proxy.address), sseCustomerKey }, { configuration: made, secret });
      for (const { headers } of proxy.requests) {
        assert.equal(headers["x-amz-server-side-encryption-customer-key"], sseCustomerKey);
      }
      assertOnlyReads(proxy.requests);
    });

    it("with a role that a profile assumes", async () => {
      const { name } = await bucket();
      const [states, identity] = [await recordingProxy(emulatorAddress()), await recordingProxy(emulatorAddress())];
      const made = configuration("terraform", { backend: ["s3", settings(name)] }, emulatorVariables);
      await made.apply();
      const file = join(made.folder, "aws.ini");
      const role = "arn:aws:iam::123456789012:role/reader";
      writeFileSync(
        file,
        `[profile reader]\nrole_arn = ${role}\ncredential_source = Environment\nregion = ${region}\n`,
      );
      process.env["AWS_CONFIG_FILE"] = file;
      process.env["AWS_ENDPOINT_URL_STS"] = `http://${identity.address}`;
      await assertReads({ ...place(name, states.address), profile: "reader" }, { configuration: made, secret });
      assert.deepEqual([...new Set(identity.requests.map(({ method }) => method))], ["POST"], "the role was asked for");
      for (const { headers } of states.requests) {
        assert.match(String(headers["x-amz-security-token"]), /./, "temporary credentials");
        assert.doesNotMatch(String(headers.authorization), /testing/);
      }
      assertOnlyReads(states.requests);
    });
  });

  it("consul: plain, packed, in chunks, both, and workspaces, with a token that may only read", async () => {
    const consul = await Consul.start(randomUUID());
    undo.push(() => consul.stop());
    const token = await consul.reader();
    const proxy = await recordingProxy(consul.url);
    // Random, so that it is over the limit of 512 KiB packed too.
    const large = randomBytes(700_000).toString("base64");
    for (const [path, gzip, content] of [
      ["plain", false, secret],
      ["packed", true, secret],
      ["team/chunks", false, large],
      ["team/both", true, large],
    ] as const) {
      const backend: [string, Record<string, unknown>] = [
        "consul",
        { address: new URL(consul.url).host, scheme: "http", path, gzip, access_token: consul.manager },
      ];
      const made = configuration("terraform", { backend, secret: content });
      await made.apply();
      const source: StateBackend = { backend: "consul", address: proxy.address, path, token };
      await assertReads(source, { configuration: made, secret: content });
      await made.applyWorkspace("blue");
      await assertReads({ ...source, workspace: "blue" }, { configuration: made, secret: content, workspace: "blue" });
    }
    const asked = proxy.requests.map(({ url }) => url);
    assert.ok(
      asked.some((url) => /^\/v1\/kv\/team\/chunks\/tfstate\.[0-9a-f]+\/1\?/.test(url)),
      "chunks were read",
    );
    assert.ok(
      asked.some((url) => /^\/v1\/kv\/team\/both-env%3Ablue\/tfstate\.[0-9a-f]+\/1\?/.test(url)),
      "packed chunks were read",
    );
    const missing: StateBackend = { backend: "consul", address: proxy.address, path: "nowhere", token };
    assert.match(await refusal(missing), /no Terraform state at the Consul key nowhere/);
    const denied: StateBackend = { backend: "consul", address: proxy.address, path: "plain", token: randomUUID() };
    assert.match(await refusal(denied), /refuses to be read \(HTTP 403\)/);
    assertOnlyReads(proxy.requests);
  });

  it("PostgreSQL, through `terraform state pull` with a role that may only read", async () => {
    const postgres = await Postgres.start();
    undo.push(() => postgres.stop());
    const written = configuration("terraform", { backend: ["pg", { conn_str: postgres.url("postgres") }] });
    await written.apply();
    await written.applyWorkspace("blue");
    await postgres.sql(
      "create role reader login; grant usage on schema terraform_remote_state to reader; " +
        "grant select on all tables in schema terraform_remote_state to reader",
    );
    const skipped = { skip_schema_creation: true, skip_table_creation: true, skip_index_creation: true };
    const read = configuration("terraform", { backend: ["pg", { conn_str: postgres.url("reader"), ...skipped }] });
    await read.run("init", "-input=false", "-no-color");
    const rows = (): Promise<string> =>
      postgres.sql("select name, md5(data) from terraform_remote_state.states order by name");
    const before = await rows();
    const source: StateBackend = { backend: "command", directory: read.folder };
    await assertReads({ ...source, workspace: "blue" }, { configuration: written, secret, workspace: "blue" });
    await written.select("default");
    await assertReads(source, { configuration: written, secret });
    assert.match(
      await refusal({ ...source, workspace: "green" }),
      /no workspace "green"\. Name one of these: default, blue\./,
    );
    assert.equal(await rows(), before, "nothing was written");
    const statements = postgres.statements("reader");
    assert.ok(statements.length > 0, "statements were noted");
    for (const statement of statements) {
      assert.match(statement, /^select /i);
      assert.doesNotMatch(statement, /advisory/);
    }
    assert.ok(
      postgres.statements("postgres").some((statement) => statement.includes("advisory")),
      "Terraform itself locks",
    );
  });

  it("Google Cloud Storage, through `terraform state pull`", async () => {
    const storage = await GoogleStorage.start();
    undo.push(() => storage.stop());
    await storage.makeBucket("states");
    const made = configuration("terraform", {
      backend: [
        "gcs",
        { bucket: "states", prefix: "network", access_token: "any", storage_custom_endpoint: storage.endpoint },
      ],
    });
    await made.apply();
    await made.applyWorkspace("blue");
    const locked = (requests: { method: string; url: string }[]): boolean =>
      requests.some(({ method, url }) => method !== "GET" && url.includes("tflock"));
    assert.ok(locked(storage.requests), "Terraform itself locks");
    await made.addresses();
    const written = storage.requests.length;
    const source: StateBackend = { backend: "command", directory: made.folder };
    await assertReads(source, { configuration: made, secret, workspace: "blue" });
    assert.match(
      await refusal({ ...source, workspace: "green" }),
      /no workspace "green"\. Name one of these: default, blue\./,
    );
    assertOnlyReads(storage.requests.slice(written));
  });

  it("an encrypted state of OpenTofu: a message, and through `tofu state pull` the state", async () => {
    const made = configuration("tofu", {
      encryption: {
        key_provider: { pbkdf2: { mine: { passphrase: "a passphrase of some length" } } },
        method: { aes_gcm: { mine: { keys: "${key_provider.pbkdf2.mine}" } } },
        state: { method: "method.aes_gcm.mine", enforced: true },
      },
    });
    await made.apply();
    const path = join(made.folder, "terraform.tfstate");
    assert.doesNotMatch(readFileSync(path, "utf8"), /terraform_data|geheim/, "it is encrypted");
    assert.match(await refusal({ backend: "local", path }), /is encrypted by OpenTofu\. .*`tofu state pull`/);
    const source: StateBackend = { backend: "command", command: "tofu", directory: made.folder };
    await assertReads(source, { configuration: made, secret });
    await made.applyWorkspace("blue");
    await assertReads(source, { configuration: made, secret, workspace: "blue" });
    const before = contents(made.folder);
    assert.match(await refusal({ ...source, workspace: "green" }), /no workspace "green"/);
    assert.deepEqual(contents(made.folder), before, "nothing was written");
  });

  it("a fresh workspace without resources, and one from which all was destroyed", async () => {
    const made = configuration("terraform", {});
    await made.apply();
    await made.run("destroy", "-auto-approve", "-no-color");
    const destroyed: StateBackend = { backend: "local", path: join(made.folder, "terraform.tfstate") };
    await assertNothing(destroyed);
    await made.run("workspace", "new", "fresh");
    // Terraform's local backend writes no file before the first apply.
    assert.match(
      await refusal({ ...destroyed, workspace: "fresh" }),
      /There is no Terraform state for the workspace "fresh"/,
    );
  });
});
