import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/traffic/k8s-ingress-targets-service";
import { add, all, remove, set, state, without } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { alb, goodAlb, goodIngress, goodService, ingressPatch, oldIngress } from "../../../support/traffic";

const backend = "spec.rules[0].http.paths[0].backend";
const service = goodService({ name: "service" });
const name = `${backend}.service.name`;
const port = `${backend}.service.port`;
const redirect = all(set(name, "redirect"), set(port, { name: "use-annotation" }));

describeRule(rule, {
  baselines: {
    "an Ingress and its Service": [goodIngress(), service],
    "an ALB and its Service": [goodAlb(), service],
    "an old Ingress and its Service": [oldIngress(), service],
    "a patch that leaves things out": [ingressPatch()],
  },
  mutations: [
    { name: "no Service", change: without("service"), path: name, message: "wanted a Service of the same namespace" },
    { name: "a Service of another name", change: set(name, "api") },
    { name: "a Service of another namespace", change: set("metadata.namespace", "other", "service"), path: name },
    { name: "a patch of a Service", change: state({ type: "kubernetes:core/v1:ServicePatch" }, "service"), path: name },
    {
      name: "a port's name that it lacks",
      change: set(`${port}.name`, "https"),
      message: "a port of the Service service",
    },
    { name: "a port's number that it lacks", change: set(port, { number: 8080 }), path: `${port}.number` },
    { name: "no port", change: remove(port), path: `${port}.number` },
    { name: "a default backend without a Service", change: set("spec.defaultBackend.service.name", "api") },
    {
      name: "an old backend without a Service",
      of: "an old Ingress and its Service",
      change: set(`${backend}.serviceName`, "api"),
    },
    {
      name: "an old backend's port that it lacks",
      of: "an old Ingress and its Service",
      change: set(`${backend}.servicePort`, 8080),
    },
    {
      name: "a name outside of the cluster with another port",
      change: all(set(port, { number: 81 }), set("spec.type", "ExternalName", "service")),
      path: `${port}.number`,
    },
    { name: "an action that no annotation describes", of: "an ALB and its Service", change: redirect, path: name },
    {
      name: "a second path beside one that is not known yet",
      change: set("spec.rules[0].http.paths", [
        { backend: { service: { name: UNKNOWN } } },
        { backend: { service: { name: "api", port: { number: 80 } } } },
      ]),
      path: "spec.rules[0].http.paths[1].backend.service.name",
    },
  ],
  allowed: [
    {
      name: "a patch, whose Service may be made elsewhere",
      change: all(state({ type: "kubernetes:networking.k8s.io/v1:IngressPatch" }), without("service")),
    },
    { name: "a port's number", change: set(port, { number: 80 }) },
    { name: "a backend that is not a Service", change: set(backend, { resource: { kind: "Bucket", name: "files" } }) },
    {
      name: "an action of the controller",
      of: "an ALB and its Service",
      change: all(redirect, set(alb("actions.redirect"), "{}")),
    },
    {
      name: "a name outside of the cluster, which has any port",
      change: all(set(port, { number: 443 }), set("spec", { type: "ExternalName", externalName: "a.org" }, "service")),
    },
    { name: "other Services", change: add(goodService({ name: "copy" })) },
  ],
  unknown: [
    { name: "a Service that is not known yet", change: set(name, UNKNOWN) },
    { name: "a Service whose name is not known yet", change: set("metadata.name", UNKNOWN, "service") },
    {
      name: "a Service whose namespace is not known yet",
      change: set("metadata.namespace", UNKNOWN, "service"),
    },
    { name: "a port that is not known yet", change: set(port, { name: UNKNOWN }), path: `${port}.name` },
    { name: "ports of a Service that are not known yet", change: set("spec.ports", UNKNOWN, "service") },
  ],
});
