import type { ImageName } from "../../settings.ts";

/** A path that a container relies on, and whose it is. */
interface ContractPath {
  path: string;
  kind: "directory" | "file";
  uid: number;
  gid: number;
}

/**
 * What the containers rely on in an image, as its publisher made it. An image built here is made from this table, and
 * every image (pulled or built) is held against it by tests/e2e/images.test.ts.
 */
export interface Contract {
  /** The official files where all of it was read; the exact version's wherever one could be had. */
  source: string[];
  entrypoint: string[];
  cmd: string[];
  /** Who the entrypoint starts as; empty is root. */
  user: string;
  workingDir: string;
  /** The variables that are relied on; an official image may set more. */
  env: Record<string, string>;
  exposedPorts: string[];
  volumes: string[];
  /** Default of the engine: SIGTERM. */
  stopSignal?: string;
  /** The image's own health check, in the engine's spelling (times in nanoseconds). */
  healthcheck?: { Test: string[]; Interval: number; Timeout: number };
  accounts: { name: string; uid: number; gid: number }[];
  paths: ContractPath[];
  /** What the entrypoint, the health checks and a person at the shell run; none where the image has no shell. */
  executables: string[];
}

const systemPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const second = 1_000_000_000;

export const contracts: Record<ImageName, Contract> = {
  cortex: {
    source: ["cortexproject/cortex v1.13.2 and v1.21.1: cmd/cortex/Dockerfile (Go module zips)"],
    entrypoint: ["/bin/cortex"],
    cmd: [],
    user: "",
    workingDir: "",
    env: { PATH: systemPath },
    exposedPorts: ["80/tcp"],
    volumes: [],
    accounts: [],
    paths: [
      { path: "/bin/cortex", kind: "file", uid: 0, gid: 0 },
      { path: "/etc/ssl/certs/ca-certificates.crt", kind: "file", uid: 0, gid: 0 },
    ],
    executables: ["/bin/cortex", "/bin/sh", "/usr/bin/wget", "/bin/grep"],
  },
  consul: {
    source: [
      "hashicorp/consul v1.20.2: Dockerfile, target `default` (Go module zip)",
      "hashicorp/consul v1.20.2: .release/docker/docker-entrypoint.sh (Go module zip)",
      "uid 100 and gid 1000 are what Alpine's `addgroup` and `adduser -S` give to the first account",
    ],
    entrypoint: ["docker-entrypoint.sh"],
    cmd: ["agent", "-dev", "-client", "0.0.0.0"],
    user: "",
    workingDir: "",
    env: { PATH: systemPath },
    exposedPorts: ["8300/tcp", "8301/tcp", "8301/udp", "8302/tcp", "8302/udp", "8500/tcp", "8600/tcp", "8600/udp"],
    volumes: ["/consul/data"],
    accounts: [{ name: "consul", uid: 100, gid: 1000 }],
    paths: [
      { path: "/consul/data", kind: "directory", uid: 100, gid: 1000 },
      { path: "/consul/config", kind: "directory", uid: 100, gid: 1000 },
      { path: "/usr/local/bin/docker-entrypoint.sh", kind: "file", uid: 0, gid: 0 },
      { path: "/etc/nsswitch.conf", kind: "file", uid: 0, gid: 0 },
    ],
    executables: ["/bin/consul", "/usr/bin/dumb-init", "/sbin/su-exec", "/bin/sh", "/usr/bin/wget", "/bin/grep"],
  },
  cassandra: {
    source: [
      "docker-library/cassandra: 5.0/Dockerfile (01dffce, 5.0-alpha1: users, paths, ports, entrypoint)",
      "docker-library/cassandra: docker-entrypoint.sh (0e270a9)",
      "Docker Hub, layers of amd64/cassandra:5.0 on Java 17.0.14 (PATH, JAVA_HOME, CASSANDRA_HOME, CASSANDRA_CONF)",
    ],
    entrypoint: ["docker-entrypoint.sh"],
    cmd: ["cassandra", "-f"],
    user: "",
    workingDir: "",
    env: {
      PATH: `/opt/cassandra/bin:/opt/java/openjdk/bin:${systemPath}`,
      JAVA_HOME: "/opt/java/openjdk",
      CASSANDRA_HOME: "/opt/cassandra",
      CASSANDRA_CONF: "/etc/cassandra",
      CASSANDRA_VERSION: "5.0.4",
    },
    exposedPorts: ["7000/tcp", "7001/tcp", "7199/tcp", "9042/tcp", "9160/tcp"],
    volumes: ["/var/lib/cassandra"],
    accounts: [{ name: "cassandra", uid: 999, gid: 999 }],
    paths: [
      { path: "/var/lib/cassandra", kind: "directory", uid: 999, gid: 999 },
      { path: "/var/log/cassandra", kind: "directory", uid: 999, gid: 999 },
      { path: "/etc/cassandra", kind: "directory", uid: 999, gid: 999 },
      { path: "/etc/cassandra/cassandra.yaml", kind: "file", uid: 999, gid: 999 },
      { path: "/etc/cassandra/cassandra-rackdc.properties", kind: "file", uid: 999, gid: 999 },
      { path: "/usr/local/bin/docker-entrypoint.sh", kind: "file", uid: 0, gid: 0 },
    ],
    executables: [
      "/opt/cassandra/bin/cassandra",
      "/opt/cassandra/bin/cqlsh",
      "/opt/cassandra/bin/nodetool",
      "/opt/java/openjdk/bin/java",
      "/usr/local/bin/gosu",
      "/bin/bash",
      "/usr/bin/timeout",
      "/usr/bin/od",
      "/usr/bin/head",
    ],
  },
  seaweedfs: {
    source: [
      "seaweedfs/seaweedfs: docker/Dockerfile.go_build (c8b0a04: Alpine, executable, ports, volume, entrypoint)",
      "seaweedfs' entrypoint.sh as it stands in public repositories since it drops root (chown of /data, su-exec seaweed)",
      "public notes on running chrislusf/seaweedfs: the user seaweed is uid 1000, found by exact text",
    ],
    entrypoint: ["/entrypoint.sh"],
    cmd: [],
    user: "",
    workingDir: "/data",
    env: { PATH: systemPath },
    exposedPorts: ["7333/tcp", "8080/tcp", "8333/tcp", "8888/tcp", "9333/tcp", "18080/tcp", "18888/tcp", "19333/tcp"],
    volumes: ["/data"],
    accounts: [{ name: "seaweed", uid: 1000, gid: 1000 }],
    paths: [
      { path: "/data", kind: "directory", uid: 1000, gid: 1000 },
      { path: "/etc/seaweedfs", kind: "directory", uid: 0, gid: 0 },
      { path: "/entrypoint.sh", kind: "file", uid: 0, gid: 0 },
      { path: "/usr/bin/weed", kind: "file", uid: 0, gid: 0 },
    ],
    executables: ["/usr/bin/weed", "/sbin/su-exec", "/bin/sh", "/usr/bin/wget"],
  },
  nginx: {
    source: [
      "docker-library/repo-info: repos/nginx/remote/1.22.1.md (the published image's history; it has curl and no wget)",
      "nginxinc/docker-nginx: stable/debian/docker-entrypoint.sh",
    ],
    entrypoint: ["/docker-entrypoint.sh"],
    cmd: ["nginx", "-g", "daemon off;"],
    user: "",
    workingDir: "",
    env: { PATH: systemPath, NGINX_VERSION: "1.22.1" },
    exposedPorts: ["80/tcp"],
    volumes: [],
    stopSignal: "SIGQUIT",
    accounts: [{ name: "nginx", uid: 101, gid: 101 }],
    paths: [
      { path: "/docker-entrypoint.sh", kind: "file", uid: 0, gid: 0 },
      { path: "/docker-entrypoint.d", kind: "directory", uid: 0, gid: 0 },
      { path: "/etc/nginx/nginx.conf", kind: "file", uid: 0, gid: 0 },
      { path: "/etc/nginx/mime.types", kind: "file", uid: 0, gid: 0 },
      { path: "/etc/nginx/conf.d", kind: "directory", uid: 0, gid: 0 },
      { path: "/var/cache/nginx", kind: "directory", uid: 0, gid: 0 },
      { path: "/var/log/nginx", kind: "directory", uid: 0, gid: 0 },
    ],
    executables: ["/usr/sbin/nginx", "/usr/bin/curl", "/bin/sh", "/bin/bash"],
  },
  nginxExporter: {
    source: ["nginxinc/nginx-prometheus-exporter v0.11.0: build/Dockerfile, target `container` (Go module zip)"],
    entrypoint: ["/usr/bin/nginx-prometheus-exporter"],
    cmd: [],
    user: "1001:1001",
    workingDir: "",
    env: {},
    exposedPorts: [],
    volumes: [],
    accounts: [],
    paths: [
      { path: "/usr/bin/nginx-prometheus-exporter", kind: "file", uid: 0, gid: 0 },
      { path: "/etc/ssl/certs/ca-certificates.crt", kind: "file", uid: 0, gid: 0 },
    ],
    executables: [],
  },
  prometheus: {
    source: [
      "prometheus/prometheus v0.42.0 (the module version of v2.42.0): Dockerfile (Go module zip)",
      "nobody is 65534:65534 in busybox's own account files, which quay.io/prometheus/busybox is built on",
    ],
    entrypoint: ["/bin/prometheus"],
    cmd: [
      "--config.file=/etc/prometheus/prometheus.yml",
      "--storage.tsdb.path=/prometheus",
      "--web.console.libraries=/usr/share/prometheus/console_libraries",
      "--web.console.templates=/usr/share/prometheus/consoles",
    ],
    user: "nobody",
    workingDir: "/prometheus",
    env: { PATH: systemPath },
    exposedPorts: ["9090/tcp"],
    volumes: ["/prometheus"],
    accounts: [{ name: "nobody", uid: 65534, gid: 65534 }],
    paths: [
      { path: "/prometheus", kind: "directory", uid: 65534, gid: 65534 },
      { path: "/etc/prometheus", kind: "directory", uid: 65534, gid: 65534 },
      { path: "/etc/prometheus/prometheus.yml", kind: "file", uid: 65534, gid: 65534 },
      { path: "/usr/share/prometheus/console_libraries", kind: "directory", uid: 0, gid: 0 },
      { path: "/usr/share/prometheus/consoles", kind: "directory", uid: 0, gid: 0 },
    ],
    executables: ["/bin/prometheus", "/bin/promtool", "/bin/sh", "/bin/wget"],
  },
  cadvisor: {
    source: ["google/cadvisor v0.49.2: deploy/Dockerfile (Go module zip)"],
    entrypoint: ["/usr/bin/cadvisor", "-logtostderr"],
    cmd: [],
    user: "",
    workingDir: "",
    env: { PATH: systemPath, CADVISOR_HEALTHCHECK_URL: "http://localhost:8080/healthz" },
    exposedPorts: ["8080/tcp"],
    volumes: [],
    healthcheck: {
      Test: ["CMD-SHELL", "wget --quiet --tries=1 --spider $CADVISOR_HEALTHCHECK_URL || exit 1"],
      Interval: 30 * second,
      Timeout: 3 * second,
    },
    accounts: [],
    paths: [{ path: "/usr/bin/cadvisor", kind: "file", uid: 0, gid: 0 }],
    executables: ["/usr/bin/cadvisor", "/bin/sh", "/usr/bin/wget"],
  },
  grafana: {
    source: [
      "grafana/grafana: Dockerfile (final stage on Alpine: GF_UID 472, GF_GID 0, paths, port)",
      "grafana/grafana: packaging/docker/run.sh (what GF_* variables and paths it reads)",
    ],
    entrypoint: ["/run.sh"],
    cmd: [],
    user: "472",
    workingDir: "/usr/share/grafana",
    env: {
      PATH: `/usr/share/grafana/bin:${systemPath}`,
      GF_PATHS_CONFIG: "/etc/grafana/grafana.ini",
      GF_PATHS_DATA: "/var/lib/grafana",
      GF_PATHS_HOME: "/usr/share/grafana",
      GF_PATHS_LOGS: "/var/log/grafana",
      GF_PATHS_PLUGINS: "/var/lib/grafana/plugins",
      GF_PATHS_PROVISIONING: "/etc/grafana/provisioning",
    },
    exposedPorts: ["3000/tcp"],
    volumes: [],
    accounts: [{ name: "grafana", uid: 472, gid: 0 }],
    paths: [
      { path: "/run.sh", kind: "file", uid: 0, gid: 0 },
      { path: "/var/lib/grafana", kind: "directory", uid: 472, gid: 0 },
      { path: "/etc/grafana/provisioning", kind: "directory", uid: 472, gid: 0 },
    ],
    executables: ["/usr/share/grafana/bin/grafana", "/bin/sh", "/usr/bin/wget"],
  },
};
