// Where every `npm run` command starts: plain Node without any package, so that it works on a fresh clone.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";

/** The least that mocha, eslint and TypeScript-ESLint of package.json run on. */
const minimumNode = [20, 19];
const project = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), "..");

function nodeIsOldEnough() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  return major > minimumNode[0] || (major === minimumNode[0] && minor >= minimumNode[1]);
}

function readLock(...parts) {
  try {
    return JSON.parse(readFileSync(path.join(project, ...parts), "utf8")).packages;
  } catch {
    return undefined;
  }
}

/** npm notes in node_modules what it put there, in the lock file's own form. */
function isInstalled() {
  const wanted = readLock("package-lock.json");
  const present = readLock("node_modules", ".package-lock.json");
  if (wanted === undefined || present === undefined) return false;
  return Object.entries(wanted).every(([folder, { version, integrity, optional, devOptional }]) => {
    if (folder === "") return true;
    const found = present[folder];
    // What is optional is installed only where it fits the machine.
    if (found === undefined) return optional === true || devOptional === true;
    return found.version === version && found.integrity === integrity;
  });
}

/** Runs a command to its end; Ctrl-C reaches it from the terminal, and it ends in its own time. */
function run(command, args, stdio) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: project, stdio });
    const forward = (signal) => child.kill(signal);
    const ignore = () => undefined;
    process.on("SIGTERM", forward);
    process.on("SIGINT", ignore);
    child.on("error", (error) => {
      console.error(`${command} could not be started: ${error.message}`);
      resolve(127);
    });
    child.on("exit", (code) => {
      process.off("SIGTERM", forward);
      process.off("SIGINT", ignore);
      resolve(code ?? 1);
    });
  });
}

async function main() {
  if (!nodeIsOldEnough()) {
    console.error(
      `Node ${minimumNode.join(".")} or later is needed; this is ${process.versions.node}. Install it from https://nodejs.org.`,
    );
    return 1;
  }
  if (!isInstalled()) {
    const started = Date.now();
    console.error("… npm packages: npm ci");
    // stdout belongs to the command: `npm run env` is read by a shell.
    const code = await run(
      "npm",
      ["ci", "--no-audit", "--no-fund", "--loglevel=error"],
      ["ignore", process.stderr, process.stderr],
    );
    if (code !== 0) {
      console.error(
        "`npm ci` failed; its messages are above. Check that the npm registry can be reached, and run again.",
      );
      return code;
    }
    console.error(`✓ npm packages: npm ci (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  }
  const entry = path.join(project, "toolchain", "run.ts");
  return run(process.execPath, ["--import", "tsx", entry, ...process.argv.slice(2)], "inherit");
}

process.exitCode = await main();
