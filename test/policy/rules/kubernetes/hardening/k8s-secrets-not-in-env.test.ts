import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/hardening/k8s-secrets-not-in-env";
import { all, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloads, pod } from "../../../support/workloads";

const variable = pod("containers[0].env");
const source = pod("containers[0].envFrom");
const key = { name: "db", key: "password" };

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: [
    {
      name: "a variable from a Secret",
      change: set(`${variable}[0].valueFrom.secretKeyRef`, key),
      message: "wanted a mounted Secret",
    },
    {
      name: "the second variable",
      change: set(variable, [
        { name: "A", value: "b" },
        { name: "B", valueFrom: { secretKeyRef: key } },
      ]),
      path: `${variable}[1].valueFrom.secretKeyRef`,
    },
    { name: "a whole Secret", change: set(`${source}[0].secretRef.name`, "db"), path: `${source}[0].secretRef` },
    {
      name: "a Secret in an init container",
      change: set(pod("initContainers[0].envFrom"), [{ secretRef: { name: "db" } }]),
      path: pod("initContainers[0].envFrom[0].secretRef"),
    },
    {
      name: "a Secret in a patch",
      of: "a patch that leaves things out",
      change: set(`${variable}[0].valueFrom.secretKeyRef`, key),
    },
    {
      name: "a whole Secret beside variables that are not known yet",
      change: all(set(source, [{ secretRef: { name: "db" } }]), set(variable, UNKNOWN)),
      path: `${source}[0].secretRef`,
    },
  ],
  allowed: [
    { name: "a plain variable", change: set(variable, [{ name: "LOG_LEVEL", value: "info" }]) },
    {
      name: "what comes from elsewhere",
      change: set(variable, [
        { name: "A", valueFrom: { configMapKeyRef: { name: "web", key: "a" } } },
        { name: "B", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } },
      ]),
    },
    { name: "a whole ConfigMap", change: set(source, [{ configMapRef: { name: "web" } }]) },
  ],
  unknown: [
    { name: "unknown variables", change: set(variable, UNKNOWN) },
    { name: "unknown sources", change: set(source, UNKNOWN) },
  ],
});
