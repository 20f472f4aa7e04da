import type { Rule } from "./rule.ts";
import { boundedContainers } from "./rules/bounded-containers.ts";
import { boundedGroups } from "./rules/bounded-groups.ts";
import { closedSecurityGroups } from "./rules/closed-security-groups.ts";
import { deletionProtection } from "./rules/deletion-protection.ts";
import { encryptedBuckets } from "./rules/encrypted-buckets.ts";
import { encryptedStores } from "./rules/encrypted-stores.ts";
import { encryptedVolumes } from "./rules/encrypted-volumes.ts";
import { httpsFromTheInternet } from "./rules/https-from-the-internet.ts";
import { imdsv2 } from "./rules/imdsv2.ts";
import { localhostPorts } from "./rules/localhost-ports.ts";
import { logRetention } from "./rules/log-retention.ts";
import { narrowPorts } from "./rules/narrow-ports.ts";
import { noClearSecrets } from "./rules/no-clear-secrets.ts";
import { noIamWildcards } from "./rules/no-iam-wildcards.ts";
import { noPublicAddress } from "./rules/no-public-address.ts";
import { ownNames } from "./rules/own-names.ts";
import { pinnedImages } from "./rules/pinned-images.ts";
import { privateBuckets } from "./rules/private-buckets.ts";
import { restorableData } from "./rules/restorable-data.ts";
import { rotatedKeys } from "./rules/rotated-keys.ts";
import { tagged } from "./rules/tagged.ts";
import { tlsOnlyBuckets } from "./rules/tls-only-buckets.ts";
import { unprivilegedContainers } from "./rules/unprivileged-containers.ts";

/** Every rule of the pack. */
export const rules: Rule[] = [
  boundedContainers,
  boundedGroups,
  closedSecurityGroups,
  deletionProtection,
  encryptedBuckets,
  encryptedStores,
  encryptedVolumes,
  httpsFromTheInternet,
  imdsv2,
  localhostPorts,
  logRetention,
  narrowPorts,
  noClearSecrets,
  noIamWildcards,
  noPublicAddress,
  ownNames,
  pinnedImages,
  privateBuckets,
  restorableData,
  rotatedKeys,
  tagged,
  tlsOnlyBuckets,
  unprivilegedContainers,
];
