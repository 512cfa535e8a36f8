import rule from "../../../../../policy/rules/kubernetes/rbac/k8s-rbac-network-writes";
import { describeRule } from "../../../support/describe-rule";
import { close, forbidden, goodRoles, granting, LAST, undecided } from "../../../support/rbac";

const leads = granting("patch", "ingresses", "networking.k8s.io");

describeRule(rule, {
  baselines: goodRoles(),
  mutations: [
    ...forbidden("update", "services"),
    ...["create", "update", "patch", "delete", "deletecollection"].map((verb) => ({
      name: `${verb} on endpoints`,
      change: granting(verb, "endpoints"),
      path: LAST,
    })),
    { name: "slices of endpoints", change: granting("create", "endpointslices", "discovery.k8s.io"), path: LAST },
    { name: "network policies", change: granting("delete", "networkpolicies", "networking.k8s.io"), path: LAST },
    {
      name: "Ingresses",
      change: leads,
      path: LAST,
      message: "patch, delete, deletecollection on networkpolicies, ingr",
    },
    { name: "Ingresses of old", change: granting("patch", "ingresses", "extensions"), path: LAST },
    { name: "a role that is not listed", change: leads, path: LAST, parameters: { controllers: ["other"] } },
  ],
  allowed: [
    ...close("update", "services"),
    { name: "a controller that is listed", change: leads, parameters: { controllers: ["web"] } },
    { name: "reading them", change: granting("get list watch", "services endpoints") },
  ],
  unknown: undecided("update", "services"),
});
