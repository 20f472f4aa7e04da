/** Where an instance keeps what its boot reads and writes; the scripts know these paths as well. */
export const bootPaths = {
  config: "/etc/cortex-platform",
  scripts: "/usr/local/lib/cortex-platform",
  /** What the instance found out about itself: INSTANCE_ID, AVAILABILITY_ZONE, PRIVATE_IP, INTERFACE, NODE_NAME. */
  identity: "/etc/cortex-platform/instance.env",
  logs: "/var/log/cortex-platform",
} as const;
