import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../../../toolchain/exec.ts";

/** A certificate for some names of this machine, which only who is told to trusts. */
export class Certificate {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** @param names as in a certificate: `DNS:localhost`. */
  static async make(names: string[]): Promise<Certificate> {
    const folder = mkdtempSync(join(tmpdir(), "cortex-tls-"));
    const made = new Certificate(folder);
    const subject = ["-subj", "/CN=tests", "-addext", `subjectAltName=${names.join(",")}`];
    const files = ["-keyout", made.keyFile, "-out", made.file];
    await run("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", ...subject, ...files]);
    return made;
  }

  get file(): string {
    return join(this.#folder, "certificate.pem");
  }

  get keyFile(): string {
    return join(this.#folder, "key.pem");
  }

  /** What makes a program of Node or of Go trust it. */
  get variables(): Record<string, string> {
    return { NODE_EXTRA_CA_CERTS: this.file, SSL_CERT_FILE: this.file };
  }

  get tls(): { key: string; cert: string } {
    return { key: readFileSync(this.keyFile, "utf8"), cert: readFileSync(this.file, "utf8") };
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
