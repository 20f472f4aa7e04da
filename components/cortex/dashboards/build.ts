import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import {
  BigValueColorMode,
  BigValueGraphMode,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  type Panel,
  RowBuilder,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { DataqueryBuilder, PromQueryFormat } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder as StatBuilder } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as TableBuilder } from "@grafana/grafana-foundation-sdk/table";
import { PanelBuilder as GraphBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import type { DashboardSpec, PanelSpec, Step } from "./spec.ts";

/** Where a dashboard reads, and how often it looks. */
export interface BuildOptions {
  /** Uid of the data source that is chosen at first; the viewer may pick another Prometheus. */
  datasourceUid: string;
  /** Seconds between two scrapes: a panel asks no finer than that. */
  scrapeIntervalSeconds: number;
}

const tag = "cortex-platform";
const datasource = { type: "prometheus", uid: "${datasource}" };

/** A dashboard as Grafana's model of it: the same specification gives the same model, ids included. */
export function buildDashboard(spec: DashboardSpec, options: BuildOptions): Dashboard {
  const builder = new DashboardBuilder(spec.title)
    .uid(spec.uid)
    .description(spec.description)
    .tags([tag])
    .readonly()
    .timezone("browser")
    .time({ from: "now-1h", to: "now" })
    .refresh("30s")
    .tooltip(DashboardCursorSync.Crosshair)
    .withVariable(
      new DatasourceVariableBuilder("datasource")
        .label("Data source")
        .type("prometheus")
        .current({ text: options.datasourceUid, value: options.datasourceUid }),
    )
    .link(
      new DashboardLinkBuilder("Cortex platform")
        .type(DashboardLinkType.Dashboards)
        .tags([tag])
        .asDropdown(true)
        .keepTime(true)
        .includeVars(true),
    );
  let id = 1;
  for (const row of spec.rows) {
    builder.withRow(new RowBuilder(row.title).id(id++));
    for (const panel of row.panels) builder.withPanel(buildPanel(panel, id++, options));
  }
  return builder.build();
}

function buildPanel(spec: PanelSpec, id: number, options: BuildOptions): Builder<Panel> {
  switch (spec.kind) {
    case "stat":
      return common(new StatBuilder(), spec, id, options)
        .colorMode(BigValueColorMode.Value)
        .graphMode(BigValueGraphMode.Area)
        .reduceOptions(new ReduceDataOptionsBuilder().calcs(["lastNotNull"]));
    case "table":
      return common(new TableBuilder(), spec, id, options);
    case "graph":
      return graph(common(new GraphBuilder(), spec, id, options), spec);
  }
}

function graph(builder: GraphBuilder, spec: PanelSpec): GraphBuilder {
  builder
    .lineWidth(1)
    .fillOpacity(spec.stacked ? 30 : 5)
    .showPoints(VisibilityMode.Never)
    .axisSoftMin(0)
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi))
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .showLegend(true),
    );
  if (spec.stacked) builder.stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group("A"));
  if (spec.thresholds.length > 0) {
    builder.thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed));
  }
  return builder;
}

/** What every kind of panel has; the three builders share these methods but no type. */
function common<B extends StatBuilder | TableBuilder | GraphBuilder>(
  builder: B,
  spec: PanelSpec,
  id: number,
  options: BuildOptions,
): B {
  builder
    .id(id)
    .title(spec.title)
    .description(spec.description)
    .datasource(datasource)
    .unit(spec.unit)
    .span(spec.width)
    .height(spec.height)
    .interval(`${options.scrapeIntervalSeconds}s`)
    .thresholds(thresholds(spec.thresholds));
  if (spec.max !== undefined) builder.max(spec.max);
  if (spec.noValue !== undefined) builder.noValue(spec.noValue);
  spec.queries.forEach((query, index) => {
    const target = new DataqueryBuilder().refId(letter(index)).datasource(datasource).expr(query.expr);
    if (spec.kind === "table") target.instant().format(PromQueryFormat.Table);
    else target.range().legendFormat(query.legend);
    builder.withTarget(target);
  });
  return builder;
}

function thresholds(steps: Step[]): ThresholdsConfigBuilder {
  const all: Step[] = steps.length > 0 ? steps : [{ value: null, color: "green" }];
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(all);
}

/** Grafana names a panel's queries A, B, C, ... */
function letter(index: number): string {
  return String.fromCharCode("A".charCodeAt(0) + index);
}
