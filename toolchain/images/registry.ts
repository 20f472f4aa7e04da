const hubRegistry = "registry-1.docker.io";
const probeMilliseconds = 5_000;

/** The registry that an image name points to: its first part if that looks like a host, else Docker Hub. */
export function registryHost(name: string): string {
  const first = name.split("/")[0] ?? "";
  const isHost = name.includes("/") && (first.includes(".") || first.includes(":") || first === "localhost");
  if (!isHost || first === "docker.io" || first === "index.docker.io") return hubRegistry;
  return first;
}

/** Whether a registry answers at all, with whatever status (most ask for a login first), within 5 s. */
export async function registryAnswers(host: string): Promise<boolean> {
  const isLocal = /^(localhost|127\.[\d.]+)(:\d+)?$/.test(host);
  try {
    const answer = await fetch(`${isLocal ? "http" : "https"}://${host}/v2/`, {
      signal: AbortSignal.timeout(probeMilliseconds),
      redirect: "manual",
    });
    await answer.body?.cancel();
    return true;
  } catch {
    return false;
  }
}
