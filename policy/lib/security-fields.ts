import { kinds, templateKeys } from "./kubernetes/kinds";
import type { Applies } from "./stack";

/** Names of properties that decide what may run, who may do something, and who can reach it, at whatever depth they are. */
export const SECURITY_PROPERTIES: readonly string[] = [
  ...["image", "securityContext", "serviceAccountName", "automountServiceAccountToken"],
  ...["hostNetwork", "hostPID", "hostIPC", "roleRef", "subjects", "webhooks"],
  ...["policy", "accessPolicies", "assumeRolePolicy", "inlinePolicies", "managedPolicyArns", "permissionsBoundary"],
  ...["ingress", "egress", "cidrBlocks", "ipv6CidrBlocks", "cidrIpv4", "cidrIpv6"],
  ...["securityGroups", "securityGroupIds", "vpcSecurityGroupIds", "vpcConfig", "vpcOptions", "publiclyAccessible"],
  ...["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets", "acl"],
  ...["storageEncrypted", "encrypted", "encryptionConfig", "encryptAtRest", "kmsKeyId", "kmsKeyArn"],
  ...["atRestEncryptionEnabled", "transitEncryptionEnabled", "transitEncryptionMode", "nodeToNodeEncryption"],
  ...["domainEndpointOptions", "advancedSecurityOptions", "viewerCertificate", "sslPolicy"],
  ...["metadataOptions", "webAclId", "defaultAction"],
];

/** Where a kind keeps more of them, under names that mean something else elsewhere. */
const PLACES: readonly (readonly [Applies, readonly (readonly string[])[]])[] = [
  [kinds("networking.k8s.io/NetworkPolicy"), [["spec"]]],
  [kinds("rbac.authorization.k8s.io/Role", "rbac.authorization.k8s.io/ClusterRole"), [["rules"], ["aggregationRule"]]],
  // The names of the labels that the standards of a namespace are set by.
  [
    kinds("/Namespace"),
    ["enforce", "enforce-version"].map((mode) => ["metadata", "labels", `pod-security.kubernetes.io/${mode}`]),
  ],
];

/** Paths below which a resource keeps what its security depends on, besides the properties of these names. */
export function securityPaths(type: string): (readonly string[])[] {
  const template = templateKeys(type);
  if (!template) return PLACES.flatMap(([accepts, places]) => (accepts(type) ? places : []));
  return ["containers", "initContainers"].map((list) => [...template, "spec", list, "*", "image"]);
}
