/** Directive to value; a list is one line each, `undefined` none. */
export type Section = Record<string, string | number | string[] | undefined>;

export interface UnitFile {
  Unit: Section;
  Service: Section;
}

/** A service unit as text, to be started with the machine. */
export function renderUnit({ Unit, Service }: UnitFile): string {
  return [
    section("Unit", Unit),
    section("Service", Service),
    section("Install", { WantedBy: "multi-user.target" }),
  ].join("\n");
}

function section(name: string, directives: Section): string {
  const lines = Object.entries(directives).flatMap(([directive, value]) =>
    value === undefined ? [] : [value].flat().map((one) => `${directive}=${one}\n`),
  );
  return `[${name}]\n${lines.join("")}`;
}

/** What every service is denied that it does not need; `writable`: the only paths that it may write to. */
export function hardened(options: { capabilities?: string[]; writable?: string[] } = {}): Section {
  const capabilities = (options.capabilities ?? []).join(" ");
  return {
    NoNewPrivileges: "yes",
    CapabilityBoundingSet: capabilities,
    ...(capabilities === "" ? {} : { AmbientCapabilities: capabilities }),
    ProtectSystem: "strict",
    ReadWritePaths: options.writable?.join(" "),
    ProtectHome: "yes",
    PrivateTmp: "yes",
    PrivateDevices: "yes",
    ProtectKernelTunables: "yes",
    ProtectKernelModules: "yes",
    ProtectKernelLogs: "yes",
    ProtectControlGroups: "yes",
    ProtectClock: "yes",
    ProtectHostname: "yes",
    // Cortex and Consul ask the kernel for the interfaces' addresses.
    RestrictAddressFamilies: "AF_INET AF_INET6 AF_UNIX AF_NETLINK",
    RestrictNamespaces: "yes",
    RestrictRealtime: "yes",
    RestrictSUIDSGID: "yes",
    LockPersonality: "yes",
    SystemCallArchitectures: "native",
    UMask: "0027",
  };
}
