import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { generatedPassword, Logins } from "../../components/logins.ts";
import { ofType } from "../support/containers.ts";
import { generated, startMocks, valueOf, type Recorded } from "../support/mocks.ts";
import { clearTexts } from "../support/wire.ts";

const tenants = { operations: { username: "ops" }, demo: { username: "visitor" } };

describe("logins", () => {
  let recorded: Recorded;
  beforeEach(async () => {
    recorded = await startMocks();
  });

  it("gives each tenant its user name and a password of its own", async () => {
    const logins = new Logins("acme", { tenants });
    await recorded.settled();
    assert.deepEqual(await valueOf(logins.byTenant), {
      operations: { username: "ops", password: generated("acme-operations-password") },
      demo: { username: "visitor", password: generated("acme-demo-password") },
    });
    assert.deepEqual(
      ofType(recorded, "password").map(({ name }) => name),
      ["acme-operations-password", "acme-demo-password"],
    );
  });

  it("keeps the same password resource when tenants are added, removed or reordered", async () => {
    new Logins("acme", { tenants: { new: { username: "new" }, demo: { username: "renamed" } } });
    await recorded.settled();
    const names = ofType(recorded, "password").map(({ name }) => name);
    assert.ok(names.includes("acme-demo-password"), names.join(", "));
  });

  it("is secret as a whole, as one login, and among the outputs of the component", async () => {
    const logins = new Logins("acme", { tenants });
    assert.equal(await pulumi.isSecret(logins.byTenant), true);
    assert.equal(await pulumi.isSecret(logins.of("demo")), true);
    await recorded.settled();
    const clear = [...recorded.outputs.values()].flatMap(clearTexts).join("\n");
    assert.doesNotMatch(clear, /Pwacme/);
    assert.equal(recorded.outputs.size, 1);
  });

  it("is secret before the passwords are known", async () => {
    await startMocks({ preview: true });
    const logins = new Logins("acme", { tenants });
    assert.equal(await pulumi.isSecret(logins.byTenant), true);
    assert.equal(await pulumi.isSecret(logins.of("demo")), true);
  });

  it("gives one tenant's login, and none of the others'", async () => {
    const logins = new Logins("acme", { tenants });
    assert.deepEqual(await valueOf(logins.of("demo")), {
      username: "visitor",
      password: generated("acme-demo-password"),
    });
  });

  it("asks for 32 letters and digits, which nothing has to quote", async () => {
    generatedPassword("acme-any", {});
    await recorded.settled();
    const [password] = ofType(recorded, "password");
    assert.equal(password?.name, "acme-any-password");
    assert.equal(password.inputs.length, 32);
    assert.equal(password.inputs.special, false);
  });
});
