import type { ResourceRule } from "../rule.ts";

/** `name:tag`, the name with an optional registry and its port; a digest besides, or in place of the tag. */
const reference = /^[^:@\s]+(?::\d+\/[^:@\s]+)?(?::([\w][\w.-]*))?(?:@(sha256:[0-9a-f]{64}))?$/;

function complaint(image: string): string[] {
  const match = reference.exec(image);
  if (!match) return [`${image} is no image reference`];
  const [, tag, digest] = match;
  if (digest !== undefined) return [];
  if (tag === undefined) return [`${image} has no tag, which means latest`];
  return tag === "latest" ? [`${image} is whatever is newest`] : [];
}

/** Without a version two machines run two programs, and nobody knows which was there yesterday. */
export const pinnedImages: ResourceRule = {
  kind: "resource",
  name: "pinned-images",
  description:
    "Container images are named with a version, machine images found by the program and not written into it.",
  severity: "medium",
  remediation: "Name the image with its tag, best with its digest too (`npm run pin`).",
  check({ type, props }) {
    switch (type) {
      case "docker:index/remoteImage:RemoteImage":
        return typeof props["name"] === "string" ? complaint(props["name"]) : [];
      case "docker:index/container:Container": {
        const { image } = props;
        // The id of an image that is a resource of the stack says which bytes it is.
        return typeof image === "string" && !/^sha256:/.test(image) ? complaint(image) : [];
      }
      default:
        return [];
    }
  },
};
