// Cortex names a route after its path (`/api/v1/push` is `api_v1_push`): the names below were read from
// cortex_request_duration_seconds of a running 1.13.2; `api_prom` is the older prefix of the same API.

/** Matches the routes that take samples. */
export const writeRoutes = `route=~"api_v1_push|api_prom_push|api_v1_otlp_v1_metrics"`;

/** Matches the routes that answer queries. */
export const readRoutes = `route=~"(prometheus|api_prom)_api_v1_.+"`;

/** Matches answers that are the platform's fault. */
export const serverError = `status_code=~"5.."`;

/**
 * Matches discarded samples that are gone. The others came twice, with the same time and value, which Cortex drops without
 * an error (pkg/ingester/series.go): cAdvisor stamps its samples itself, so a scrape between two measurements repeats one.
 */
export const lost = `reason!~"duplicate-.+"`;
