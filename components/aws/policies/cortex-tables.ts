// What Cortex' chunks engine needs of DynamoDB (pkg/chunk/aws at 1.13.2: dynamodb_storage_client.go, dynamodb_table_client.go).
import { allow, inRegion, viaService, type KeyedContext, type Statement } from "./document.ts";

export function tableStatements(context: KeyedContext): Statement[] {
  const { settings, names } = context;
  if (settings.engine !== "chunks") return [];
  const use = allow("UseIndexTables", ["dynamodb:BatchWriteItem", "dynamodb:Query"], [names.tablesArn]);
  return settings.aws.dynamodb.tables === "cortex" ? [use, ...makeTables(context)] : [use, ...openTables(context)];
}

/** The table manager makes a table a period, and deletes those beyond the retention. */
function makeTables({ settings, place, names }: KeyedContext): Statement[] {
  const actions = [
    "dynamodb:CreateTable",
    "dynamodb:DescribeTable",
    "dynamodb:ListTagsOfResource",
    "dynamodb:TagResource",
    "dynamodb:UpdateTable",
    ...(settings.storage.retentionHours > 0 ? ["dynamodb:DeleteTable"] : []),
  ];
  return [
    allow("ListTables", ["dynamodb:ListTables"], ["*"], inRegion(place)),
    allow("MakeIndexTables", actions, [names.tablesArn]),
  ];
}

/** Tables made by Pulumi are encrypted with the stack's key, which whoever reads them must be allowed to use. */
function openTables({ place, names, keyArn }: KeyedContext): Statement[] {
  const via = { "kms:ViaService": viaService(place, "dynamodb") };
  return [
    allow("UseKeyForIndexTables", ["kms:Decrypt"], [keyArn], {
      StringEquals: via,
      StringLike: { "kms:EncryptionContext:aws:dynamodb:tableName": `${names.tablePrefix}*` },
    }),
    allow("SeeKeyOfIndexTables", ["kms:DescribeKey"], [keyArn], { StringEquals: via }),
  ];
}
