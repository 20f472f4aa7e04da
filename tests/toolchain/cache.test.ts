import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { cacheFolder, contentKey, madeOnce } from "../../toolchain/cache.ts";
import { temporaryFolder } from "./temporary.ts";

describe("the cache", () => {
  const folder = temporaryFolder();

  it("lies where the user says, never beside what is run", () => {
    const usual = path.join(homedir(), ".cache", "cortex-platform");
    assert.equal(cacheFolder({}), usual);
    assert.equal(cacheFolder({ CORTEX_CACHE_DIR: "", XDG_CACHE_HOME: "" }), usual);
    assert.equal(cacheFolder({ XDG_CACHE_HOME: "here" }), usual);
    assert.equal(cacheFolder({ XDG_CACHE_HOME: "/x" }), "/x/cortex-platform");
    assert.equal(cacheFolder({ CORTEX_CACHE_DIR: "/y", XDG_CACHE_HOME: "/x" }), "/y");
  });

  it("makes a folder once and keeps it", async () => {
    let made = 0;
    const make = async (dir: string): Promise<void> => {
      made++;
      await writeFile(path.join(dir, "file"), "content");
    };
    assert.equal(await madeOnce(folder("kind", "key"), make), folder("kind", "key"));
    await madeOnce(folder("kind", "key"), make);
    assert.equal(made, 1);
    assert.equal(await readFile(folder("kind", "key", "file"), "utf8"), "content");
    assert.deepEqual(await readdir(folder("kind")), ["key"]);
  });

  it("shows nothing of a folder that is still being made", async () => {
    await madeOnce(folder("key"), async () => {
      const names = await readdir(folder());
      assert.ok(!names.includes("key"), `the folder must not be there yet: ${names.join(", ")}`);
    });
  });

  it("leaves nothing when the making fails, and can make it the next time", async () => {
    const failing = madeOnce(folder("key"), async (dir) => {
      await writeFile(path.join(dir, "half"), "");
      throw new Error("no space left");
    });
    await assert.rejects(failing, /no space left/);
    assert.deepEqual(await readdir(folder()), []);
    await madeOnce(folder("key"), () => Promise.resolve());
    assert.deepEqual(await readdir(folder()), ["key"]);
  });

  it("lets the second of two wait for the first", async () => {
    let made = 0;
    const make = async (): Promise<void> => {
      made++;
      await new Promise((resolve) => setTimeout(resolve, 200));
    };
    await Promise.all([madeOnce(folder("key"), make), madeOnce(folder("key"), make)]);
    assert.equal(made, 1);
  });

  it("takes over the lock of a process that has ended", async () => {
    const ended = spawnSync(process.execPath, ["-e", ""]).pid;
    await writeFile(folder("key.lock"), String(ended));
    await madeOnce(folder("key"), () => Promise.resolve());
    assert.deepEqual(await readdir(folder()), ["key"]);
  });
});

describe("the content key", () => {
  it("is 16 hex digits, the same for the same content", () => {
    assert.match(contentKey("a", "b"), /^[0-9a-f]{16}$/);
    assert.equal(contentKey("a", "b"), contentKey("a", Buffer.from("b")));
  });

  it("tells apart parts that join to the same text", () => {
    const keys = [contentKey("ab", "c"), contentKey("a", "bc"), contentKey("abc"), contentKey("abc", "")];
    assert.equal(new Set(keys).size, keys.length);
  });
});
