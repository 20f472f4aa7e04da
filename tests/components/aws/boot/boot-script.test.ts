// boot.sh as it runs, with stand-ins for the commands that would change this machine.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { environmentFile } from "../../../../components/aws/boot/environment.ts";
import { table } from "../../../../components/aws/boot/table.ts";
import { BootRun } from "../../../support/boot-run.ts";

const program = "#!/bin/sh\necho cortex\n";
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** What `fetch` finds by address; everything else is not there. */
type Web = Record<string, string>;

describe("boot script", () => {
  let it_: BootRun;

  beforeEach(() => {
    it_ = new BootRun();
    it_.script("boot");
    it_.script("common");
    it_.write(
      "/etc/cortex-platform/boot.env",
      environmentFile({
        KIND: "cortex",
        GROUP: "acme-cortex",
        REGION: "eu-central-1",
        ENDPOINT: "http://emulator:5000",
        LAUNCH_HOOK: "boot",
        PACKAGES: "jq nginx-light",
        MASKED_UNITS: "nginx.service",
        UNITS: "consul.service cortex.service",
      }),
    );
    it_.write("/etc/cortex-platform/ready", "http://127.0.0.1:80/ready\n");
    it_.write("/etc/cortex-platform/rules", "");
    routes("docker0 000011AC 0000FFFF", "enp39s0 00000000 00000000", "enp39s0 0000140A 00F0FFFF");
    secrets();
    it_.command("systemctl");
    it_.command("systemd-sysusers");
    it_.command("systemd-tmpfiles");
    it_.command("apt-get");
    it_.command("sleep");
    it_.command("dpkg-query", '[ "${!#}" = jq ] && printf installed || exit 1');
    it_.command(
      "aws",
      'case "$*" in *get-parameter*) printf %s "pass&word/+=\\1" ;; *complete*) [ -z "${NO_GROUP:-}" ] ;; esac',
    );
    // Owners of files are for root to give; what is asked for is written down.
    it_.command(
      "install",
      'args=(); while [ $# -gt 0 ]; do case $1 in -o | -g) shift ;; *) args+=("$1") ;; esac; shift; done; exec /usr/bin/install "${args[@]}"',
    );
    web({});
  });

  afterEach(() => it_.end());

  /** `curl`: the metadata, Consul's leader, what is ready, and files. */
  function web(files: Web, leader = '"10.0.0.1:8300"'): void {
    const downloads = Object.entries(files).map(([url, text], index) => {
      it_.write(`/web/${index}`, text);
      return `  *" ${url}") cp '${it_.path(`/web/${index}`)}' "$out" ;;`;
    });
    it_.command(
      "curl",
      [
        'out=/dev/null; all="$*"; while [ $# -gt 1 ]; do [ "$1" = -o ] && out=$2; shift; done',
        'case " $all" in',
        "  *api/token) echo token ;;",
        "  *meta-data/instance-id) echo i-1 ;;",
        "  *meta-data/placement/availability-zone) echo eu-central-1b ;;",
        "  *meta-data/local-ipv4) echo 10.20.0.9 ;;",
        `  *status/leader) echo '${leader}' ;;`,
        "  */ready | */api/v1/rules/platform) ;;",
        ...downloads,
        "  *) exit 22 ;;",
        "esac",
      ].join("\n"),
    );
  }

  /** The kernel's routes: interface, destination, mask. */
  function routes(...rows: string[]): void {
    const lines = rows.map((row) => {
      const [name, destination, mask] = row.split(" ");
      return [name, destination, "0101140A", "0003", "0", "0", "0", mask, "0", "0", "0"].join("\t");
    });
    const header = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT";
    it_.write("/proc/net/route", [header, ...lines, ""].join("\n"));
  }

  function artifacts(...rows: string[][]): void {
    it_.write("/etc/cortex-platform/artifacts", table(rows));
  }

  const cortex = (proof: [kind: string, text: string]): string[] => [
    "cortex",
    "http://mirror/cortex-linux-amd64",
    "cortex-linux-amd64",
    ...proof,
    "binary",
    it_.path("/cortex"),
  ];

  function secrets(template?: string): void {
    if (template !== undefined) it_.write("/etc/cortex-platform/templates/gossip-key", template);
    const from = template === undefined ? "-" : it_.path("/etc/cortex-platform/templates/gossip-key");
    const row = ["/acme/gossip-key", "3", "consul", it_.path("/secret"), from];
    it_.write("/etc/cortex-platform/secrets", table([row]));
  }

  const started = (): boolean => it_.calls().some((call) => call.startsWith("systemctl start"));

  it("makes an instance: what is missing, what it is, users, programs, secrets, services, and then says so", async () => {
    web({ "http://mirror/cortex-linux-amd64": program, "http://mirror/sums": sha256(program) });
    artifacts(cortex(["sums", "http://mirror/sums"]));
    const { status, output } = await it_.run("boot");
    assert.equal(status, 0, output);
    assert.equal(
      it_.read("/etc/cortex-platform/instance.env"),
      "INSTANCE_ID='i-1'\nAVAILABILITY_ZONE='eu-central-1b'\nPRIVATE_IP='10.20.0.9'\nINTERFACE='enp39s0'\nNODE_NAME='cortex-i-1'\n",
    );
    assert.equal(it_.read("/cortex"), program);
    assert.equal(statSync(it_.path("/cortex")).mode & 0o777, 0o755);
    const order = [
      "systemctl mask",
      "apt-get -q -y",
      "systemd-sysusers",
      "aws --region eu-central-1 --endpoint-url http://emulator:5000 --output text",
      "systemctl enable consul.service cortex.service",
      "systemctl start --no-block consul.service cortex.service",
      "curl -fs -m 5 -o /dev/null http://127.0.0.1:80/ready",
    ].map((start) => it_.calls().findIndex((call) => call.startsWith(start)));
    assert.deepEqual(
      order,
      [...order].sort((a, b) => a - b),
    );
    assert.ok(!order.includes(-1), it_.calls().join("\n"));
    assert.match(
      it_.calls().at(-1) ?? "",
      /complete-lifecycle-action --auto-scaling-group-name acme-cortex --lifecycle-hook-name boot --instance-id i-1 --lifecycle-action-result CONTINUE$/,
    );
    assert.match(it_.read("/var/log/cortex-platform/boot.log"), /boot: done/);
  });

  it("ends, and says why, where no interface has the default route", async () => {
    artifacts();
    routes("enp39s0 0000140A 00F0FFFF", "tun0 00000000 00000080");
    const { status, output } = await it_.run("boot");
    assert.notEqual(status, 0);
    assert.match(output, /no default IPv4 route/);
    assert.match(output, /boot failed: identity/);
    assert.ok(!started());
  });

  it("asks apt for what is missing alone, and for nothing when all is there", async () => {
    artifacts();
    assert.equal((await it_.run("boot")).status, 0);
    const asked = it_.calls().filter((call) => call.startsWith("apt-get") && call.includes(" install "));
    assert.equal(asked.length, 1);
    assert.match(asked[0] ?? "", / nginx-light$/);
    it_.write("/calls", "");
    it_.command("dpkg-query", "printf installed");
    assert.equal((await it_.run("boot")).status, 0);
    assert.ok(!it_.calls().some((call) => call.startsWith("apt-get")));
  });

  it("takes a program again only when it changes", async () => {
    web({ "http://mirror/cortex-linux-amd64": program });
    artifacts(cortex(["sha256", sha256(program)]));
    assert.equal((await it_.run("boot")).status, 0);
    it_.write("/calls", "");
    assert.equal((await it_.run("boot")).status, 0);
    assert.ok(!it_.calls().some((call) => call.includes("mirror")));
    const next = "#!/bin/sh\necho next\n";
    web({ "http://mirror/cortex-linux-amd64": next });
    artifacts(cortex(["sha256", sha256(next)]));
    assert.equal((await it_.run("boot")).status, 0);
    assert.equal(it_.read("/cortex"), next);
  });

  const other = sha256("another program");
  for (const [what, proof, sums] of [
    ["the checksum of the settings", ["sha256", other], undefined],
    ["the release's checksum", ["sums", "http://mirror/sums"], `${other}  cortex-linux-amd64\n`],
    ["a checksum file that names another file alone", ["sums", "http://mirror/sums"], `${sha256(program)}  x\n`],
    ["a checksum file that holds none", ["sums", "http://mirror/sums"], "<html>not found</html>\n"],
    ["a checksum file that is not there", ["sums", "http://mirror/gone"], undefined],
  ] satisfies [string, [string, string], string | undefined][]) {
    it(`ends, and starts no service, when a program is not what it should be: ${what}`, async () => {
      web({
        "http://mirror/cortex-linux-amd64": program,
        ...(sums === undefined ? {} : { "http://mirror/sums": sums }),
      });
      artifacts(cortex(proof));
      const { status, output } = await it_.run("boot");
      assert.notEqual(status, 0);
      assert.match(output, /cortex is not what its checksum or signature says/);
      assert.match(output, /boot failed: artifacts/);
      assert.ok(!started());
      assert.ok(!it_.calls().some((call) => call.includes("lifecycle")));
    });
  }

  it("finds its file's hash among those of a release", async () => {
    web({
      "http://mirror/cortex-linux-amd64": program,
      "http://mirror/sums": `${other}  cortex-linux-arm64\n${sha256(program)}  cortex-linux-amd64\n`,
    });
    artifacts(cortex(["sums", "http://mirror/sums"]));
    const { status, output } = await it_.run("boot");
    assert.equal(status, 0, output);
  });

  it("writes a secret alone, or into its template, as it is and for its reader only", async () => {
    artifacts();
    assert.equal((await it_.run("boot")).status, 0);
    assert.equal(it_.read("/secret"), "pass&word/+=\\1");
    secrets('{"encrypt":"@@"}');
    assert.equal((await it_.run("boot")).status, 0);
    assert.equal(it_.read("/secret"), '{"encrypt":"pass&word/+=\\1"}');
    assert.equal(statSync(it_.path("/secret")).mode & 0o777, 0o400);
    assert.ok(it_.calls().some((call) => call.startsWith("install -D -o consul -g consul -m 400")));
    assert.doesNotMatch(it_.read("/var/log/cortex-platform/boot.log"), /pass&word/);
  });

  it("ends without a word to its group when Consul has no leader", async () => {
    artifacts();
    web({}, '""');
    const { status, output } = await it_.run("boot");
    assert.notEqual(status, 0);
    assert.match(output, /boot failed: ready/);
    assert.ok(!it_.calls().some((call) => call.includes("lifecycle")));
  });

  it("goes on where no group waits for it", async () => {
    artifacts();
    it_.command("aws", 'case "$*" in *get-parameter*) printf key ;; *) exit 254 ;; esac');
    const { status, output } = await it_.run("boot");
    assert.equal(status, 0, output);
    assert.match(output, /no group waits/);
  });

  it("gives the ruler its groups when all is ready", async () => {
    artifacts();
    it_.write("/etc/cortex-platform/rules", table([["ops", "http://127.0.0.1:80/api/v1/rules/platform", "/g.yaml"]]));
    assert.equal((await it_.run("boot")).status, 0);
    assert.match(it_.calls().at(-1) ?? "", /X-Scope-OrgID: ops .*--data-binary @\/g\.yaml http:.*\/platform$/);
  });
});
