import assert from "node:assert/strict";
import { access, readFile } from "node:fs/promises";
import path from "node:path";
import { Pulumi } from "../../toolchain/pulumi.ts";
import { fakeExecutable, temporaryFolder } from "./temporary.ts";

describe("the Pulumi CLI", () => {
  const folder = temporaryFolder();

  /** One that notes its arguments and, of a file among them, the content and who may read it. */
  async function given(): Promise<Pulumi> {
    await fakeExecutable(
      folder("bin", "pulumi"),
      `echo "$@" > '${folder("arguments")}'
       for each in "$@"; do [ -f "$each" ] && cat "$each" > '${folder("content")}' && stat -c %a "$each" > '${folder("mode")}'; done
       exit 0`,
    );
    const PATH = [folder("bin"), path.dirname(process.execPath), "/usr/bin", "/bin"].join(path.delimiter);
    return new Pulumi({ PATH });
  }

  const noted = async (name: string): Promise<string> => (await readFile(folder(name), "utf8")).trim();

  it("puts a state in the place of a stack's, by a file that only its owner may read, and that goes away", async () => {
    await (await given()).replaceState("mine", '{"secret": 1}');
    const found = /^stack import --stack mine --file (\S+) /.exec(await noted("arguments"));
    assert.ok(found?.[1]);
    assert.equal(await noted("content"), '{"secret": 1}');
    assert.equal(await noted("mode"), "600");
    await assert.rejects(access(found[1]));
  });

  it("refreshes some resources of a stack and no other, without a question", async () => {
    await (await given()).refreshed("mine", ["urn:a", "urn:b"]);
    const args = await noted("arguments");
    assert.match(args, /^refresh --yes --skip-preview --stack mine --target urn:a --target urn:b /);
  });
});
