import { imageParts } from "../../../components/cortex/releases.ts";
import { contracts } from "../contracts.ts";
import { accountFiles, type Ingredient, type Recipe } from "../recipe.ts";
import { textBeside } from "./text.ts";

const { accounts, env } = contracts.cassandra;

function conf(name: string): Ingredient {
  return { kind: "file", at: `/etc/cassandra/${name}`, text: textBeside(`cassandra/${name}`), mode: 0o666 };
}

function script(at: string, name: string): Ingredient {
  return { kind: "file", at, text: textBeside(`cassandra/${name}`), mode: 0o755 };
}

/** Cassandra's jars from Maven Central on Debian's Java 17, with start scripts and configuration of our own. */
export const cassandra: Recipe = {
  image: "cassandra",
  ingredients: [
    {
      kind: "debian",
      packages: [
        "openjdk-17-jre-headless",
        "libjemalloc2",
        "python3",
        "gosu",
        "base-files",
        "bash",
        "coreutils",
        "dash",
        "findutils",
        "grep",
        "hostname",
        "iproute2",
        "libc-bin",
        "mawk",
        "procps",
        "sed",
        "tzdata",
      ],
      dependencies: true,
    },
    { kind: "certificates" },
    ...accountFiles(accounts),
    { kind: "link", at: "/bin/sh", to: "dash" },
    { kind: "link", at: "/usr/bin/awk", to: "mawk" },
    { kind: "link", at: "/usr/local/bin/gosu", to: "/usr/sbin/gosu" },
    {
      kind: "maven",
      group: imageParts.cassandra.group,
      artifact: imageParts.cassandra.artifact,
      version: imageParts.cassandra.version,
      checksums: textBeside("cassandra/jars.sha256"),
      at: "/opt/cassandra/lib",
    },
    {
      kind: "python",
      requirements: [...imageParts.cqlsh.requirements],
      at: "/opt/cassandra/pylib",
    },
    {
      kind: "link",
      at: "/opt/java/openjdk",
      to: `/usr/lib/jvm/java-17-openjdk-${process.arch === "x64" ? "amd64" : process.arch}`,
    },
    script("/opt/cassandra/bin/cassandra", "cassandra.sh"),
    script("/opt/cassandra/bin/nodetool", "nodetool.sh"),
    script("/opt/cassandra/bin/cqlsh", "cqlsh.sh"),
    script("/usr/local/bin/docker-entrypoint.sh", "docker-entrypoint.sh"),
    ...["cassandra.yaml", "cassandra-rackdc.properties", "java17.options", "logback.xml", "logback-tools.xml"].map(
      conf,
    ),
    { kind: "directory", at: "/var/lib/cassandra", mode: 0o1777 },
    { kind: "directory", at: "/var/log/cassandra", mode: 0o1777 },
    { kind: "directory", at: env["CASSANDRA_CONF"] ?? "", mode: 0o1777 },
  ],
  owners: ["/var/lib/cassandra", "/var/log/cassandra", "/etc/cassandra"].map((path) => ({ path, uid: 999, gid: 999 })),
};
