import type { Resource, ResourceRule } from "../rule.ts";
import { at, isMissing, isNot } from "../value.ts";

const judges: Record<string, (props: Resource["props"]) => string[]> = {
  "aws:dynamodb/table:Table": ({ serverSideEncryption }) =>
    isNot(at(serverSideEncryption, "enabled"), true) ? ["the table is not encrypted by a KMS key"] : [],
  "aws:sns/topic:Topic": ({ kmsMasterKeyId }) =>
    isMissing(kmsMasterKeyId) ? ["the topic is not encrypted: alarms name what is weak"] : [],
  "aws:sqs/queue:Queue": ({ kmsMasterKeyId, sqsManagedSseEnabled }) =>
    isMissing(kmsMasterKeyId) && isNot(sqsManagedSseEnabled, true) ? ["the queue is not encrypted"] : [],
  "aws:cloudwatch/logGroup:LogGroup": ({ kmsKeyId }) =>
    isMissing(kmsKeyId) ? ["the log group is not encrypted by the stack's key"] : [],
  "aws:ssm/parameter:Parameter": ({ type, keyId }) => [
    ...(isNot(type, "SecureString") ? ["the parameter is no SecureString: whoever may list parameters reads it"] : []),
    ...(isMissing(keyId) ? ["the parameter is under AWS' own key, which every role of the account may use"] : []),
  ],
};

/** With a key of the stack's own, reading takes a right to the key too, and each use of it is on record. */
export const encryptedStores: ResourceRule = {
  kind: "resource",
  name: "encrypted-stores",
  description: "Tables, topics, queues, log groups and parameters are encrypted.",
  severity: "high",
  remediation: "Name the stack's KMS key: serverSideEncryption, kmsMasterKeyId, kmsKeyId, or SecureString with keyId.",
  check: ({ type, props }) => judges[type]?.(props) ?? [],
};
