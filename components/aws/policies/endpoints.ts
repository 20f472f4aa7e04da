// What may pass the gateway endpoints. An endpoint's policy grants nothing by itself: it bounds what roles may do through it.
import { dataBuckets } from "../data-buckets.ts";
import { document, type PolicyContext, type PolicyDocument, type Statement } from "./document.ts";

const through = (Sid: string, Action: string[], Resource: string[]): Statement => ({
  Sid,
  Effect: "Allow",
  Principal: "*",
  Action,
  Resource,
});

/** Nothing is written to a bucket that is not the stack's; programs may be fetched from any (a mirror, AWS' own buckets). */
export function s3EndpointPolicy({ settings, names }: PolicyContext): PolicyDocument {
  const buckets = dataBuckets(settings.engine).map((kind) => names.bucketArn(kind));
  return document(
    through("FindOwnBuckets", ["s3:GetBucketLocation", "s3:ListBucket"], buckets),
    through(
      "WriteOwnObjects",
      ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:PutObject"],
      buckets.map((arn) => `${arn}/*`),
    ),
    through("FetchObjects", ["s3:GetObject"], ["*"]),
  );
}

/** The index tables, and the list of names that the table manager looks at. */
export function dynamoDbEndpointPolicy({ names }: PolicyContext): PolicyDocument {
  return document(
    through("UseIndexTables", tableActions, [names.tablesArn]),
    through("ListTables", ["dynamodb:ListTables"], ["*"]),
  );
}

const tableActions = [
  "dynamodb:BatchWriteItem",
  "dynamodb:CreateTable",
  "dynamodb:DeleteTable",
  "dynamodb:DescribeTable",
  "dynamodb:ListTagsOfResource",
  "dynamodb:Query",
  "dynamodb:TagResource",
  "dynamodb:UpdateTable",
];
