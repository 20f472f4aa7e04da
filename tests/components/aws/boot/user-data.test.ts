import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { parse } from "yaml";
import { bootFiles, cloudConfig } from "../../../../components/aws/boot/cloud-config.ts";
import type { BootPlan } from "../../../../components/aws/boot/plan.ts";
import { userData, userDataLimit } from "../../../../components/aws/boot/user-data.ts";
import { instanceKinds } from "../../../../settings/aws/instances.ts";
import { at } from "../../../support/at.ts";
import { plans, secretsOrigin } from "../../../support/boot.ts";

const file = (plan: BootPlan, path: string): string => {
  const found = bootFiles(plan, secretsOrigin()).find((one) => one.path === path);
  assert.ok(found, `${path} is missing`);
  return found.content;
};

const unit = (plan: BootPlan, name: string): string => file(plan, `/etc/systemd/system/${name}.service`);

describe("user data", () => {
  it("is the text again when unpacked, and the same bytes each time", () => {
    const text = "#cloud-config\n" + "x: ü\n".repeat(500);
    const once = userData("it", text);
    assert.equal(gunzipSync(Buffer.from(once, "base64")).toString(), text);
    assert.equal(userData("it", text), once);
    const bytes = Buffer.from(once, "base64");
    assert.deepEqual([...bytes.subarray(0, 2)], [0x1f, 0x8b], "cloud-init knows gzip by this");
    assert.deepEqual([...bytes.subarray(4, 8)], [0, 0, 0, 0], "no time of its making");
  });

  it("is refused when AWS would not take it, with the size and what to look at", () => {
    const large = randomBytes(userDataLimit).toString("hex");
    assert.throws(() => userData("acme-grafana", large), /acme-grafana is \d+ bytes.*16384.*dashboards/s);
  });

  for (const engine of ["blocks", "chunks"] as const) {
    for (const kind of instanceKinds) {
      it(`of ${kind} under ${engine} fits, is a cloud-config, and runs one script`, () => {
        const text = cloudConfig(plans({ engine })[kind], secretsOrigin());
        const size = Buffer.from(userData(kind, text), "base64").length;
        assert.ok(size <= userDataLimit * 0.95, `${size} bytes: less than a twentieth is left`);
        assert.match(text, /^#cloud-config\n/);
        const config: unknown = parse(text);
        assert.deepEqual(at(config, "runcmd"), [["/bin/bash", "/usr/local/lib/cortex-platform/boot.sh"]]);
        const files = at(config, "write_files");
        assert.ok(Array.isArray(files));
        const paths = files.map((one) => String(at(one, "path")));
        assert.equal(new Set(paths).size, paths.length, "no file twice");
        assert.ok(paths.every((path) => path.startsWith("/")));
      });
    }
  }

  it("changes with a secret's version, so that a new secret makes new instances", () => {
    for (const plan of Object.values(plans())) {
      assert.notEqual(cloudConfig(plan, secretsOrigin(1)), cloudConfig(plan, secretsOrigin(2)));
    }
  });

  it("has the dashboards, packed", () => {
    const config: unknown = parse(cloudConfig(plans().grafana, secretsOrigin()));
    const files = at(config, "write_files");
    assert.ok(Array.isArray(files));
    const packed: unknown = files.find((one) => at(one, "encoding") === "b64");
    const unpacked: unknown = JSON.parse(
      brotliDecompressSync(Buffer.from(String(at(packed, "content")), "base64")).toString(),
    );
    assert.ok(typeof unpacked === "object" && unpacked !== null);
    const paths = Object.keys(unpacked);
    assert.ok(paths.includes("/etc/grafana/dashboards/cortex-overview.json"));
    for (const text of Object.values(unpacked)) assert.doesNotThrow(() => JSON.parse(String(text)) as unknown);
    assert.match(file(plans().grafana, "/etc/cortex-platform/boot.env"), /PACKAGES='.*\bbrotli\b/);
  });
});

describe("instances", () => {
  for (const kind of instanceKinds) {
    it(`of ${kind} run every service hardened, watched, with a log of its own`, () => {
      const plan = plans()[kind];
      for (const { name } of plan.services) {
        const text = unit(plan, name);
        for (const line of ["NoNewPrivileges=yes", "ProtectSystem=strict", "PrivateTmp=yes", "MemoryMax="]) {
          assert.ok(text.includes(line), `${name} lacks ${line}`);
        }
        assert.match(text, /^Restart=(?:always|on-failure)$/m);
        assert.ok(text.includes(`append:/var/log/cortex-platform/${name}.log`));
        assert.match(file(plan, "/etc/tmpfiles.d/cortex-platform.conf"), new RegExp(`/${name}\\.log 0644`));
      }
    });

    it(`of ${kind} run nothing but the drain as root`, () => {
      const plan = plans()[kind];
      const asRoot = plan.services.filter(({ name }) => !/^(?:User|DynamicUser)=/m.test(unit(plan, name)));
      assert.deepEqual(
        asRoot.map(({ name }) => name),
        kind === "cortex" || kind === "consul" ? ["cortex-drain"] : [],
      );
    });

    it(`of ${kind} have a user for each service that is made for it, and for each secret`, () => {
      const plan = plans()[kind];
      const made = file(plan, "/etc/sysusers.d/cortex-platform.conf");
      for (const service of plan.services) {
        const user = /^User=(.*)$/m.exec(unit(plan, service.name))?.[1];
        assert.equal(user, service.user);
        if (user !== undefined && user !== "www-data") assert.ok(made.includes(`u ${user} - `));
        for (const { owner } of service.secrets ?? []) assert.equal(owner, service.user);
      }
    });

    it(`of ${kind} ask for their own secrets and no others`, async () => {
      const { secretsRead } = await import("../../../../components/aws/policies/secrets.ts");
      const asked = plans()[kind].services.flatMap(({ secrets = [] }) => secrets.map((one) => one.kind));
      assert.deepEqual(asked.sort(), [...secretsRead[kind]].sort());
    });
  }

  it("of Cortex stop it with all the time of a drain, and before Consul", () => {
    const plan = plans({ aws: { cluster: { drainSeconds: 777 } } }).cortex;
    const text = unit(plan, "cortex");
    assert.match(text, /^TimeoutStopSec=777$/m);
    assert.match(text, /^After=.*\bconsul\.service\b/m);
    assert.match(text, /^AmbientCapabilities=CAP_NET_BIND_SERVICE$/m);
    assert.match(text, / -config\.expand-env=true /);
    assert.match(unit(plan, "cortex-drain"), /^After=.*\bconsul\.service cortex\.service\b/m);
  });

  it("of Cortex know what the drain must know", () => {
    const env = (values: Record<string, unknown>) => file(plans(values).cortex, "/etc/cortex-platform/boot.env");
    const blocks = env({ aws: { cluster: { drainSeconds: 60, maxNodes: 4 } } });
    assert.match(blocks, /^ENGINE='blocks'$/m);
    assert.match(blocks, /^PAUSE_SECONDS='600'$/m);
    assert.match(blocks, /^HEARTBEAT_SECONDS='20'$/m);
    assert.equal(env({ aws: { cluster: { drainSeconds: 60, maxNodes: 9 } } }), blocks, "a size replaces no instance");
    const chunks = env({ engine: "chunks", aws: { cluster: { drainSeconds: 7200 } } });
    assert.match(chunks, /^ENGINE='chunks'$/m);
    assert.match(chunks, /^PAUSE_SECONDS='0'$/m);
    assert.match(chunks, /^HEARTBEAT_SECONDS='60'$/m);
  });

  it("of Cortex send requests to any healthy node, by Consul's DNS", () => {
    const conf = file(plans().cortex, "/etc/nginx/nginx.conf");
    assert.match(conf, /resolver 127\.0\.0\.1:8600 /);
    assert.match(conf, /set \$cortex cortex\.service\.consul:80;/);
    assert.match(conf, /\/api\/v1\/alerts/);
    assert.doesNotMatch(file(plans({ engine: "chunks" }).cortex, "/etc/nginx/nginx.conf"), /\/api\/v1\/alerts/);
  });

  it("of Cortex have the recording rules: a file under chunks, the ruler's API under blocks", () => {
    const chunks = plans({ engine: "chunks" }).cortex;
    const groups = at(parse(file(chunks, "/etc/cortex/rules/operations/platform.yaml")), "groups");
    assert.ok(Array.isArray(groups) && groups.length > 0);
    assert.equal(file(chunks, "/etc/cortex-platform/rules"), "");
    const blocks = plans().cortex;
    const rows = file(blocks, "/etc/cortex-platform/rules")
      .trimEnd()
      .split("\n")
      .map((row) => row.split("\t"));
    assert.ok(rows.length > 0);
    for (const [tenant, url, path = ""] of rows) {
      assert.equal(tenant, "operations");
      assert.equal(url, "http://127.0.0.1:80/api/v1/rules/platform");
      assert.ok(Array.isArray(at(parse(file(blocks, path)), "rules")));
    }
  });

  it("speak to the emulator where there is one, and to AWS otherwise", () => {
    const emulated = plans({ aws: { endpoint: "http://127.0.0.1:5000", instanceEndpoint: "http://10.20.0.1:5000" } });
    for (const plan of Object.values(emulated)) {
      assert.match(file(plan, "/etc/cortex-platform/boot.env"), /^ENDPOINT='http:\/\/10\.20\.0\.1:5000'$/m);
      assert.match(file(plan, "/etc/consul.d/consul.json"), / endpoint=http:\/\/10\.20\.0\.1:5000"/);
    }
    for (const plan of Object.values(plans())) {
      assert.match(file(plan, "/etc/cortex-platform/boot.env"), /^ENDPOINT=''$/m);
      assert.doesNotMatch(file(plan, "/etc/consul.d/consul.json"), /endpoint=/);
    }
  });

  it("have no CloudWatch agent where none is wanted", () => {
    const without = plans({ aws: { artifacts: { cloudWatchAgent: false } } });
    for (const plan of Object.values(without)) {
      const paths = bootFiles(plan, secretsOrigin()).map(({ path }) => path);
      assert.ok(!paths.some((path) => path.endsWith("/agent") || path.includes("cloudwatch")));
      assert.doesNotMatch(file(plan, "/etc/cortex-platform/boot.env"), /gnupg/);
    }
  });
});
