import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { AwsSettings } from "../../settings/aws.ts";
import { lastLine, refusal } from "../refusal.ts";

/** The image that instances start from. */
export interface MachineImage {
  id: string;
  /** `arm64` or `x86_64`. */
  architecture: string;
  /** Device name of the root volume, as in /dev/xvda: the launch template sets its size. */
  rootDevice: string;
}

/** What is asked of AWS. */
export interface ImageCalls {
  /** Value of a public SSM parameter. */
  parameter(name: string): Promise<string>;
  image(id: string): Promise<MachineImage>;
  /** The newest that fits. */
  newest(owner: string, name: string, architecture: string): Promise<MachineImage>;
}

/** The calls by the stack's own provider. */
export function imageCalls(provider: aws.Provider): ImageCalls {
  const ask = async (args: aws.ec2.GetAmiArgs): Promise<MachineImage> => {
    const opts: pulumi.InvokeOptions = { provider };
    const { id, architecture, rootDeviceName } = await aws.ec2.getAmi(args, opts);
    return { id, architecture, rootDevice: rootDeviceName };
  };
  return {
    parameter: async (name) => (await aws.ssm.getParameter({ name }, { provider })).value,
    image: (id) => ask({ filters: [{ name: "image-id", values: [id] }] }),
    newest: (owner, name, architecture) =>
      ask({
        owners: [owner],
        mostRecent: true,
        filters: [
          { name: "name", values: [name] },
          { name: "architecture", values: [architecture] },
          { name: "state", values: ["available"] },
        ],
      }),
  };
}

/**
 * The image of `aws.machineImage`, asked at each `up`: a newer one makes new versions of the launch templates, and the groups
 * replace their instances one by one. To stay with one image, name it exactly (`owner` and a `name` without `*`).
 *
 * @throws {pulumi.RunError} If there is none, or it is of another architecture than the instances.
 */
export async function machineImage(settings: AwsSettings, calls: ImageCalls): Promise<MachineImage> {
  const { machineImage: wanted, architecture } = settings;
  const said = "ssmParameter" in wanted ? wanted.ssmParameter : `${wanted.name} of ${wanted.owner}`;
  const image = await find(settings, calls).catch((error: unknown) => {
    throw refusal(
      `There is no machine image ${said} (cortex:aws.machineImage) in ${settings.region} for ${architecture}.\n` +
        `The answer was: ${lastLine(error)}`,
    );
  });
  if (image.architecture !== architecture) {
    throw refusal(
      `The machine image ${said} (${image.id}) is for ${image.architecture}, the instances are ${architecture}: ` +
        "change cortex:aws.machineImage or cortex:aws.architecture.",
    );
  }
  return image;
}

async function find({ machineImage: wanted, architecture }: AwsSettings, calls: ImageCalls): Promise<MachineImage> {
  if ("ssmParameter" in wanted) return calls.image(await calls.parameter(wanted.ssmParameter));
  return calls.newest(wanted.owner, wanted.name, architecture);
}
