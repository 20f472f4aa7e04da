import { encryptedStores as rule } from "../../../policy/rules/encrypted-stores.ts";
import { unknown, type Value } from "../../../policy/value.ts";
import { allows, refuses } from "../support/judge.ts";

const types = {
  table: "aws:dynamodb/table:Table",
  topic: "aws:sns/topic:Topic",
  queue: "aws:sqs/queue:Queue",
  group: "aws:cloudwatch/logGroup:LogGroup",
  parameter: "aws:ssm/parameter:Parameter",
};

describe("policy: encrypted-stores", () => {
  it("allows what names a key, known or not yet", () => {
    const keys: Value[] = ["arn:aws:kms:eu-central-1:123456789012:key/1", unknown];
    for (const key of keys) {
      allows(rule, types.table, { serverSideEncryption: { enabled: true, kmsKeyArn: key } });
      allows(rule, types.topic, { kmsMasterKeyId: key });
      allows(rule, types.queue, { kmsMasterKeyId: key });
      allows(rule, types.group, { kmsKeyId: key });
      allows(rule, types.parameter, { type: "SecureString", keyId: key });
    }
    allows(rule, types.queue, { sqsManagedSseEnabled: true });
  });

  it("refuses each of them without", () => {
    refuses(rule, types.table, {}, /table/);
    refuses(rule, types.table, { serverSideEncryption: { enabled: false } }, /table/);
    refuses(rule, types.topic, {}, /topic/);
    refuses(rule, types.queue, { sqsManagedSseEnabled: false }, /queue/);
    refuses(rule, types.group, { kmsKeyId: "" }, /log group/);
  });

  it("refuses a parameter that anybody may read", () => {
    refuses(rule, types.parameter, { type: "String", keyId: "k" }, /SecureString/);
    refuses(rule, types.parameter, { type: "SecureString" }, /AWS' own key/);
  });
});
