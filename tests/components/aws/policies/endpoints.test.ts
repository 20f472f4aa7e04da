import assert from "node:assert/strict";
import { dynamoDbEndpointPolicy, s3EndpointPolicy } from "../../../../components/aws/policies/endpoints.ts";
import { instancePolicy } from "../../../../components/aws/policies/instances.ts";
import { allows } from "../../../support/iam.ts";
import { account, bucketArn, contextOf, here, regional } from "./contexts.ts";

describe("AWS: policies of gateway endpoints", () => {
  for (const engine of ["blocks", "chunks"]) {
    it(`let through all that Cortex may do with S3 (${engine})`, () => {
      const context = contextOf({ engine });
      const own = instancePolicy(context, "cortex").Statement.filter(({ Action = [] }) =>
        Action.some((action) => action.startsWith("s3:")),
      );
      assert.ok(own.length > 0);
      for (const { Action = [], Resource = [] } of own) {
        for (const action of Action) {
          for (const resource of Resource) {
            assert.ok(allows([s3EndpointPolicy(context)], { action, resource }), `${action} ${resource}`);
          }
        }
      }
    });
  }

  it("let nothing be written to, or listed in, a bucket that is not the stack's", () => {
    const may = (action: string, resource: string): boolean =>
      allows([s3EndpointPolicy(contextOf())], { action, resource, principal: `arn:aws:iam::${account}:role/a` });
    assert.ok(!may("s3:PutObject", "arn:aws:s3:::somebody-elses/a"));
    assert.ok(!may("s3:ListBucket", "arn:aws:s3:::somebody-elses"));
    assert.ok(!may("s3:PutBucketPolicy", bucketArn("blocks")));
    assert.ok(!may("s3:PutObject", `${bucketArn("logs")}/a`));
  });

  it("let programs be fetched from any bucket", () => {
    const call = { action: "s3:GetObject", resource: "arn:aws:s3:::amazoncloudwatch-agent/debian/arm64/a.deb" };
    assert.ok(allows([s3EndpointPolicy(contextOf())], call));
  });

  for (const tables of ["cortex", "pulumi"]) {
    it(`let through all that Cortex may do with DynamoDB, on its own tables (made by ${tables})`, () => {
      const context = contextOf({ engine: "chunks", aws: { dynamodb: { tables } } });
      const may = (action: string, resource: string): boolean =>
        allows([dynamoDbEndpointPolicy(context)], { action, resource, context: here });
      const own = instancePolicy(context, "cortex").Statement.flatMap(({ Action = [] }) =>
        Action.filter((action) => action.startsWith("dynamodb:")),
      );
      for (const action of own) {
        const listed = action === "dynamodb:ListTables";
        assert.ok(may(action, listed ? "*" : regional("dynamodb", "table/acme_index_2900")), action);
        if (!listed) assert.ok(!may(action, regional("dynamodb", "table/other")), action);
      }
    });
  }
});
