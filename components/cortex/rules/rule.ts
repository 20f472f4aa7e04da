/** A series that Cortex's ruler computes and stores: a query that dashboards would otherwise repeat. */
export interface RecordingRule {
  /** `level:metric:operation`, the naming of prometheus.io/docs/practices/rules. */
  record: string;
  expr: string;
  /** Why the series is absent on a healthy platform; without it, absence is a defect. */
  faultOnly?: string;
}

/** How bad: `critical` wakes a person, `warning` waits for working hours, `none` is the dead man's switch. */
type Severity = "critical" | "warning" | "none";

/** A series that an alert reads: where it is absent, the alert can never fire. */
export interface Input {
  expr: string;
  /** Why the series is absent on a healthy platform; without it, absence is a defect. */
  faultOnly?: string;
}

/** An alert as data: it fires while `measure op threshold` holds for `forSeconds`. */
export interface Alert {
  name: string;
  severity: Severity;
  /** PromQL without its comparison. */
  measure: string;
  op: ">" | "<";
  /** In the measure's own unit. */
  threshold: number;
  /** Where the threshold and the waiting time come from. */
  reason: string;
  /** Seconds that the condition must hold. */
  forSeconds: number;
  /** One line; may use Prometheus's templates (`{{ $labels.instance }}`). */
  summary: string;
  /** What it means for the people who use the platform. */
  description: string;
  /** What to do. */
  runbook: string;
  inputs: Input[];
}

/** Rules that are evaluated together, one after the other. */
export interface RuleGroup<Rule extends RecordingRule | Alert = RecordingRule | Alert> {
  name: string;
  /** Seconds between two evaluations; default: the evaluator's own. */
  intervalSeconds?: number;
  rules: Rule[];
}

/** The alert's whole condition, as Prometheus evaluates it. */
export function condition(alert: Alert): string {
  return `(${alert.measure}) ${alert.op} ${alert.threshold}`;
}
