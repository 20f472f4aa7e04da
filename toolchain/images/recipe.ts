import type { ImageName } from "../../settings.ts";

/** Packages of Debian 12, unpacked without their install scripts. */
interface DebianIngredient {
  kind: "debian";
  packages: string[];
  /** Whether all that the packages depend on comes too. */
  dependencies: boolean;
  /** Upstream version that each of these packages must have: what is tested must be what the tag names. */
  versions?: Record<string, string>;
}

/** The certificate authorities of Debian's ca-certificates, as the one bundle that programs read. */
interface CertificatesIngredient {
  kind: "certificates";
}

/** A link for every applet of the busybox that the root holds, where the path is free. */
interface BusyboxIngredient {
  kind: "busybox";
}

/** A Go program, static, built from the module proxy. */
export interface GoIngredient {
  kind: "go";
  module: string;
  version: string;
  /** Main package: below the module ("./cmd/cortex"), or for a wrapper the full import path or ".". */
  package: string;
  /**
   * The committed module (go.mod, go.sum and programs) that pins what the build reads. Without one the build runs in a
   * copy of the module itself, so that its own replace directives hold.
   */
  wrapper?: { files: Record<string, string> };
  tags?: string[];
  ldflags?: string[];
  /** Modules that the public checksum database does not hold; go.sum of the wrapper pins them. */
  noSumDatabase?: string;
  /** Where the program stands in the image. */
  at: string;
}

/** Jars from Maven Central, each checked against the committed SHA-256. */
interface MavenIngredient {
  kind: "maven";
  group: string;
  artifact: string;
  version: string;
  /** Output of `sha256sum` over the folder of jars: the exact set. */
  checksums: string;
  at: string;
}

/** Wheels from PyPI for the image's own Python (3.11), each pinned. */
interface PythonIngredient {
  kind: "python";
  requirements: string[];
  at: string;
}

interface FileIngredient {
  kind: "file";
  at: string;
  text: string;
  /** Default 0o644. */
  mode?: number;
}

interface DirectoryIngredient {
  kind: "directory";
  at: string;
  /** Default 0o755. */
  mode?: number;
}

interface LinkIngredient {
  kind: "link";
  at: string;
  to: string;
}

/** A file of the root, taken to another name; links to it are left alone. */
interface MoveIngredient {
  kind: "move";
  from: string;
  to: string;
}

/** What is in the root and has no use in a container; a missing path is no error. */
interface RemoveIngredient {
  kind: "remove";
  paths: string[];
}

export type Ingredient =
  | DebianIngredient
  | CertificatesIngredient
  | BusyboxIngredient
  | GoIngredient
  | MavenIngredient
  | PythonIngredient
  | FileIngredient
  | DirectoryIngredient
  | LinkIngredient
  | MoveIngredient
  | RemoveIngredient;

/** A path whose whole tree belongs to somebody else than root. */
export interface Owner {
  path: string;
  uid: number;
  gid: number;
}

/** How an image is made from package registries: plain data, so that its content key changes whenever it does. */
export interface Recipe {
  image: ImageName;
  /** Put into an empty root in this order. */
  ingredients: Ingredient[];
  owners: Owner[];
}

/** Lines of /etc/passwd and /etc/group for root, nobody and the accounts of the official image. */
export function accountFiles(accounts: { name: string; uid: number; gid: number; home?: string }[]): Ingredient[] {
  const passwd = ["root:x:0:0:root:/root:/bin/sh"];
  const group = ["root:x:0:"];
  for (const { name, uid, gid, home } of accounts) {
    passwd.push(`${name}:x:${uid}:${gid}:${name}:${home ?? "/nonexistent"}:/bin/false`);
    group.push(`${name}:x:${gid}:`);
  }
  if (!accounts.some(({ uid }) => uid === 65534)) {
    passwd.push("nobody:x:65534:65534:nobody:/nonexistent:/bin/false");
    group.push("nogroup:x:65534:");
  }
  return [
    { kind: "file", at: "/etc/passwd", text: `${passwd.join("\n")}\n` },
    { kind: "file", at: "/etc/group", text: `${group.join("\n")}\n` },
    { kind: "file", at: "/etc/nsswitch.conf", text: "passwd: files\ngroup: files\nhosts: files dns\n" },
    { kind: "directory", at: "/root", mode: 0o700 },
    { kind: "directory", at: "/tmp", mode: 0o1777 },
    { kind: "directory", at: "/var/tmp", mode: 0o1777 },
    { kind: "directory", at: "/proc" },
    { kind: "directory", at: "/sys" },
    { kind: "directory", at: "/dev" },
    { kind: "directory", at: "/run" },
  ];
}
