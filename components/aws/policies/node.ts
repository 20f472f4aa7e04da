// What every instance may do, whatever it runs.
import type { InstanceKind } from "../../../settings/aws/instances.ts";
import { allow, inRegion, viaService, type KeyedContext, type Statement } from "./document.ts";
import { secretsRead } from "./secrets.ts";

export function nodeStatements(context: KeyedContext, kind: InstanceKind): Statement[] {
  return [findConsul(context), ...readSecrets(context, kind), ...measure(context, kind)];
}

/** Consul finds its servers by their tag (`retry_join` with `provider=aws`). */
function findConsul({ place }: KeyedContext): Statement {
  return allow("FindConsulServers", ["ec2:DescribeInstances"], ["*"], inRegion(place));
}

function readSecrets({ place, names, keyArn }: KeyedContext, kind: InstanceKind): Statement[] {
  const parameters = secretsRead[kind].map((secret) => names.parameterArn(secret));
  return [
    allow("ReadOwnSecrets", ["ssm:GetParameter"], parameters),
    // Parameter Store names the parameter in the encryption context: the key opens these and no others.
    allow("DecryptOwnSecrets", ["kms:Decrypt"], [keyArn], {
      StringEquals: {
        "kms:ViaService": viaService(place, "ssm"),
        "kms:EncryptionContext:PARAMETER_ARN": parameters,
      },
    }),
  ];
}

/** The CloudWatch agent: metrics under the stack's namespace, logs in the kind's own group, which is there already. */
function measure({ settings, names }: KeyedContext, kind: InstanceKind): Statement[] {
  if (!settings.aws.artifacts.cloudWatchAgent) return [];
  return [
    allow("SendMetrics", ["cloudwatch:PutMetricData"], ["*"], {
      StringEquals: { "cloudwatch:namespace": names.metricNamespace },
    }),
    allow(
      "WriteOwnLogs",
      ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
      [`${names.logGroupArn(kind)}:*`],
    ),
  ];
}
