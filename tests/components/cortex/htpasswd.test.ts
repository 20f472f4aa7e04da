import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { htpasswd } from "../../../components/cortex/htpasswd.ts";

/** What NGINX does with a line (ngx_crypt_ssha): the first 20 bytes are SHA-1 of the password and the bytes after them. */
function accepts(file: string, username: string, password: string): boolean {
  const line = file.split("\n").find((one) => one.startsWith(`${username}:`));
  const hash = line?.slice(username.length + 1) ?? "";
  if (!hash.startsWith("{SSHA}")) return false;
  const bytes = Buffer.from(hash.slice("{SSHA}".length), "base64");
  const digest = createHash("sha1").update(password).update(bytes.subarray(20)).digest();
  return bytes.length > 20 && digest.equals(bytes.subarray(0, 20));
}

const username = fc.stringMatching(/^[A-Za-z0-9!_.*'()@+-]{1,150}$/);
const password = fc.stringMatching(/^[A-Za-z0-9]{32}$/);
const logins = fc.uniqueArray(fc.record({ username, password }), { maxLength: 8, selector: (login) => login.username });

describe("htpasswd", () => {
  it("accepts every login's own password", () => {
    fc.assert(
      fc.property(logins, (all) => {
        const file = htpasswd(all);
        for (const login of all) assert.ok(accepts(file, login.username, login.password));
      }),
    );
  });

  it("accepts no other password", () => {
    fc.assert(
      fc.property(logins, password, (all, other) => {
        const file = htpasswd(all);
        for (const login of all) if (login.password !== other) assert.ok(!accepts(file, login.username, other));
      }),
    );
  });

  it("holds no password in clear, one line a login, each line whole", () => {
    fc.assert(
      fc.property(logins, (all) => {
        const file = htpasswd(all);
        for (const login of all) assert.ok(!file.includes(login.password));
        assert.equal(file.split("\n").length, all.length + 1);
        assert.ok(all.length === 0 || file.endsWith("\n"));
      }),
    );
  });

  it("is the same for the same logins: the gateway is not replaced for nothing", () => {
    fc.assert(fc.property(logins, (all) => assert.equal(htpasswd(all), htpasswd(structuredClone(all)))));
  });

  it("salts: the same password of two logins looks different", () => {
    const [one, two] = htpasswd([
      { username: "a", password: "x".repeat(32) },
      { username: "b", password: "x".repeat(32) },
    ]).split("\n");
    assert.notEqual(one?.split("}")[1], two?.split("}")[1]);
  });
});
