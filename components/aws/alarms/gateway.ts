import type * as pulumi from "@pulumi/pulumi";
import { alarm, type Alarm, type AlarmRule, type Measured } from "./alarm.ts";

/** The load balancer, as CloudWatch names it. */
export interface WatchedBalancer {
  arnSuffix: pulumi.Input<string>;
  targetGroupArnSuffix: pulumi.Input<string>;
}

const minute = { periodSeconds: 60 } as const;

const gateway5xx: AlarmRule = {
  ...minute,
  rule: "gateway-5xx",
  title: "Errors of the load balancer itself, a minute",
  why: "The load balancer answers 5xx itself: no healthy node, or nodes that close connections. Look at the nodes' NGINX.",
  when: "above",
  threshold: 5,
  periods: 3,
  missing: "notBreaching",
  critical: true,
};
const nodes5xx: AlarmRule = {
  ...minute,
  rule: "nodes-5xx",
  title: "Errors of the nodes, a minute",
  why: "Nodes answer 5xx: writes are lost or queries fail. Look at Cortex's log and at the ring.",
  when: "above",
  threshold: 5,
  periods: 3,
  missing: "notBreaching",
  critical: true,
};
const latency: AlarmRule = {
  ...minute,
  rule: "latency-p99",
  title: "Latency, 99th percentile, seconds",
  why: "One request of a hundred takes longer than this: queries are too wide, or nodes too few.",
  when: "above",
  threshold: 10,
  periods: 5,
  missing: "notBreaching",
};
const unhealthy: AlarmRule = {
  ...minute,
  rule: "unhealthy-nodes",
  title: "Nodes that fail the health check",
  why: "A node has not answered /ready for five minutes, and nothing replaces it by itself. Look at its log.",
  when: "above",
  threshold: 0,
  periods: 5,
  missing: "notBreaching",
};
const healthy: AlarmRule = {
  ...minute,
  rule: "healthy-nodes",
  title: "Nodes that answer",
  why: "Fewer nodes answer than a write needs: samples are refused.",
  when: "below",
  threshold: 1,
  periods: 3,
  missing: "breaching",
  critical: true,
};
const rejected: AlarmRule = {
  ...minute,
  rule: "rejected-connections",
  title: "Connections that the load balancer refused, a minute",
  why: "The load balancer is at its limit of connections.",
  when: "above",
  threshold: 0,
  periods: 1,
  missing: "notBreaching",
};

/** `quorum`: nodes that a write needs. */
export function gatewayAlarms({ arnSuffix, targetGroupArnSuffix }: WatchedBalancer, quorum: number): Alarm[] {
  const balancer = (metric: string, statistic: string): Measured => ({
    namespace: "AWS/ApplicationELB",
    metric,
    statistic,
    dimensions: { LoadBalancer: arnSuffix },
  });
  const nodes = (metric: string, statistic: string): Measured => ({
    namespace: "AWS/ApplicationELB",
    metric,
    statistic,
    dimensions: { LoadBalancer: arnSuffix, TargetGroup: targetGroupArnSuffix },
  });
  return [
    alarm(gateway5xx, balancer("HTTPCode_ELB_5XX_Count", "Sum")),
    alarm(nodes5xx, balancer("HTTPCode_Target_5XX_Count", "Sum")),
    alarm(latency, balancer("TargetResponseTime", "p99")),
    alarm(unhealthy, nodes("UnHealthyHostCount", "Maximum")),
    alarm(healthy, nodes("HealthyHostCount", "Minimum"), { threshold: quorum }),
    alarm(rejected, balancer("RejectedConnectionCount", "Sum")),
  ];
}
