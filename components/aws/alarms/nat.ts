import type * as pulumi from "@pulumi/pulumi";
import { alarm, type Alarm, type AlarmRule } from "./alarm.ts";

const ports: AlarmRule = {
  rule: "nat-ports",
  title: "NAT: connections without a port, a minute",
  why: "The NAT gateway has no port left for a new connection. Set cortex:aws.network.nat to perZone, or add endpoints.",
  when: "above",
  threshold: 0,
  periodSeconds: 60,
  periods: 3,
  missing: "notBreaching",
};
const drops: AlarmRule = {
  rule: "nat-drops",
  title: "NAT: dropped packets, in 5 minutes",
  why: "The NAT gateway drops packets, which points to a fault of its zone.",
  when: "above",
  threshold: 100,
  periodSeconds: 300,
  periods: 3,
  missing: "notBreaching",
};

/** `ids`: of the NAT gateways, in the zones' order. */
export function natAlarms(ids: pulumi.Input<string>[]): Alarm[] {
  return ids.flatMap((id, index) => {
    const where = ids.length === 1 ? {} : { part: `zone-${index + 1}` };
    const of = (metric: string) => ({
      namespace: "AWS/NATGateway",
      metric,
      statistic: "Sum",
      dimensions: { NatGatewayId: id },
    });
    return [alarm(ports, of("ErrorPortAllocation"), where), alarm(drops, of("PacketsDropCount"), where)];
  });
}
