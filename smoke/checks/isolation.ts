// One tenant cannot read another's series, whatever it claims.
import { randomInt } from "node:crypto";
import { eventually, NotApplicable, Unmet, type Check } from "../check.ts";
import { write } from "../write.ts";
import { query } from "../prometheus.ts";

export const isolation: Check = {
  name: "one tenant cannot read another's series",
  boundSeconds: 30,
  async run(context) {
    const { collection: owner, deadline, uniqueMetric } = context;
    const { gatewayUrl, logins } = context.outputs;
    const other = Object.entries(logins)
      .map(([tenant, login]) => ({ tenant, login }))
      .find(({ tenant }) => tenant !== owner.tenant);
    if (other === undefined) {
      throw new NotApplicable(`the stack has one tenant (${owner.tenant}); this needs two (setting tenants)`);
    }

    const read = (who: typeof owner, sample: Written, headers: Record<string, string> = {}) =>
      query(gatewayUrl, { expression: sample.metric, login: who.login, at: sample.timestamp, headers, deadline });
    const mustRead = (who: typeof owner, sample: Written) =>
      eventually(context, async () => {
        const values = (await read(who, sample)).map(({ value }) => value);
        if (values.length === 1 && values[0] === sample.value) return;
        throw new Unmet({
          expected: `${sample.metric} = ${sample.value}, written as tenant ${who.tenant} and read as the same`,
          seen: values.length === 0 ? "nothing" : values.join(", "),
          look: ["gateway", "cluster"],
        });
      });
    const mustNotRead = async (who: typeof owner, sample: Written, how: string, headers?: Record<string, string>) => {
      // No answer tells nothing; what is found ends the check at once.
      const found = await eventually(context, () => read(who, sample, headers));
      if (found.length === 0) return;
      throw new Unmet({
        expected: `nothing when tenant ${who.tenant} reads ${sample.metric}, ${how}`,
        seen: `${found.length} series, value ${found.map(({ value }) => value).join(", ")}`,
        look: ["gateway"],
      });
    };

    const owned = await writeOne(owner.login, {});
    await mustRead(owner, owned);
    const forged = { "x-scope-orgid": owner.tenant };
    await mustNotRead(other, owned, `which tenant ${owner.tenant} wrote`);
    await mustNotRead(other, owned, `with a forged X-Scope-OrgID: ${owner.tenant}`, forged);

    // The same forgery on a write: the sample must land with the tenant that logged in.
    const planted = await writeOne(other.login, forged);
    await mustNotRead(
      owner,
      planted,
      `which tenant ${other.tenant} wrote with a forged X-Scope-OrgID: ${owner.tenant}`,
    );
    await mustRead(other, planted);
    return `tenants ${owner.tenant} and ${other.tenant}`;

    async function writeOne(login: typeof owner.login, headers: Record<string, string>): Promise<Written> {
      const sample = { metric: uniqueMetric("isolation"), value: randomInt(1, 1_000_000), timestamp: Date.now() };
      await write(gatewayUrl, login, sample, context, headers);
      return sample;
    }
  },
};

interface Written {
  metric: string;
  value: number;
  timestamp: number;
}
