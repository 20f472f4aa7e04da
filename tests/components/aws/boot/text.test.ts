// The small texts that the boot scripts read: variables, tables, units, the scripts themselves.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { environmentFile } from "../../../../components/aws/boot/environment.ts";
import { script, withoutComments, type ScriptName } from "../../../../components/aws/boot/script.ts";
import { table } from "../../../../components/aws/boot/table.ts";
import { hardened, renderUnit } from "../../../../components/aws/boot/unit.ts";
import { onPath, run } from "../../../support/process.ts";

const bash = onPath("bash") ?? "/bin/bash";

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "cortex-boot-text-"));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("boot: variables", () => {
  it("are read by a shell as they were, whatever they hold", async () => {
    const text = fc.string({ unit: fc.constantFrom(...'aZ0 $`"!#%&*?~;|<>(){}[]=,.:/@-ä\t'), maxLength: 30 });
    const values = fc.sample(text, { numRuns: 100, seed: 1 });
    const names = values.map((_, index) => `V${index}`);
    await inFolder(async (folder) => {
      const file = join(folder, "boot.env");
      writeFileSync(file, environmentFile(Object.fromEntries(values.map((value, index) => [`V${index}`, value]))));
      const shown = await run(bash, ["-c", `. ${file}; printf '%s\\n' ${names.map((n) => `"$${n}"`).join(" ")}`]);
      assert.deepEqual(shown.output.split("\n").slice(0, -1), values);
    });
  });

  for (const value of ["it's", "a\\b", "two\nlines"]) {
    it(`are refused with ${JSON.stringify(value)}, which a shell and systemd read differently`, () => {
      assert.throws(() => environmentFile({ NAME: value }), /NAME holds/);
    });
  }
});

describe("boot: tables", () => {
  it("are read by a shell field by field", async () => {
    const rows = [
      ["/acme/key", "1", "consul", "/etc/a b", "-"],
      ["url", "a b c", "x", "y", "z"],
    ];
    await inFolder(async (folder) => {
      const file = join(folder, "table");
      writeFileSync(file, table(rows));
      const script = `while IFS=$'\\t' read -r a b c d e; do printf '%s|%s|%s|%s|%s\\n' "$a" "$b" "$c" "$d" "$e"; done <${file}`;
      const { output } = await run(bash, ["-c", script]);
      assert.deepEqual(
        output.trimEnd().split("\n"),
        rows.map((row) => row.join("|")),
      );
    });
  });

  it("hold no empty field, which the shell would pass over", () => {
    assert.throws(() => table([["a", "", "c"]]), /empty/);
    assert.throws(() => table([["a\tb"]]), /tab/);
  });
});

describe("boot: scripts", () => {
  const all: ScriptName[] = ["common", "boot", "wait-leader", "drain-watch", "drain-cortex", "drain-consul"];
  for (const name of all) {
    it(`${name} is a program that bash can read, without its comments too`, async () => {
      const text = script(name);
      assert.match(text, /^#!\/bin\/bash\n/);
      assert.doesNotMatch(text, /\n\s*#/);
      const { status, output } = await run(bash, ["-n", "-c", text]);
      assert.equal(status, 0, output);
      if (name !== "common") assert.match(text, /^set -euo pipefail$/m);
    });
  }

  it("keep what looks like a comment inside a line", () => {
    assert.equal(
      withoutComments("#!/bin/bash\n# no\n\necho '#yes' # and this\n  # no\n"),
      "#!/bin/bash\necho '#yes' # and this\n",
    );
  });
});

describe("boot: units", () => {
  it("have a line for each value of a list, and none for what is not set", () => {
    const text = renderUnit({
      Unit: { Description: "d", After: undefined },
      Service: { ExecStart: "/bin/true", Environment: ['"A=1"', '"B=2"'], LimitNOFILE: 5 },
    });
    assert.equal(
      text,
      '[Unit]\nDescription=d\n\n[Service]\nExecStart=/bin/true\nEnvironment="A=1"\nEnvironment="B=2"\nLimitNOFILE=5\n\n[Install]\nWantedBy=multi-user.target\n',
    );
  });

  it("have no capability unless one is named, and write nowhere but where it is said", () => {
    const closed = hardened();
    assert.equal(closed["CapabilityBoundingSet"], "");
    assert.equal("AmbientCapabilities" in closed, false);
    assert.equal(closed["ReadWritePaths"], undefined);
    const open = hardened({ capabilities: ["CAP_NET_BIND_SERVICE"], writable: ["/data"] });
    assert.equal(open["CapabilityBoundingSet"], "CAP_NET_BIND_SERVICE");
    assert.equal(open["AmbientCapabilities"], "CAP_NET_BIND_SERVICE");
    assert.equal(open["ReadWritePaths"], "/data");
  });
});
