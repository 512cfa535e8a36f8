import { any } from "../../../lib/any";
import { albSetting, backendsOf, ingresses, type Backend } from "../../../lib/kubernetes/ingress";
import { named } from "../../../lib/kubernetes/named";
import { namespaceOf } from "../../../lib/kubernetes/namespace";
import { networkServices } from "../../../lib/kubernetes/service";
import type { Resource } from "../../../lib/resource";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-ingress-targets-service",
  title: "Every backend of an Ingress is a Service and one of its ports",
  severity: "medium",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["kube-score ingress-targets-service", "kube-linter dangling-ingress"],
  fields: ["spec.rules[].http.paths[].backend", "spec.defaultBackend"],
  why: "An Ingress that leads to no Service is made without complaint, and answers every request with an error.",
  fix: "Name a Service of the same namespace and stack, and a port that it has.",
  appliesTo: ingresses,
  checkStack(stack, check) {
    check.each(stack.where(ingresses), (ingress) => {
      if (ingress.kind.isPatch) return;
      const namespace = namespaceOf(stack, ingress);
      check.each(backendsOf(ingress), (backend) => {
        const name = backend.service.text();
        if (name === undefined || isAction(ingress, backend, name)) return;
        const [service] = named(stack, networkServices, namespace, name);
        if (!service) check.violation(ingress, { at: backend.service, wanted: "a Service of the same namespace" });
        else if (!hasPort(service, backend)) {
          check.violation(ingress, { at: backend.port, wanted: `a port of the Service ${service.name}` });
        }
      });
    });
  },
});

/** Whether a backend stands for an action of the AWS Load Balancer Controller, such as a redirect. */
function isAction(ingress: Resource, backend: Backend, name: string): boolean {
  return backend.port.text() === "use-annotation" && albSetting(ingress, `actions.${name}`).exists;
}

function hasPort(service: Resource, backend: Backend): boolean {
  const ports = service.at("spec", "ports");
  // A name outside of the cluster has whatever ports it has.
  if (service.at("spec", "type").text() === "ExternalName" && !ports.exists) return true;
  const wanted = backend.port.read();
  ports.read();
  return any(ports.items(), (port) => port.at(typeof wanted === "number" ? "port" : "name").read() === wanted);
}
