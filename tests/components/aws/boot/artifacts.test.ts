import assert from "node:assert/strict";
import { agentArtifact, artifactRow, releasedArtifact } from "../../../../components/aws/boot/artifacts.ts";
import { artifacts, cloudWatchAgent } from "../../../../components/cortex/releases.ts";
import { awsTier } from "../../../support/aws-tiers.ts";

const settings = (artifacts: Record<string, unknown> = {}, values: Record<string, unknown> = {}, aws: object = {}) =>
  awsTier({ ...values, aws: { ...aws, artifacts } }).settings;

const names = ["cortex", "consul", "prometheus", "grafana"] as const;
const hash = "0123456789abcdef".repeat(4);

describe("boot: artifacts", () => {
  it("come from their publishers, each checked by the release's own file", () => {
    const found = names.map((name) => releasedArtifact(name, settings()));
    assert.deepEqual(
      found.map(({ url }) => url),
      [
        "https://github.com/cortexproject/cortex/releases/download/v1.21.1/cortex-linux-arm64",
        "https://releases.hashicorp.com/consul/1.20.2/consul_1.20.2_linux_arm64.zip",
        "https://github.com/prometheus/prometheus/releases/download/v2.42.0/prometheus-2.42.0.linux-arm64.tar.gz",
        "https://dl.grafana.com/oss/release/grafana-11.6.0.linux-arm64.tar.gz",
      ],
    );
    for (const { url, file, proof } of found) {
      assert.ok(url.endsWith(`/${file}`));
      assert.equal(proof.kind, "sums");
      if (proof.kind === "sums") assert.ok(proof.url.startsWith(url.slice(0, -file.length)));
    }
  });

  it("are of the engine's version, and of the instances' architecture", () => {
    const chunks = releasedArtifact("cortex", settings({}, { engine: "chunks" }, { architecture: "x86_64" }));
    assert.match(chunks.url, /\/v1\.13\.2\/cortex-linux-amd64$/);
  });

  it("are of the version that an image setting names", () => {
    assert.match(
      releasedArtifact("consul", settings({}, { images: { consul: { tag: "1.19.1" } } })).url,
      /consul_1\.19\.1_/,
    );
  });

  it("come from a mirror under the same names, checksum files too", () => {
    for (const mirror of ["https://mirror.example/a", "https://mirror.example/a/"]) {
      for (const name of names) {
        const official = releasedArtifact(name, settings());
        const mirrored = releasedArtifact(name, settings({ mirror }));
        assert.equal(mirrored.url, `https://mirror.example/a/${official.file}`);
        assert.ok(mirrored.proof.kind === "sums" && official.proof.kind === "sums");
        assert.equal(mirrored.proof.url, `https://mirror.example/a/${official.proof.url.split("/").at(-1)}`);
      }
      const agent = agentArtifact(settings({ mirror })).proof;
      assert.ok(agent.kind === "signature");
      assert.equal(agent.signatureUrl, "https://mirror.example/a/amazon-cloudwatch-agent.deb.sig");
      assert.equal(agent.keyUrl, "https://mirror.example/a/amazon-cloudwatch-agent.gpg");
    }
  });

  it("are held to a checksum of the settings where there is one, and ask nobody else then", () => {
    const checksums = { cortex: hash, cloudWatchAgent: hash };
    assert.deepEqual(releasedArtifact("cortex", settings({ checksums })).proof, { kind: "sha256", hash });
    assert.deepEqual(agentArtifact(settings({ checksums })).proof, { kind: "sha256", hash });
    assert.equal(releasedArtifact("consul", settings({ checksums })).proof.kind, "sums");
  });

  it("has the CloudWatch agent signed by the key that AWS names", () => {
    const row = artifactRow(agentArtifact(settings()));
    assert.deepEqual(row[4]?.split(" ").slice(2), ["937616F3450B7D806CBD9725D58167303B789C72"]);
    assert.match(cloudWatchAgent.fingerprint, /^[0-9A-F]{40}$/);
  });

  it("name where each address was read", () => {
    for (const { source } of [...Object.values(artifacts), cloudWatchAgent]) assert.ok(source.length > 20);
  });
});
