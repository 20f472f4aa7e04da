import assert from "node:assert/strict";
import fc from "fast-check";
import { htpasswdTier, Secrets } from "../../../components/aws/secrets.ts";
import { htpasswd } from "../../../components/cortex/htpasswd.ts";
import { awsTier, keyArn, ofAwsType, one, permissions } from "../../support/aws-tiers.ts";
import { text } from "../../support/containers.ts";
import { generated, startMocks, valueOf, type Recorded } from "../../support/mocks.ts";
import { logins } from "../../support/tiers.ts";
import { isSecret, open, unknown } from "../../support/wire.ts";

async function built(withGrafana = true, preview = false): Promise<{ recorded: Recorded; tier: Secrets }> {
  const recorded = await startMocks({ preview });
  const tier = new Secrets("acme", {
    ...awsTier({ prefix: "acme" }),
    permissions: permissions(),
    logins: logins("acme"),
    withGrafana,
  });
  await recorded.settled();
  return { recorded, tier };
}

const kinds = ["gateway-htpasswd", "prometheus-password", "gossip-key", "grafana-password", "grafana-reader-password"];
const parameter = (recorded: Recorded, kind: string) => one(recorded, "ssm/parameter:Parameter", `acme-${kind}`).inputs;

describe("AWS: secrets", () => {
  it("are parameters under the stack's key, secret in the state as well", async () => {
    const { recorded } = await built();
    for (const kind of kinds) {
      const inputs = parameter(recorded, kind);
      assert.equal(inputs["name"], `/acme/${kind}`);
      assert.equal(inputs["type"], "SecureString");
      assert.equal(inputs["keyId"], keyArn);
      assert.ok(isSecret(inputs["value"]), kind);
    }
  });

  it("are the logins that the gateway has, and those of Prometheus and Grafana among them", async () => {
    const { recorded } = await built();
    const file = open(parameter(recorded, "gateway-htpasswd")["value"]);
    const all = await valueOf(logins("acme").byTenant);
    assert.equal(file, htpasswd(Object.values(all)));
    const operations = all["operations"]?.password;
    assert.ok(operations);
    assert.equal(open(parameter(recorded, "prometheus-password")["value"]), operations);
    assert.equal(open(parameter(recorded, "grafana-reader-password")["value"]), operations);
  });

  it("have a gossip key as Consul takes it: base64", async () => {
    const { recorded } = await built();
    const bytes = recorded.all.find(({ type }) => type === "random:index/randomBytes:RandomBytes");
    assert.equal(bytes?.inputs["length"], 32);
    assert.match(text(open(parameter(recorded, "gossip-key")["value"])), /^[A-Za-z0-9+/]+=*$/);
  });

  it("tell Grafana's administrator, as a secret", async () => {
    const { tier, recorded } = await built();
    assert.ok(tier.grafanaLogin);
    const login = await valueOf(tier.grafanaLogin);
    assert.equal(login.username, "admin");
    assert.equal(login.password, generated("acme-grafana-password"));
    assert.equal(open(parameter(recorded, "grafana-password")["value"]), login.password);
    const isSecretOutput: unknown = await Reflect.get(tier.grafanaLogin, "isSecret");
    assert.equal(isSecretOutput, true);
  });

  it("have nothing of Grafana where there is none", async () => {
    const { recorded, tier } = await built(false);
    assert.equal(ofAwsType(recorded, "ssm/parameter:Parameter").length, 3);
    assert.equal(tier.grafanaLogin, undefined);
    assert.equal((await valueOf(tier.versions))["grafana-password"], 0);
  });

  it("tell their versions", async () => {
    const versions = await valueOf((await built()).tier.versions);
    assert.deepEqual(Object.keys(versions).sort(), [...kinds].sort());
    assert.ok(Object.values(versions).every((version) => version === 1));
  });

  it("have no value in a preview", async () => {
    const { recorded } = await built(true, true);
    for (const kind of kinds) assert.equal(open(parameter(recorded, kind)["value"]), unknown);
  });

  it("put the logins into a tier that holds them, or say that none does", () => {
    const tenants = fc.array(fc.string({ unit: fc.constantFrom(..."abcxyz"), minLength: 1, maxLength: 150 }), {
      minLength: 1,
      maxLength: 200,
    });
    fc.assert(
      fc.property(tenants, (usernames) => {
        const settings = Object.fromEntries(usernames.map((username, index) => [`t${index}`, { username }]));
        const { length } = htpasswd(usernames.map((username) => ({ username, password: "7".repeat(32) })));
        const tier = ((): string => {
          try {
            return htpasswdTier(settings);
          } catch {
            return "none";
          }
        })();
        if (tier === "Standard") assert.ok(length <= 4096);
        else if (tier === "Advanced") assert.ok(length <= 8192);
        else assert.ok(length > 7500, "refused although it would fit");
      }),
    );
  });
});
