// The query tier, where the stack has one.
import { z } from "zod";
import { eventually, NotApplicable, Unmet, type Check } from "../check.ts";
import { ask, getJson, shown } from "../http.ts";

const user = z.object({ login: z.string() });
const dataSources = z.array(z.object({ uid: z.string(), name: z.string() }));
const dashboards = z.array(z.object({ uid: z.string(), title: z.string() }));

export const grafana: Check = {
  name: "Grafana reads Cortex and has its dashboards",
  boundSeconds: 40,
  run(context) {
    const { grafanaUrl: url, grafanaLogin: login } = context.outputs;
    if (!url || !login) throw new NotApplicable("the query tier is not part of this stack (no grafanaUrl)");
    const request = { login, deadline: context.deadline };
    return eventually(context, async () => {
      await getJson(["query"], `${url}/api/user`, user, request);

      const sources = await getJson(["query"], `${url}/api/datasources`, dataSources, request);
      if (sources.length === 0) throw new Unmet({ expected: "a data source", seen: "none", look: ["query"] });
      for (const { uid, name } of sources) {
        const health = await ask("query", `${url}/api/datasources/uid/${uid}/health`, request);
        if (health.status !== 200) {
          throw new Unmet({
            expected: `data source ${name} reaches Cortex`,
            seen: shown(health),
            look: ["query", "gateway"],
          });
        }
      }

      const found = await getJson(["query"], `${url}/api/search?type=dash-db`, dashboards, request);
      if (found.length === 0) throw new Unmet({ expected: "dashboards", seen: "none", look: ["query"] });
      for (const { uid, title } of found) {
        const dashboard = await ask("query", `${url}/api/dashboards/uid/${uid}`, request);
        if (dashboard.status !== 200) {
          throw new Unmet({ expected: `dashboard "${title}" opens`, seen: shown(dashboard), look: ["query"] });
        }
      }
      return `${sources.length} data source(s), ${found.length} dashboards`;
    });
  },
};
