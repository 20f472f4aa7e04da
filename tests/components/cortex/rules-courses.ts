// What the courses of alert-cases are made of.

/** Series and their values, one a minute, as promtool writes them: `0+60x60` counts up 60 a minute for an hour. */
export type Course = Record<string, string>;

export interface AlertCase {
  bad: Course;
  good: Course;
  /** Series of the alert that fire on the bad course. Default: 1. */
  firing?: number;
  /** When the courses are judged. Default: 40. */
  minute?: number;
}

export const down = "1x5 0x60";
export const up = "1x60";
export const rising = "0+6000x60";
export const ring = (state: string, instance = "cortex-1:80"): string =>
  `cortex_ring_members{job="cortex", name="ingester", state="${state}", instance="${instance}"}`;
export const scraped = (job: string): string => `up{job="${job}", instance="a"}`;

/** A histogram whose every observation is below, or above, `bound` seconds. */
export function histogram(name: string, labels: string, bound: string, where: "below" | "above"): Course {
  return {
    [`${name}_bucket{${labels}, le="${bound}"}`]: where === "below" ? "0+60x60" : "0x60",
    [`${name}_bucket{${labels}, le="64"}`]: "0+60x60",
    [`${name}_bucket{${labels}, le="+Inf"}`]: "0+60x60",
  };
}
