import assert from "node:assert/strict";
import { chmod, writeFile } from "node:fs/promises";
import { findTerraformProvider, mirrorFolders, overTerraformProvider } from "../../toolchain/terraform-provider.ts";
import { Unavailable } from "../../toolchain/sources.ts";
import { fakeExecutable, temporaryFolder, withEnv } from "./temporary.ts";

const platform = `${process.platform}_${process.arch === "x64" ? "amd64" : process.arch}`;

describe("the Terraform provider of AWS", () => {
  const folder = temporaryFolder();

  /** A provider executable in a mirror of the layout that Terraform documents. */
  const given = (mirror: string, version: string, name = `terraform-provider-aws_v${version}_x5`): Promise<string> =>
    fakeExecutable(folder(mirror, "registry.terraform.io", "hashicorp", "aws", version, platform, name), "");

  /** Only the folders below the test's own, and those of the machine that cannot be turned off. */
  const env = (): NodeJS.ProcessEnv => ({ XDG_DATA_HOME: folder("data"), XDG_DATA_DIRS: folder("shared") });

  const find = (userEnv: NodeJS.ProcessEnv = env()) =>
    withEnv("HOME", folder("home"), () => findTerraformProvider(userEnv));

  it("is the one that the environment names", async () => {
    const named = await fakeExecutable(folder("provider"), "");
    await given("home/.terraform.d/plugins", "9.0.0");
    assert.equal(await find({ ...env(), TERRAFORM_PROVIDER_AWS: named }), named);
  });

  it("is refused when what the environment names cannot be run", async () => {
    const found = await find({ ...env(), TERRAFORM_PROVIDER_AWS: folder("nothing") });
    assert.ok(found instanceof Unavailable);
    assert.match(found.reason, /TERRAFORM_PROVIDER_AWS is .*nothing, which is no executable/);
  });

  it("is the newest version of a mirror, by number and not by text", async () => {
    await given("home/.terraform.d/plugins", "5.9.0");
    const newest = await given("home/.terraform.d/plugins", "5.100.0");
    assert.equal(await find(), newest);
  });

  it("is found in each of the folders that Terraform looks into by itself", async () => {
    for (const mirror of ["shared/terraform/plugins", "data/terraform/plugins", "home/.terraform.d/plugins"]) {
      const executable = await given(mirror, "5.1.0");
      assert.equal(await find(), executable);
    }
  });

  it("is found where Terraform's own configuration has a mirror or a cache", async () => {
    const cached = await given("cache", "5.2.0");
    const config = folder("terraform.rc");
    await writeFile(
      config,
      `# filesystem_mirror { path = "/commented" }\nplugin_cache_dir = "${folder("cache")}"\nprovider_installation {\n` +
        `  filesystem_mirror {\n    path    = "${folder("mirror")}"\n    include = ["*/*/*"]\n  }\n}\n`,
    );
    assert.equal(await find({ ...env(), TF_CLI_CONFIG_FILE: config }), cached);
    const mirrored = await given("mirror", "5.1.0");
    assert.equal(await find({ ...env(), TF_CLI_CONFIG_FILE: config }), mirrored);
    assert.ok(!(await mirrorFolders({ ...env(), TF_CLI_CONFIG_FILE: config })).includes("/commented"));
  });

  it("is not a file that is no executable, or another program", async () => {
    await given("home/.terraform.d/plugins", "5.1.0", "terraform-provider-random");
    const archive = await given("home/.terraform.d/plugins", "5.2.0");
    await chmod(archive, 0o644);
    assert.notEqual(await find(), archive);
  });

  it("lets a source be tried only where it is", async () => {
    const tried: string[] = [];
    const source = {
      name: "a build",
      attempt: () => {
        tried.push("built");
        return Promise.resolve("executable");
      },
    };
    const [guarded] = overTerraformProvider([source]);
    await withEnv("TERRAFORM_PROVIDER_AWS", folder("nothing"), async () => {
      assert.ok((await guarded?.attempt(() => undefined)) instanceof Unavailable);
    });
    assert.deepEqual(tried, []);
    const there = await fakeExecutable(folder("there"), "");
    await withEnv("TERRAFORM_PROVIDER_AWS", there, async () => {
      assert.equal(await guarded?.attempt(() => undefined), "executable");
    });
  });
});
