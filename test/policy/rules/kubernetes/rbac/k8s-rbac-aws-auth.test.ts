import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/rbac/k8s-rbac-aws-auth";
import { all, remove, set, state } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { FIRST, goodRoles, grant, granting, LAST } from "../../../support/rbac";

const namespace = "metadata.namespace";
const system = set(namespace, "kube-system");
const provider = (name: string) => ({
  type: "pulumi:providers:kubernetes",
  name: "system",
  urn: "urn:pulumi:test::platform::pulumi:providers:kubernetes::system",
  properties: { namespace: name },
});

describeRule(rule, {
  baselines: goodRoles(),
  mutations: [
    ...["create", "update", "patch", "delete", "deletecollection", "*"].map((verb) => ({
      name: `${verb} on all ConfigMaps of kube-system`,
      change: all(granting(verb, "configmaps"), system),
      path: LAST,
    })),
    {
      name: "aws-auth by its name",
      change: all(granting("patch", "configmaps", "", ["a", "aws-auth"]), system),
      path: LAST,
    },
    { name: "everything", change: all(granting("*", "*", "*"), system), path: LAST },
    {
      name: "the namespace of the provider",
      change: all(granting("patch", "configmaps"), remove(namespace), state({ provider: provider("kube-system") })),
      path: LAST,
    },
    {
      name: "a ClusterRole, which may be bound there",
      of: "a ClusterRole",
      change: set(FIRST, grant("patch", "configmaps")),
      message: "wanted no change of aws-auth in kube-system",
    },
    {
      name: "a ClusterRole that names it",
      of: "a ClusterRole",
      change: set(FIRST, grant("patch", "configmaps", "", ["aws-auth"])),
    },
    {
      name: "aws-auth beside a name that is not known yet",
      change: all(granting("patch", "configmaps", "", [UNKNOWN, "aws-auth"]), system),
      path: LAST,
    },
  ],
  allowed: [
    { name: "another namespace", change: granting("patch", "configmaps") },
    { name: "no namespace, which is default", change: all(granting("patch", "configmaps"), remove(namespace)) },
    { name: "other ConfigMaps", change: all(granting("patch", "configmaps", "", ["web"]), system) },
    { name: "reading", change: all(granting("get list watch", "configmaps"), system) },
    {
      name: "a ClusterRole with other ConfigMaps",
      of: "a ClusterRole",
      change: set(FIRST, grant("patch", "configmaps", "", ["web"])),
    },
  ],
  unknown: [
    {
      name: "names that are not known yet",
      change: all(granting("patch", "configmaps"), set(`${LAST}.resourceNames`, UNKNOWN), system),
      path: `${LAST}.resourceNames`,
    },
    {
      name: "a name that is not known yet",
      change: all(granting("patch", "configmaps", "", [UNKNOWN]), system),
      path: `${LAST}.resourceNames[0]`,
    },
    {
      name: "a namespace that is not known yet",
      change: all(granting("patch", "configmaps"), set(namespace, UNKNOWN)),
      path: namespace,
    },
    { name: "rules that are not known yet", change: set("rules", UNKNOWN) },
  ],
});
