import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/rbac/k8s-rbac-no-system-groups";
import { set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodBindings } from "../../../support/rbac";

const subject = (index: number, name: string, kind = "Group") => set(`subjects[${index}]`, { kind, name });
const first = "subjects[0].name";

describeRule(rule, {
  baselines: goodBindings(),
  mutations: [
    { name: "masters", change: subject(0, "system:masters"), path: first, message: 'found "system:masters", wanted a' },
    { name: "everybody without a name", change: subject(0, "system:unauthenticated"), path: first },
    { name: "everybody with a name", change: subject(0, "system:authenticated"), path: first },
    { name: "the user without a name", change: subject(0, "system:anonymous", "User"), path: first },
    { name: "a second subject", change: subject(1, "system:masters"), path: "subjects[1].name" },
    {
      name: "a second subject beside one that is not known yet",
      change: set("subjects", [{ name: UNKNOWN }, { kind: "Group", name: "system:masters" }]),
      path: "subjects[1].name",
    },
    { name: "masters everywhere", of: "a ClusterRoleBinding", change: subject(0, "system:masters"), path: first },
    { name: "a patch", of: "a patch that leaves things out", change: subject(0, "system:masters"), path: first },
  ],
  allowed: [{ name: "a group of one's own", change: subject(1, "shop-developers") }],
  unknown: [
    { name: "a subject that is not known yet", change: set(first, UNKNOWN) },
    { name: "subjects that are not known yet", change: set("subjects", UNKNOWN) },
  ],
});
