import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/delivery/k8s-statefulset-headless-service";
import { add, all, remove, set, state, without } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodService, goodWorkloadsOf } from "../../../support/objects";

const name = "spec.serviceName";
const address = "spec.clusterIP";
const selector = "spec.selector";
const [stateful] = goodWorkloadsOf("a StatefulSet")["a StatefulSet"]!;
set(name, "web")([stateful!]);
const headless = goodService({ clusterIP: "None" });

describeRule(rule, {
  baselines: { "a StatefulSet with its Service": [stateful!, headless] },
  mutations: [
    { name: "no name", change: remove(name), message: "found not set" },
    { name: "the name of no Service", change: set(name, "db") },
    {
      name: "the name of no Service, for all that another one comes first",
      change: all(set(name, "db"), state({ dependencies: { spec: ["web-service"] } })),
    },
    {
      name: "no name where that of a Service is not known yet",
      change: all(remove(name), set("metadata.name", UNKNOWN, "web-service")),
    },
    { name: "no Service", change: without("web-service"), path: name },
    { name: "a Service of another namespace", change: set("metadata.namespace", "x", "web-service"), path: name },
    {
      name: "a patch of a Service",
      change: state({ type: "kubernetes:core/v1:ServicePatch" }, "web-service"),
      path: name,
    },
    {
      name: "a Service with an address",
      change: set(address, "10.0.0.7", "web-service"),
      resource: "web-service",
      message: '"None", for a StatefulSet',
    },
    { name: "a Service without a stated address", change: remove(address, "web-service"), resource: "web-service" },
    { name: "a Service of other pods", change: set(selector, { app: "x" }, "web-service"), resource: "web-service" },
    { name: "a Service of no pods", change: remove(selector, "web-service"), resource: "web-service" },
    {
      name: "an address of a Service whose selector is not known yet",
      change: all(set(address, "10.0.0.7", "web-service"), set(selector, UNKNOWN, "web-service")),
      resource: "web-service",
    },
    {
      name: "a Service whose name is not known yet, with an address",
      change: all(
        set(address, "10.0.0.7", "web-service"),
        set(name, UNKNOWN),
        state({ dependencies: { spec: ["web-service"] } }),
      ),
      resource: "web-service",
    },
  ],
  allowed: [
    { name: "a patch", change: all(remove(name), state({ type: "kubernetes:apps/v1:StatefulSetPatch" })) },
    {
      name: "a patch that names a Service of others",
      change: all(set(name, "db"), state({ type: "kubernetes:apps/v1:StatefulSetPatch" })),
    },
    {
      name: "an unknown name of a Service that is known",
      change: all(set(name, UNKNOWN), state({ dependencies: { spec: ["web-service"] } })),
    },
    {
      name: "a second Service with an address",
      change: add({
        ...goodService(),
        name: "public",
        properties: { metadata: { name: "public", namespace: "shop" } },
      }),
    },
  ],
  unknown: [
    { name: "an unknown name", change: set(name, UNKNOWN) },
    { name: "an unknown selector", change: set(selector, UNKNOWN, "web-service") },
    { name: "an unknown name of the Service", change: set("metadata.name", UNKNOWN, "web-service") },
  ],
});
