import assert from "node:assert/strict";
import { agentDimensions, agentMetrics } from "../../../components/aws/agent-metrics.ts";
import { cloudWatchAgentJson, type CloudWatchAgentInputs } from "../../../components/cortex/cloudwatch-agent.ts";
import { at } from "../../support/at.ts";

const inputs: CloudWatchAgentInputs = {
  region: "eu-central-1",
  namespace: "Cortex/acme",
  group: "acme-cortex",
  logs: { group: "/acme/cortex", files: [{ path: "/var/log/a.log", stream: "a" }] },
};
const config = (change: Partial<CloudWatchAgentInputs> = {}): unknown =>
  JSON.parse(cloudWatchAgentJson({ ...inputs, ...change }));

describe("CloudWatch agent", () => {
  it("measures what the alarms read, by group alone", () => {
    assert.equal(at(config(), "metrics.namespace"), "Cortex/acme");
    assert.deepEqual(at(config(), "metrics.aggregation_dimensions"), [[...agentDimensions]]);
    for (const [plugin, metric] of [
      ["mem", agentMetrics.memory],
      ["disk", agentMetrics.disk],
    ]) {
      assert.deepEqual(at(config(), `metrics.metrics_collected.${plugin}.measurement`), [metric]);
      assert.deepEqual(at(config(), `metrics.metrics_collected.${plugin}.append_dimensions`), {
        AutoScalingGroupName: "acme-cortex",
      });
    }
  });

  it("sends each log to a stream of its own", () => {
    assert.deepEqual(at(config(), "logs.logs_collected.files.collect_list"), [
      { file_path: "/var/log/a.log", log_group_name: "/acme/cortex", log_stream_name: "{instance_id}/a" },
    ]);
  });

  it("speaks to an emulator where there is one, and is not root", () => {
    assert.equal(at(config({ endpoint: "http://e:1" }), "metrics.endpoint_override"), "http://e:1");
    assert.equal(at(config({ endpoint: "http://e:1" }), "logs.endpoint_override"), "http://e:1");
    assert.doesNotMatch(JSON.stringify(config()), /endpoint_override/);
    assert.equal(at(config(), "agent.run_as_user"), "cwagent");
  });
});
