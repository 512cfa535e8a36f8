import rule from "../../../../../policy/rules/kubernetes/rbac/k8s-rbac-webhooks";
import { describeRule } from "../../../support/describe-rule";
import { close, forbidden, goodRoles, granting, LAST, undecided } from "../../../support/rbac";

const ADMISSION = "admissionregistration.k8s.io";
const others = [
  "validatingwebhookconfigurations",
  "mutatingadmissionpolicies",
  "mutatingadmissionpolicybindings",
  "validatingadmissionpolicies",
  "validatingadmissionpolicybindings",
];

describeRule(rule, {
  baselines: goodRoles(),
  mutations: [
    ...forbidden("create", "mutatingwebhookconfigurations", ADMISSION),
    ...["create", "update", "patch"].map((verb) => ({
      name: `${verb} on webhooks`,
      change: granting(verb, "mutatingwebhookconfigurations", ADMISSION),
      path: LAST,
    })),
    ...others.map((other) => ({ name: other, change: granting("patch", other, ADMISSION), path: LAST })),
  ],
  allowed: [
    ...close("create", "mutatingwebhookconfigurations", ADMISSION),
    { name: "reading them", change: granting("get list watch", "mutatingwebhookconfigurations", ADMISSION) },
  ],
  unknown: undecided("create", "mutatingwebhookconfigurations", ADMISSION),
});
