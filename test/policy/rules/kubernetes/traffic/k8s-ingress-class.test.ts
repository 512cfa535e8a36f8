import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/traffic/k8s-ingress-class";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodIngresses } from "../../../support/traffic";

const name = "spec.ingressClassName";
const old = 'metadata.annotations["kubernetes.io/ingress.class"]';

describeRule(rule, {
  baselines: goodIngresses(),
  mutations: [
    { name: "no class", change: remove(name), message: "found not set, wanted one of alb, nginx" },
    { name: "another class", change: set(name, "traefik") },
    { name: "a class that is not listed", change: set(name, "alb"), parameters: { classes: ["nginx"] } },
    { name: "the old annotation", change: set(old, "nginx"), message: "wanted none" },
    { name: "a default backend", change: set("spec.defaultBackend", { service: { name: "web" } }) },
    {
      name: "a default backend of old",
      of: "an Ingress of an old version",
      change: set("spec.backend", { serviceName: "web" }),
    },
    {
      name: "a default backend beside a class that is not known yet",
      change: all(set("spec.defaultBackend", {}), set(name, UNKNOWN)),
    },
    { name: "a patch to another class", of: "a patch that leaves things out", change: set(name, "traefik") },
  ],
  allowed: [{ name: "a class that is listed", change: set(name, "traefik"), parameters: { classes: ["traefik"] } }],
  unknown: [{ name: "a class that is not known yet", change: set(name, UNKNOWN) }],
});
