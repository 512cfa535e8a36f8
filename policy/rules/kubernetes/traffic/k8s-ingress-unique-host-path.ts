import { annotation, classOf, ingresses, pathsOf, type IngressPath } from "../../../lib/kubernetes/ingress";
import type { Node } from "../../../lib/node";
import type { Resource } from "../../../lib/resource";
import { defineRule } from "../../../lib/rule";
import { groupBy } from "../../../lib/stack";

interface Claim {
  readonly ingress: Resource;
  /** Class, host and path. */
  readonly key: string;
  readonly at: Node;
}

export default defineRule({
  id: "k8s-ingress-unique-host-path",
  title: "No two Ingresses of a class serve the same host and path",
  severity: "medium",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["Kyverno unique-ingress-host-and-path"],
  fields: ["spec.rules[].host", "spec.rules[].http.paths[].path", "spec.ingressClassName"],
  why: "Which of two Ingresses answers is up to the controller: the requests of one service go to another.",
  fix: "Let one Ingress serve the path, or give the others a host or path of their own.",
  appliesTo: ingresses,
  checkStack(stack, check) {
    const claims: Claim[] = [];
    check.each(stack.where(ingresses), (ingress) => {
      if (ingress.kind.isPatch || isCanary(ingress)) return;
      const name = classOf(ingress) ?? "";
      check.each(pathsOf(ingress), (path) => {
        const key = JSON.stringify([name, path.host.text()?.toLowerCase() ?? "", pathOf(path)]);
        claims.push({ ingress, key, at: path.node });
      });
    });
    for (const [key, group] of groupBy(claims, (one) => [one.key])) {
      for (const { ingress, at } of group) {
        const other = group.find((one) => one.ingress !== ingress)?.ingress;
        if (!other) continue;
        check.violation(ingress, { at, found: `${key} as in ${other.name}`, wanted: "a host or path of its own" });
      }
    }
  },
});

/** A canary takes a part of the requests of another Ingress: it has the same hosts and paths on purpose. */
function isCanary(ingress: Resource): boolean {
  return annotation(ingress, "nginx.ingress.kubernetes.io/canary").isTrue();
}

/** A path, as it is compared: a prefix is the same with a slash at its end or without. */
function pathOf({ node }: IngressPath): string {
  const path = node.at("path").text() ?? "/";
  return node.at("pathType").text() === "Prefix" ? path.replace(/(.)\/$/, "$1") : path;
}
