// Dashboards as data: what a panel asks and says. build.ts turns it into Grafana's JSON, queries.ts lists what is asked.

/** One PromQL query of a panel. */
export interface PanelQuery {
  /** May use `$__rate_interval`. */
  expr: string;
  /** Legend of its series; may use labels (`{{instance}}`). */
  legend: string;
  /** Why it is empty on a healthy platform; without it, no data is a defect. */
  faultOnly?: string;
}

/** From `value` upwards the panel shows `color`; the base colour is green unless the first step says otherwise. */
export interface Step {
  /** In the panel's unit; `null` is the base. */
  value: number | null;
  color: "green" | "yellow" | "orange" | "red";
}

export interface PanelSpec {
  kind: "stat" | "graph" | "table";
  title: string;
  /** What is shown, and what to look for. */
  description: string;
  /** A unit id of Grafana. */
  unit: string;
  queries: PanelQuery[];
  thresholds: Step[];
  /** Of the 24 columns of Grafana's grid. */
  width: number;
  /** Rows of Grafana's grid. */
  height: number;
  /** Series on top of each other: only for parts of one whole. */
  stacked: boolean;
  /** Upper end of the axis, in the panel's unit. */
  max?: number;
  /** Text in place of "No data" where that is the healthy state. */
  noValue?: string;
}

export interface RowSpec {
  title: string;
  panels: PanelSpec[];
}

export interface DashboardSpec {
  /** Stable: links and bookmarks hold it. */
  uid: string;
  title: string;
  description: string;
  rows: RowSpec[];
}
