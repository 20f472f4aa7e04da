import type { PanelQuery, PanelSpec, Step } from "./spec.ts";

type Options = Partial<Pick<PanelSpec, "thresholds" | "width" | "stacked" | "max" | "noValue">>;
type Queries = PanelQuery | PanelQuery[];

/** A query and the legend of its series. */
export function query(expr: string, legend: string, faultOnly?: string): PanelQuery {
  return faultOnly === undefined ? { expr, legend } : { expr, legend, faultOnly };
}

/** One number, with its recent course behind it. */
export function stat(
  title: string,
  description: string,
  unit: string,
  queries: Queries,
  options: Options = {},
): PanelSpec {
  return panel("stat", title, description, unit, queries, { width: 4, ...options }, 4);
}

/** Lines over time. */
export function graph(
  title: string,
  description: string,
  unit: string,
  queries: Queries,
  options: Options = {},
): PanelSpec {
  return panel("graph", title, description, unit, queries, { width: 12, ...options }, 8);
}

/** The present values, a row a series. */
export function table(
  title: string,
  description: string,
  unit: string,
  queries: Queries,
  options: Options = {},
): PanelSpec {
  return panel("table", title, description, unit, queries, { width: 12, ...options }, 8);
}

function panel(
  kind: PanelSpec["kind"],
  title: string,
  description: string,
  unit: string,
  queries: Queries,
  options: Options & { width: number },
  height: number,
): PanelSpec {
  return {
    kind,
    title,
    description,
    unit,
    queries: Array.isArray(queries) ? queries : [queries],
    height,
    thresholds: [],
    stacked: false,
    ...options,
  };
}

/** Green below `warning`, yellow from there, red from `critical` on; without the second, red from `warning` on. */
export function tooHigh(warning: number, critical?: number): Step[] {
  const base: Step = { value: null, color: "green" };
  if (critical === undefined) return [base, { value: warning, color: "red" }];
  return [base, { value: warning, color: "yellow" }, { value: critical, color: "red" }];
}

/** Red below `enough`, yellow up to `full`, green from there; without the second, green from `enough` on. */
export function tooLow(enough: number, full?: number): Step[] {
  const base: Step = { value: null, color: "red" };
  if (full === undefined || full <= enough) return [base, { value: enough, color: "green" }];
  return [base, { value: enough, color: "yellow" }, { value: full, color: "green" }];
}
