import { pinnedImages as rule } from "../../../policy/rules/pinned-images.ts";
import { unknown } from "../../../policy/value.ts";
import { allows, refuses } from "../support/judge.ts";

const image = "docker:index/remoteImage:RemoteImage";
const container = "docker:index/container:Container";
const digest = `sha256:${"0".repeat(64)}`;

describe("policy: pinned-images", () => {
  it("allows a version, a digest, and both", () => {
    for (const name of ["nginx:1.27.3", `nginx@${digest}`, `quay.io/a/b:v1@${digest}`, "localhost:5000/a:1"]) {
      allows(rule, image, { name });
      allows(rule, container, { image: name });
    }
    allows(rule, container, { image: digest });
    allows(rule, image, { name: unknown });
  });

  it("refuses whatever is newest, said or by leaving the tag out", () => {
    refuses(rule, image, { name: "nginx" }, /no tag/);
    refuses(rule, image, { name: "localhost:5000/a" }, /no tag/);
    refuses(rule, image, { name: "nginx:latest" }, /newest/);
    refuses(rule, container, { image: "nginx:latest" }, /newest/);
  });

  it("refuses what is no image's name", () => {
    refuses(rule, image, { name: "nginx:1@sha256:short" }, /no image reference/);
  });
});
