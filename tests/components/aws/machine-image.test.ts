import assert from "node:assert/strict";
import { machineImage, type ImageCalls, type MachineImage } from "../../../components/aws/machine-image.ts";
import { awsTier } from "../../support/aws-tiers.ts";

const arm: MachineImage = { id: "ami-arm", architecture: "arm64", rootDevice: "/dev/xvda" };
const never = (): Promise<never> => Promise.reject(new Error("not to be asked"));

const find = (aws: Record<string, unknown>, calls: Partial<ImageCalls>): Promise<MachineImage> =>
  machineImage(awsTier({ aws }).settings.aws, { parameter: never, image: never, newest: never, ...calls });

describe("AWS: the machine image", () => {
  it("is the one that Debian's public parameter names for the architecture", async () => {
    const asked: string[] = [];
    const calls = {
      parameter: (name: string) => {
        asked.push(name);
        return Promise.resolve("ami-arm");
      },
      image: (id: string) => {
        asked.push(id);
        return Promise.resolve(arm);
      },
    };
    assert.deepEqual(await find({}, calls), arm);
    assert.deepEqual(asked, ["/aws/service/debian/release/12/latest/arm64", "ami-arm"]);
  });

  it("is the newest of an owner's that fits a name and the architecture", async () => {
    const asked: string[][] = [];
    const newest = (...args: string[]) => {
      asked.push(args);
      return Promise.resolve({ ...arm, architecture: "x86_64" });
    };
    const machineImage = { owner: "136693071363", name: "debian-12-*" };
    await find({ architecture: "x86_64", machineImage }, { newest });
    assert.deepEqual(asked, [["136693071363", "debian-12-*", "x86_64"]]);
  });

  it("is refused when it is for other processors, with what to change", async () => {
    const calls = { parameter: () => Promise.resolve("ami-arm"), image: () => Promise.resolve(arm) };
    await assert.rejects(
      find({ architecture: "x86_64", machineImage: { ssmParameter: "/mine/image" } }, calls),
      /\/mine\/image \(ami-arm\) is for arm64.*x86_64.*cortex:aws\.machineImage/s,
    );
  });

  it("is told by name when it is not there, with AWS' answer", async () => {
    const parameter = () => Promise.reject(new Error("invoking\n\tParameterNotFound: gone\n"));
    await assert.rejects(find({}, { parameter }), /debian\/release\/12.*eu-central-1.*ParameterNotFound: gone/s);
  });
});
