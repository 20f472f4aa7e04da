import assert from "node:assert/strict";
import fc from "fast-check";
import { bootFiles } from "../../components/aws/boot/cloud-config.ts";
import { userDataPackages } from "../../toolchain/boot/machine-image.ts";
import { managerSettings, metaData } from "../e2e/boot/support/machine.ts";
import { firstAddress, freeCidr, lastAddress } from "../e2e/boot/support/network.ts";
import { missingOf } from "../e2e/boot/support/samples.ts";
import { plans, secretsOrigin } from "../support/boot.ts";

describe("a machine of the boot test", () => {
  it("gives each process the variables", () => {
    const text = managerSettings({ A: "1", B: "http://10.0.0.1:80 x" });
    assert.equal(text, '[Manager]\nDefaultEnvironment="A=1" "B=http://10.0.0.1:80 x"\n');
  });

  it("is told by its data source who and where it is", () => {
    const identity = { instanceId: "i-1", hostname: "ip-10-0-0-1", zone: "z", region: "r", privateIp: "10.0.0.1" };
    assert.deepEqual(JSON.parse(metaData(identity)), {
      "instance-id": "i-1",
      "local-hostname": "ip-10-0-0-1",
      "availability-zone": "z",
      region: "r",
    });
  });

  it("has every Debian package that the user data of any kind asks for", () => {
    for (const [kind, plan] of Object.entries(plans())) {
      const environment =
        bootFiles(plan, secretsOrigin()).find(({ path }) => path.endsWith("/boot.env"))?.content ?? "";
      const asked = /^PACKAGES='(.+)'$/m.exec(environment)?.[1]?.split(" ") ?? [];
      assert.ok(asked.includes("awscli"), kind);
      assert.deepEqual(
        asked.filter((name) => !userDataPackages.includes(name)),
        [],
        kind,
      );
    }
  });
});

describe("the network of the boot test", () => {
  const block = fc
    .tuple(fc.nat(255), fc.nat(255), fc.integer({ min: 8, max: 30 }))
    .map(([second, third, bits]) => `10.${second}.${third}.0/${bits}`);
  const numberOf = (address: string): number => address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);

  it("has a block that holds no address of the ones that are taken", () => {
    const small = block.filter((cidr) => Number(cidr.split("/")[1]) >= 12);
    fc.assert(
      fc.property(fc.array(small, { maxLength: 3 }), fc.nat(65_535), (taken, offset) => {
        const [base = ""] = freeCidr(taken).split("/");
        const address = numberOf(base) + offset;
        return taken.every((cidr) => {
          const [other = "", bits = ""] = cidr.split("/");
          const size = 2 ** (32 - Number(bits));
          return Math.floor(address / size) !== Math.floor(numberOf(other) / size);
        });
      }),
    );
  });

  it("is refused where no block is free", () => {
    assert.equal(freeCidr([]), "10.64.0.0/16");
    assert.equal(freeCidr(["10.64.12.0/24"]), "10.65.0.0/16");
    assert.throws(() => freeCidr(["10.0.0.0/8"]), /is free/);
  });

  it("has its gateway where a VPC has its router", () => {
    assert.equal(firstAddress("10.64.0.0/16"), "10.64.0.1");
    assert.equal(lastAddress("10.64.0.0/16"), "10.64.255.254");
  });
});

describe("what was written and is read back", () => {
  it("is told apart by what is missing", () => {
    assert.equal(missingOf([3, 1, 2], 3), "");
    assert.equal(missingOf([1, 4], 5), "3 of 5: 2, 3, 5 ...");
    assert.equal(missingOf([], 0), "");
  });
});
