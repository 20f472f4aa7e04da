// The defaults that follow from other settings.
import { cortexImages } from "../components/cortex/releases.ts";
import type {
  ContainerKind,
  Engine,
  ImageName,
  ImageSetting,
  ResourceLimits,
  Settings,
  TenantSetting,
} from "../settings.ts";
import { completeAws } from "./aws.ts";
import { present } from "./present.ts";
import { leastBurst, type Given } from "./schema.ts";
import { completeTerraform } from "./terraform.ts";

/** Prometheus' usual number of copies, as far as there are nodes to hold them. */
const copies = (nodes: number) => Math.min(3, nodes);

/** Where the platform's own metrics go if nothing else is said. */
const usualTenant = "operations";

/** Fills in every default that depends on another setting. */
export function complete(given: Given): Settings {
  const { tablePeriodHours, schemaFrom } = given.storage;
  const retentionHours = given.storage.retentionHours ?? Math.ceil(672 / tablePeriodHours) * tablePeriodHours;
  const names = Object.keys(given.tenants);
  const tenant = given.prometheus.tenant ?? (names.includes(usualTenant) ? usualTenant : (names[0] ?? usualTenant));
  const { heapMiB } = given.cassandra;
  const engine = given.engine ?? (given.platform === "aws" ? "blocks" : "chunks");
  const { confirmEngineSwitch, ...others } = given;
  return {
    ...others,
    engine,
    ...(confirmEngineSwitch === undefined ? {} : { confirmEngineSwitch }),
    cluster: { ...given.cluster, replicationFactor: given.cluster.replicationFactor ?? copies(given.cluster.nodes) },
    cassandra: {
      ...given.cassandra,
      replicationFactor: given.cassandra.replicationFactor ?? copies(given.cassandra.nodes),
    },
    prometheus: { ...given.prometheus, tenant },
    storage: { retentionHours, tablePeriodHours, schemaFrom },
    limits: {
      ...given.limits,
      ingestionBurstSize: given.limits.ingestionBurstSize ?? Math.max(2 * given.limits.ingestionRate, leastBurst),
      maxQueryLengthHours:
        given.limits.maxQueryLengthHours ?? (retentionHours === 0 ? 744 : Math.min(744, retentionHours)),
    },
    network: present(given.network),
    tenants: tenants(given.tenants),
    grafana: { enabled: given.grafana.enabled, tenant: given.grafana.tenant ?? tenant },
    aws: completeAws(given.aws, given.cluster.nodes),
    terraform: completeTerraform(given.terraform),
    images: images(given.images, engine),
    resources: resources(given.resources, 2 * heapMiB + 512),
  };
}

function tenants(given: Given["tenants"]): Record<string, TenantSetting> {
  return Object.fromEntries(
    Object.entries(given).map(([name, tenant]) => [name, { username: tenant.username ?? name }]),
  );
}

function images(given: Given["images"], engine: Engine): Record<ImageName, ImageSetting> {
  const image = ({ name, tag, digest }: Given["images"][Exclude<ImageName, "cortex">]): ImageSetting =>
    digest === undefined ? { name, tag } : { name, tag, digest };
  const { name, tag } = cortexImages[engine];
  return {
    cassandra: image(given.cassandra),
    seaweedfs: image(given.seaweedfs),
    consul: image(given.consul),
    cortex: image({ ...given.cortex, name: given.cortex.name ?? name, tag: given.cortex.tag ?? tag }),
    nginx: image(given.nginx),
    nginxExporter: image(given.nginxExporter),
    prometheus: image(given.prometheus),
    cadvisor: image(given.cadvisor),
    grafana: image(given.grafana),
  };
}

function resources(given: Given["resources"], cassandraMiB: number): Record<ContainerKind, ResourceLimits> {
  const limits = (kind: ContainerKind): ResourceLimits => {
    const { memoryMiB = cassandraMiB, cpus } = given[kind];
    return cpus === undefined ? { memoryMiB } : { memoryMiB, cpus };
  };
  return {
    cassandra: limits("cassandra"),
    seaweedfs: limits("seaweedfs"),
    consul: limits("consul"),
    cortex: limits("cortex"),
    tableManager: limits("tableManager"),
    nginx: limits("nginx"),
    nginxExporter: limits("nginxExporter"),
    prometheus: limits("prometheus"),
    cadvisor: limits("cadvisor"),
    grafana: limits("grafana"),
  };
}
