import type { AwsSettings } from "../../../settings/aws.ts";
import { answer, type ExistingCalls, type Problems } from "./facts.ts";

/** Tells `problems` where the hosted zone of the settings cannot hold the gateway's domain. */
export async function checkZone({ gateway }: AwsSettings, calls: ExistingCalls, problems: Problems): Promise<void> {
  const { zoneId, domain, certificateArn } = gateway;
  if (zoneId === undefined || domain === undefined) return;
  const problem = (what: string): void => {
    problems.add("gateway.zoneId", what);
  };
  const asked = await answer(calls.zone(zoneId));
  if ("refused" in asked) {
    problem(`there is no ${zoneId}, or the credentials may not see it. ${asked.refused}`);
    return;
  }
  const zone = asked.value;
  if (domain !== zone.name && !domain.endsWith(`.${zone.name}`)) {
    problem(`${zoneId} is the zone of ${zone.name}, which does not hold ${domain} (cortex:aws.gateway.domain).`);
  }
  if (zone.isPrivate && certificateArn === undefined) {
    problem(
      `${zoneId} is a private zone, where ACM sees no proof for a certificate: give cortex:aws.gateway.certificateArn.`,
    );
  }
}
