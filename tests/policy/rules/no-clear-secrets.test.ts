import { gzipSync } from "node:zlib";
import { noClearSecrets as rule } from "../../../policy/rules/no-clear-secrets.ts";
import { hidden, unknown } from "../../../policy/value.ts";
import { allows, refuses } from "../support/judge.ts";

const container = "docker:index/container:Container";
const parameter = "aws:ssm/parameter:Parameter";
const template = "aws:ec2/launchTemplate:LaunchTemplate";
// Put together here, so that no scanner takes this file for a leak.
const privateKey = ["-----BEGIN", "RSA PRIVATE KEY-----"].join(" ");
const accessKey = ["AKIA", "IOSFODNN7EXAMPLE"].join("");
const hash = ["$6", "saltsalt", "Zr3JmQ8mXoUe1k2b8m4n5v6c7x8z9a0s1d2f3g4h5"].join("$");

describe("policy: no-clear-secrets", () => {
  it("allows secrets, and what is not known", () => {
    allows(rule, container, { uploads: [{ file: "/etc/password", content: hidden }], envs: unknown });
    allows(rule, parameter, { type: "SecureString", value: hidden });
    allows(rule, parameter, { type: "SecureString", value: unknown });
    allows(rule, "aws:rds/instance:Instance", { password: hidden });
  });

  it("allows what only speaks of secrets", () => {
    allows(rule, container, { command: ["-consul.token-file=/etc/token", "--basic-auth-password-file=/etc/password"] });
    allows(rule, container, {
      envs: ["S3_SECRET_KEY=${SECRET}", "TOKEN=$(curl http://169.254.169.254/latest/api/token)"],
    });
    allows(rule, container, { envs: ["GF_SECURITY_ADMIN_PASSWORD__FILE=/etc/grafana/password"] });
    allows(rule, "pulumi:providers:aws", { skipCredentialsValidation: "true" });
    allows(rule, template, { metadataOptions: { httpTokens: "required" } });
    allows(rule, "random:index/randomPassword:RandomPassword", { length: 32, special: false });
    allows(rule, "aws:iam/accountPasswordPolicy:AccountPasswordPolicy", { minimumPasswordLength: 14 });
    allows(rule, parameter, { type: "String", value: "a plain setting" });
  });

  it("refuses a property that is a secret by its name", () => {
    refuses(rule, "aws:rds/instance:Instance", { password: "hunter2" }, /^password is in clear/);
    refuses(rule, "docker:index/x:X", { registryAuth: { password: "hunter2" } }, /registryAuth\.password/);
    refuses(rule, "x:index:Y", { apiKey: "0123" }, /apiKey/);
  });

  it("refuses a SecureString that the state shows", () => {
    refuses(rule, parameter, { type: "SecureString", value: "hunter2" }, /SecureString is in clear/);
  });

  it("refuses secrets in environments, commands and files", () => {
    refuses(
      rule,
      container,
      { envs: ["LOG=info", "ADMIN_PASSWORD=hunter22"] },
      /envs\.1 shows a value for ADMIN_PASSWORD/,
    );
    refuses(rule, container, { command: ["--auth", "https://me:hunter2@host/"] }, /command\.1 shows a login/);
    refuses(rule, container, { uploads: [{ content: `${privateKey}\nMII` }] }, /private key/);
    refuses(rule, container, { uploads: [{ content: `user:${hash}` }] }, /hash of a password/);
    refuses(rule, container, { uploads: [{ content: "basic_auth:\n  password: hunter22\n" }] }, /password/);
  });

  it("refuses secrets in user data, compressed or not", () => {
    const text = `#cloud-config\nwrite_files:\n- content: AWS_ACCESS_KEY_ID=${accessKey}\n`;
    refuses(rule, template, { userData: Buffer.from(text).toString("base64") }, /userData shows an AWS access key/);
    refuses(rule, template, { userData: gzipSync(text).toString("base64") }, /userData shows an AWS access key/);
    allows(rule, template, { userData: gzipSync("#cloud-config\npackages: [nginx]\n").toString("base64") });
  });
});
