import type { Settings } from "../../../settings.ts";
import type { ArtifactName } from "../../../settings/aws/artifacts.ts";
import { artifacts, cloudWatchAgent, type ReleaseArchitecture } from "../../cortex/releases.ts";

/** A file that an instance downloads, what proves it right, and what becomes of it. */
export interface Artifact {
  name: ArtifactName;
  url: string;
  /** Its name in the release, by which a checksum file calls it. */
  file: string;
  proof:
    | { kind: "sha256"; hash: string }
    /** URL of a checksum file of the release. */
    | { kind: "sums"; url: string }
    | { kind: "signature"; signatureUrl: string; keyUrl: string; fingerprint: string };
  /** `binary`: an executable; `zip`: one executable, the target's name, in an archive; `tar`: a folder; `deb`: a package. */
  unpack: "binary" | "zip" | "tar" | "deb";
  /** Path on the instance. */
  target: string;
}

type ReleasedName = Exclude<ArtifactName, "cloudWatchAgent">;

const installed: Record<ReleasedName, Pick<Artifact, "unpack" | "target">> = {
  cortex: { unpack: "binary", target: "/usr/local/bin/cortex" },
  consul: { unpack: "zip", target: "/usr/local/bin/consul" },
  prometheus: { unpack: "tar", target: "/opt/prometheus" },
  grafana: { unpack: "tar", target: "/opt/grafana" },
};

/** Where the executables lie. */
export const programs = {
  cortex: installed.cortex.target,
  consul: installed.consul.target,
  prometheus: `${installed.prometheus.target}/prometheus`,
  grafana: `${installed.grafana.target}/bin/grafana`,
  grafanaHome: installed.grafana.target,
} as const;

/** The part's release: the version of its image, so that one setting names it on both platforms. */
export function releasedArtifact(name: ReleasedName, settings: Settings): Artifact {
  const { mirror, checksums } = settings.aws.artifacts;
  const architecture = architectureOf(settings);
  const version = settings.images[name].tag.replace(/^v/, "");
  const release = artifacts[name];
  const folder = mirror === undefined ? release.folder(version, architecture) : mirror.replace(/\/+$/, "");
  const file = release.file(version, architecture);
  const hash = checksums[name];
  return {
    name,
    url: `${folder}/${file}`,
    file,
    proof:
      hash === undefined
        ? { kind: "sums", url: `${folder}/${release.checksums(version, architecture)}` }
        : { kind: "sha256", hash },
    ...installed[name],
  };
}

export function agentArtifact(settings: Settings): Artifact {
  const { mirror, checksums } = settings.aws.artifacts;
  const own = mirror?.replace(/\/+$/, "");
  const folder = own ?? cloudWatchAgent.folder(architectureOf(settings));
  const hash = checksums.cloudWatchAgent;
  return {
    name: "cloudWatchAgent",
    url: `${folder}/${cloudWatchAgent.file}`,
    file: cloudWatchAgent.file,
    proof:
      hash === undefined
        ? {
            kind: "signature",
            signatureUrl: `${folder}/${cloudWatchAgent.signature}`,
            keyUrl: `${own ?? cloudWatchAgent.keyFolder}/${cloudWatchAgent.key}`,
            fingerprint: cloudWatchAgent.fingerprint,
          }
        : { kind: "sha256", hash },
    unpack: "deb",
    target: "/opt/aws/amazon-cloudwatch-agent",
  };
}

/** The fields of an artifact in the order in which boot.sh reads them. */
export function artifactRow({ name, url, file, proof, unpack, target }: Artifact): string[] {
  return [name, url, file, proof.kind, proofText(proof), unpack, target];
}

function proofText(proof: Artifact["proof"]): string {
  switch (proof.kind) {
    case "sha256":
      return proof.hash;
    case "sums":
      return proof.url;
    case "signature":
      return `${proof.signatureUrl} ${proof.keyUrl} ${proof.fingerprint}`;
  }
}

function architectureOf({ aws }: Settings): ReleaseArchitecture {
  return aws.architecture === "arm64" ? "arm64" : "amd64";
}
