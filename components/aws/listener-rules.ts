import { healthPath, type Route } from "../cortex/gateway-routes.ts";

/** One rule of a listener: requests whose path fits any of the patterns go to the nodes. */
export interface PathRule {
  /** 1 is looked at first. */
  priority: number;
  /** `*` stands for any text. */
  patterns: string[];
}

/** Values that all conditions of one rule may have together (quotas of Application Load Balancers). */
const patternsPerRule = 5;

/**
 * The gateway's routes as rules; a path that fits none is answered by the load balancer. It takes the path as it came
 * (`/prometheus/../ring` fits), so that NGINX on the nodes looks again.
 */
export function pathRules(routes: Route[]): PathRule[] {
  const patterns = [
    healthPath,
    ...routes.map(({ match, path }) => (match === "exact" ? literal(path) : `${literal(path)}*`)),
  ];
  return Array.from({ length: Math.ceil(patterns.length / patternsPerRule) }, (_, index) => ({
    priority: index + 1,
    patterns: patterns.slice(index * patternsPerRule, (index + 1) * patternsPerRule),
  }));
}

/** No route has a character that a pattern reads as something else; one that had would open more than it says. */
function literal(path: string): string {
  if (/[*?\\]/.test(path)) throw new Error(`The route ${path} cannot be written as a load balancer's pattern.`);
  return path;
}
