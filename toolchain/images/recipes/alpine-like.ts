import { accountFiles, type Ingredient } from "../recipe.ts";

/** What the small official images take from Alpine: busybox, certificates, the account files. */
export function alpineLike(
  accounts: { name: string; uid: number; gid: number }[],
  packages: string[] = [],
): Ingredient[] {
  return [
    { kind: "debian", packages: ["busybox-static", "tzdata", ...packages], dependencies: false },
    { kind: "certificates" },
    { kind: "busybox" },
    ...accountFiles(accounts),
  ];
}
