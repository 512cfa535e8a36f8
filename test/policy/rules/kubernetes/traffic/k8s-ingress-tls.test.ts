import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/traffic/k8s-ingress-tls";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodIngresses } from "../../../support/traffic";

const tls = "spec.tls";
const secret = `${tls}[0].secretName`;
const patch = "a patch that leaves things out";

describeRule(rule, {
  baselines: goodIngresses(),
  mutations: [
    { name: "no certificates", change: remove(tls), message: "found not set, wanted at least one certificate" },
    { name: "an empty list", change: set(tls, []) },
    { name: "a certificate of no Secret", change: remove(secret), message: "wanted the name of a Secret" },
    { name: "a Secret without a name", change: set(secret, "") },
    { name: "the second without a Secret", change: set(`${tls}[1]`, { hosts: [] }), path: `${tls}[1].secretName` },
    {
      name: "it beside a Secret that is not known yet",
      change: set(tls, [{ secretName: UNKNOWN }, {}]),
      path: `${tls}[1].secretName`,
    },
    { name: "no class, which is not an ALB", change: all(remove(tls), remove("spec.ingressClassName")) },
    { name: "an old version", of: "an Ingress of an old version", change: remove(tls) },
    { name: "a patch that takes them away", of: patch, change: set(tls, []) },
  ],
  allowed: [
    {
      name: "an ALB by the old annotation",
      change: all(
        remove(tls),
        remove("spec.ingressClassName"),
        set('metadata.annotations["kubernetes.io/ingress.class"]', "alb"),
      ),
    },
  ],
  unknown: [
    { name: "a class that is not known yet", change: all(set("spec.ingressClassName", UNKNOWN), remove(tls)) },
    { name: "certificates that are not known yet", change: set(tls, UNKNOWN) },
    { name: "a Secret that is not known yet", change: set(secret, UNKNOWN) },
  ],
});
