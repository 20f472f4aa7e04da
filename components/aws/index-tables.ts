import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Which periods have a table. */
export interface IndexPeriods {
  /** First part of every name. */
  tablePrefix: string;
  /** First day (UTC), YYYY-MM-DD. */
  schemaFrom: string;
  /** Hours that one table spans. */
  tablePeriodHours: number;
  /** How many tables, from that of the first day on. */
  periods: number;
}

/**
 * The names of the index tables, exactly as Cortex asks for them: the prefix and the number of the period since 1970
 * (Cortex 1.13.2, pkg/chunk/schema_config.go: PeriodicTableConfig.TableFor).
 */
export function indexTableNames({ tablePrefix, schemaFrom, tablePeriodHours, periods }: IndexPeriods): string[] {
  const first = Math.floor(Date.parse(`${schemaFrom}T00:00:00Z`) / 1000 / (tablePeriodHours * 3600));
  return Array.from({ length: periods }, (_, index) => `${tablePrefix}${first + index}`);
}

export interface IndexTablesArgs {
  tableNames: string[];
  /** ARN of the KMS key. Default: none, and DynamoDB's own key is used. */
  keyArn?: pulumi.Input<string>;
  deletionProtection: boolean;
}

/** The index tables, made beforehand: paid by request, encrypted, restorable to any second of the last 35 days. */
export class IndexTables extends pulumi.ComponentResource {
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: IndexTablesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cortex:aws:IndexTables", name, {}, opts);
    this.ready = args.tableNames.map(
      (tableName) =>
        new aws.dynamodb.Table(
          `${name}-${tableName}`,
          {
            name: tableName,
            billingMode: "PAY_PER_REQUEST",
            // Cortex 1.13.2, pkg/chunk/aws/dynamodb_table_client.go and dynamodb_storage_client.go.
            hashKey: "h",
            rangeKey: "r",
            attributes: [
              { name: "h", type: "S" },
              { name: "r", type: "B" },
            ],
            pointInTimeRecovery: { enabled: true },
            serverSideEncryption: { enabled: true, ...(args.keyArn === undefined ? {} : { kmsKeyArn: args.keyArn }) },
            deletionProtectionEnabled: args.deletionProtection,
          },
          { parent: this, protect: args.deletionProtection },
        ),
    );
    this.registerOutputs({ tableNames: args.tableNames });
  }
}
