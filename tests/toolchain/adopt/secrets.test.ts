import assert from "node:assert/strict";
import { hidden, shown } from "../../../toolchain/adopt/secrets.ts";
import { instancesWith } from "../../support/terraform-state.ts";

describe("adopt: secrets", () => {
  it("are hidden whole where Terraform or the name says so", () => {
    const [instance] = instancesWith({
      type: "aws_ssm_parameter",
      name: "p",
      instances: [{ attributes: {}, sensitive: ["description"] }],
    });
    assert.ok(instance);
    for (const name of [
      "description",
      "value",
      "master_password",
      "auth_token",
      "user_data",
      "content",
      "private_key",
    ]) {
      assert.equal(hidden(instance, name), true, name);
    }
    for (const name of ["name", "assume_role_policy", "kms_key_id", "tags"])
      assert.equal(hidden(instance, name), false, name);
    assert.equal(shown("anything", "name", true), "(secret)");
  });

  it("are hidden in environments, inside of values and of texts", () => {
    assert.deepEqual(shown(["HOME=/root", "DB=x"], "env", false), ["HOME=(secret)", "DB=(secret)"]);
    assert.deepEqual(shown([{ file: "/a", content: "x" }], "upload", false), [{ file: "/a", content: "(secret)" }]);
    for (const text of [
      "--password=hunter2",
      "PASSWORD: hunter2",
      '{"client_secret": "hunter2"}',
      "https://ann:hunter2@example.org/x",
      "--api-key=hunter2",
      "MYSQL_PWD=hunter2",
      "-encrypt=hunter2",
      "exec redis-server --requirepass hunter2 --port 1",
    ]) {
      assert.doesNotMatch(String(shown(text, "command", false)), /hunter2/, text);
    }
    for (const option of ["-encrypt", "--requirepass", "--password", "-db-token"]) {
      assert.deepEqual(shown(["agent", option, "hunter2", "-server"], "command", false), [
        "agent",
        option,
        "(secret)",
        "-server",
      ]);
    }
    assert.deepEqual(shown(["consul", "agent", "-server"], "command", false), ["consul", "agent", "-server"]);
    assert.equal(shown("nginx -g daemon off;", "command", false), "nginx -g daemon off;");
    assert.equal(shown("https://example.org:8080/a@b", "url", false), "https://example.org:8080/a@b");
    assert.deepEqual(shown({ a: [1, true, null] }, "x", false), { a: [1, true, null] });
  });
});
