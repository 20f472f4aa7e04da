import { gzipSync } from "fflate";

/** AWS takes no more raw user data, compressed or not: EC2 User Guide, "Run commands when you launch an instance". */
export const userDataLimit = 16_384;

/**
 * User data as a launch template holds it: gzip, which cloud-init knows by its first bytes, in base64. The same text gives
 * the same bytes whatever machine deploys (node's own zlib differs between processors and versions, and each difference
 * would replace every instance).
 *
 * @param what Whose user data it is, for the message.
 * @throws {Error} If it is larger than AWS takes.
 */
export function userData(what: string, cloudConfig: string): string {
  const zipped = gzipSync(new TextEncoder().encode(cloudConfig), { level: 9, mem: 12, mtime: 0 });
  if (zipped.length > userDataLimit) {
    throw new Error(
      `The user data of ${what} is ${zipped.length} bytes compressed; AWS takes ${userDataLimit}. ` +
        "What it holds grows with the tenants, the rules and the dashboards.",
    );
  }
  return Buffer.from(zipped).toString("base64");
}
