import { createHash } from "node:crypto";
import type { Login } from "../platform.ts";

/**
 * A password file for NGINX, salted SHA-1 (`{SSHA}`). NGINX checks it at each request: bcrypt would cost tens of
 * milliseconds of a worker each time. The passwords are 32 random characters, which no guessing reaches through any hash.
 * The salt follows from the login, so that the same logins give the same file.
 */
export function htpasswd(logins: Login[]): string {
  return logins.map(({ username, password }) => `${username}:${ssha(username, password)}\n`).join("");
}

function ssha(username: string, password: string): string {
  const salt = createHash("sha256").update(`${username}\0${password}`).digest().subarray(0, 8);
  const digest = createHash("sha1").update(password).update(salt).digest();
  return `{SSHA}${Buffer.concat([digest, salt]).toString("base64")}`;
}
