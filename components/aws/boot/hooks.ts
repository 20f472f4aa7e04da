/** The launch hook: an instance is in service when its boot script says so, and ended when it does not in time. */
export const launchHook = {
  name: "boot",
  /** Seconds: packages, downloads and the first `/ready` took some three minutes; the rest is for slow networks. */
  timeoutSeconds: 1200,
} as const;

/** The hook of an instance that is to end. */
export const terminateHook = { name: "drain" } as const;

/** Seconds that a Consul server may take to leave: it waits for its successor to be one of the quorum. */
export const serverDrainSeconds = 600;
