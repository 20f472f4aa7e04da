// A Docker network in the place of a VPC.
import { networkInterfaces } from "node:os";
import { run } from "../../../../toolchain/exec.ts";

/** What a test of this kind leaves, if it is killed, is found by this label, and removed by the next. */
export const bootLabel = "cortex.boot";

/** A network with the address block of a VPC. */
export interface BootNetwork {
  name: string;
  cidr: string;
  /** Of this machine in the network: where the stand-ins listen. */
  gateway: string;
}

/** Blocks to choose from: 10.64.0.0/16 to 10.127.0.0/16; Docker's own are in 172.16.0.0/12 and 192.168.0.0/16. */
const candidates = Array.from({ length: 64 }, (_, index) => `10.${64 + index}.0.0/16`);

/** The first of the candidates that shares no address with these blocks. */
export function freeCidr(taken: string[]): string {
  const found = candidates.find((candidate) => !taken.some((other) => overlap(candidate, other)));
  if (found === undefined)
    throw new Error(`no block from 10.64.0.0 to 10.127.255.255 is free beside ${taken.join(", ")}`);
  return found;
}

/** The first address of a block that is no network address: where Docker puts the gateway, and AWS its router. */
export function firstAddress(cidr: string): string {
  const [address = ""] = cidr.split("/");
  return address.replace(/\d+$/, (last) => String(Number(last) + 1));
}

/** The last address of a block that is no broadcast address: the emulator gives low ones. */
export function lastAddress(cidr: string): string {
  const value = rangeOf(cidr).last - 1;
  return [24, 16, 8, 0].map((bits) => Math.floor(value / 2 ** bits) % 256).join(".");
}

/** A block that neither this machine nor a Docker network uses. */
export async function chooseCidr(): Promise<string> {
  const own = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .flatMap(({ family, cidr }) => (family === "IPv4" && cidr !== null ? [cidr] : []));
  const ids = lines(await docker(["network", "ls", "--quiet", "--filter", "driver=bridge"]));
  const format = "{{range .IPAM.Config}}{{.Subnet}} {{end}}";
  const docks = ids.length === 0 ? "" : await docker(["network", "inspect", "--format", format, ...ids]);
  return freeCidr([...own, ...docks.split(/\s+/).filter((cidr) => /^\d+\.\d+\.\d+\.\d+\/\d+$/.test(cidr))]);
}

export async function createNetwork(name: string, cidr: string): Promise<BootNetwork> {
  const gateway = firstAddress(cidr);
  const options = ["--label", `${bootLabel}=${name}`, "--subnet", cidr, "--gateway", gateway];
  await docker(["network", "create", ...options, name]);
  return { name, cidr, gateway };
}

/** Removes the containers and the network of a test, one at a time: Docker 20.10 hung on many at once. */
export async function removeNetwork(name: string): Promise<void> {
  for (const container of await containersOf(name)) await docker(["rm", "--force", "--volumes", container]);
  const networks = lines(await docker(["network", "ls", "--quiet", "--filter", `label=${bootLabel}=${name}`]));
  for (const network of networks) await docker(["network", "rm", network]);
}

/** What of a test is there: containers, the network. */
export async function leftovers(name: string): Promise<string[]> {
  const networks = lines(await docker(["network", "ls", "--quiet", "--filter", `label=${bootLabel}=${name}`]));
  return [...(await containersOf(name)), ...networks];
}

async function containersOf(name: string): Promise<string[]> {
  return lines(await docker(["ps", "--all", "--quiet", "--filter", `label=${bootLabel}=${name}`]));
}

function docker(args: string[]): Promise<string> {
  return run("docker", args, { timeoutSeconds: 60 });
}

function lines(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}

/** Whether two blocks share an address. */
function overlap(one: string, other: string): boolean {
  const [a, b] = [rangeOf(one), rangeOf(other)];
  return a.first <= b.last && b.first <= a.last;
}

function rangeOf(cidr: string): { first: number; last: number } {
  const [address = "", bits = "32"] = cidr.split("/");
  const size = 2 ** (32 - Number(bits));
  const value = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  const first = Math.floor(value / size) * size;
  return { first, last: first + size - 1 };
}
