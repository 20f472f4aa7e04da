/** The parts that run from an image of their own; the keys of `images`. */
export type ImageName =
  | "cassandra"
  | "consul"
  | "cortex"
  | "nginx"
  | "nginxExporter"
  | "prometheus"
  | "cadvisor"
  | "grafana";

/** The kinds of container; the keys of `resources`. */
export type ContainerKind = Exclude<ImageName, "cortex"> | "cortex" | "tableManager";

/** An image as the stack pulls it: `name:tag` or, pinned, `name:tag@digest`. */
export interface ImageSetting {
  name: string;
  tag: string;
  digest?: string;
}

/** What one container may use. */
export interface ResourceLimits {
  /** Hard memory limit, MiB. */
  memoryMiB: number;
  /** CPU limit in cores (0.5 is half a core); without it a container takes what is free. */
  cpus?: number;
}

/** One tenant of Cortex and the login that the gateway maps to it. */
export interface TenantSetting {
  /** Basic-auth user name. Default: the tenant's name. */
  username: string;
}

/** The stack's whole configuration (namespace `cortex`), validated, every default filled in. */
export interface Settings {
  platform: "docker";
  engine: "chunks";
  prefix: string;
  cluster: { nodes: number; replicationFactor: number };
  cassandra: { nodes: number; heapMiB: number; replicationFactor: number };
  consul: { servers: number };
  prometheus: { scrapeIntervalSeconds: number; retentionHours: number; tenant: string };
  storage: { retentionHours: number; tablePeriodHours: number; schemaFrom: string };
  limits: {
    ingestionRate: number;
    ingestionBurstSize: number;
    maxLabelNamesPerSeries: number;
    maxSeriesPerUser: number;
    maxQueryLengthHours: number;
  };
  ports: { gateway: number; grafana: number; prometheus: [number, number] };
  tenants: Record<string, TenantSetting>;
  grafana: { enabled: "auto" | "always" | "never"; tenant: string };
  images: Record<ImageName, ImageSetting>;
  resources: Record<ContainerKind, ResourceLimits>;
}
