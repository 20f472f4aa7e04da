/** A PromQL selector: `metric{matchers}`. */
export function selector(metric: string, matchers = ""): string {
  return matchers === "" ? metric : `${metric}{${matchers}}`;
}

/** `sum by (labels) (rate(series[window]))`; without labels, one number. */
export function sumRate(series: string, window: string, by: string[] = []): string {
  return `sum${by.length === 0 ? "" : ` by (${by.join(", ")}) `}(rate(${series}[${window}]))`;
}

/** A quantile (0 to 1) of a classic histogram, in the histogram's unit. */
export function quantile(q: number, histogram: string, matchers: string, window: string, by: string[] = []): string {
  return `histogram_quantile(${q}, ${sumRate(selector(`${histogram}_bucket`, matchers), window, [...by, "le"])})`;
}

/** The mean of a classic histogram, in the histogram's unit; NaN where nothing was observed. */
export function mean(histogram: string, matchers: string, window: string, by: string[] = []): string {
  const sum = sumRate(selector(`${histogram}_sum`, matchers), window, by);
  return `${sum} / ${sumRate(selector(`${histogram}_count`, matchers), window, by)}`;
}

/**
 * Failures as a share (0 to 1) of all, both rates. A counter of failures is born with the first one, and idle hours have
 * no requests: in both cases the share is 0, as long as the counter of all exists; 0/0 would be NaN.
 */
export function failureShare(failures: string, all: string): string {
  return `(${failures} or 0 * ${all}) / clamp_min(${all}, ${leastRate})`;
}

/**
 * By how much a counter grew, to the one: `increase` takes the first event of a counter that is born with it for its
 * beginning, and extrapolates the others.
 */
export function growth(counter: string, window: string): string {
  return `(${counter} - (${counter} offset ${window} or 0 * ${counter}))`;
}

/** Below any rate that a counter can show (one event in eleven days). */
const leastRate = "1e-6";

/** A window of at least `atLeastSeconds` with four scrapes in it, so that one lost scrape leaves a rate. */
export function rateWindow(scrapeIntervalSeconds: number, atLeastSeconds: number): string {
  return `${Math.ceil(Math.max(atLeastSeconds, 4 * scrapeIntervalSeconds))}s`;
}
