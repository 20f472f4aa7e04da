// The machine image of the boot test: a Debian 12 as a cloud's, in a container.
import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { imageParts } from "../../components/cortex/releases.ts";
import { cached, contentKey } from "../cache.ts";
import { run } from "../exec.ts";
import { debianPackages, debianSources } from "../images/debian.ts";
import { presentImage } from "../images/engine.ts";
import { ensureTool } from "../images/tools.ts";
import type { Progress } from "../sources.ts";
import { UserError } from "../sources.ts";

/** What makes a Debian root boot as an instance does: the init system, and what reads the user data. */
const systemPackages = [
  "systemd",
  "systemd-sysv",
  "libpam-systemd",
  "dbus",
  "udev",
  "iproute2",
  "cloud-init",
  "locales",
];

/** What user data installs where it is missing: it is here already, so that a boot needs no package mirror. */
export const userDataPackages = [
  "awscli",
  "brotli",
  "ca-certificates",
  "curl",
  "gnupg",
  "jq",
  "logrotate",
  "nginx-light",
  "prometheus-nginx-exporter",
  "unzip",
];

/** What the smoke check asks a node with, as in Cortex' own image. */
const testPackages = ["wget"];

/** Installed above, and not to run before the user data says so. */
const unwanted = ["nginx.service", "prometheus-nginx-exporter.service"];
/** Not to run in a test. */
const timers = ["apt-daily.timer", "apt-daily-upgrade.timer", "e2scrub_all.timer", "fstrim.timer"];

/** Raised when the code below changes what comes out. */
const builderVersion = "1";

/** Debian 12 and cloud-init as they are, but for what a container cannot do. */
const cloudInitSettings = `# Written for the boot test.
datasource_list: [NoCloud]
network: {config: disabled}
preserve_hostname: true
locale: C.UTF-8
`;

const key = contentKey(
  builderVersion,
  process.arch,
  cloudInitSettings,
  JSON.stringify([systemPackages, userDataPackages, testPackages, unwanted, timers]),
);

/** What the engine calls it. */
const reference = `cortex-platform-machine:${key}`;

/** Makes the image present in the engine, and gives its name. */
export async function ensureMachineImage(progress: Progress): Promise<string> {
  if ((await presentImage(reference)) !== undefined) {
    progress(`${reference} was there`);
    return reference;
  }
  const folder = await cached("machine-images", key, async (dir) => {
    const root = path.join(dir, "root");
    await makeRoot(root, progress);
    progress("packing the machine image");
    await run("tar", ["--numeric-owner", "-c", "-f", path.join(dir, "root.tar"), "-C", root, "."]);
    await rm(root, { recursive: true });
  });
  progress("loading the machine image into the engine");
  await run("docker", ["import", "-c", 'CMD ["/sbin/init"]', path.join(folder, "root.tar"), reference], {
    timeoutSeconds: 300,
  });
  return reference;
}

async function makeRoot(root: string, progress: Progress): Promise<void> {
  if (process.getuid?.() !== 0) throw new UserError("Only root can make the machine image of the boot test (chroot).");
  await ensureTool("debootstrap", "debootstrap", progress);
  const { codename } = imageParts.debian;
  const source = (await debianSources()).find((line) => line.endsWith(` ${codename} main`));
  const [archive = ""] = source?.split(" ") ?? [];
  progress("debootstrap of Debian 12");
  await run("debootstrap", ["--variant=minbase", codename, root, archive], { timeoutSeconds: 900 });
  await install(root, progress);
  await run("chroot", [root, "systemctl", "disable", ...unwanted, ...timers]);
  await writeFile(path.join(root, "etc/cloud/cloud.cfg.d/99-boot-test.cfg"), cloudInitSettings);
  // Made by each machine for itself.
  await writeFile(path.join(root, "etc/machine-id"), "");
  await rm(path.join(root, "var/lib/dbus/machine-id"), { force: true });
  await rm(path.join(root, "var/lib/apt/lists"), { recursive: true, force: true });
}

/**
 * Packages from the files that the cache's own apt resolved: debootstrap itself takes no virtual packages, and leaves
 * cloud-init half configured.
 */
async function install(root: string, progress: Progress): Promise<void> {
  progress("packages of the machine image");
  const files = await debianPackages([...systemPackages, ...userDataPackages, ...testPackages], true);
  const folder = path.join(root, "packages");
  await mkdir(folder);
  for (const file of files) await copyFile(file, path.join(folder, path.basename(file)));
  // invoke-rc.d(8): no service is started in the root.
  const policy = path.join(root, "usr/sbin/policy-rc.d");
  await writeFile(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  const options = ["Dir::Etc::SourceList=/dev/null", "APT::Sandbox::User=", "DPkg::Options::=--force-unsafe-io"];
  const script = 'exec apt-get -q -y --no-install-recommends "$@" install /packages/*.deb';
  await run("chroot", [root, "sh", "-c", script, "install", ...options.flatMap((option) => ["-o", option])], {
    env: { DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C", PATH: "/usr/sbin:/usr/bin:/sbin:/bin" },
    timeoutSeconds: 900,
  });
  await rm(policy);
  await rm(folder, { recursive: true });
}
