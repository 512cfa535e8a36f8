import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/delivery/k8s-no-duplicate-env";
import { all, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloads, pod } from "../../../support/workloads";

const variables = (...names: readonly string[]) => names.map((name) => ({ name, value: "1" }));
const env = (list = "containers") => pod(`${list}[0].env`);

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: [
    {
      name: "the same name twice",
      change: set(env(), variables("A", "B", "A")),
      path: `${env()}[2].name`,
      message: `a name that ${env()}[0] does not have already`,
    },
    {
      name: "the same name twice in an init container",
      change: set(env("initContainers"), variables("A", "A")),
      path: `${env("initContainers")}[1].name`,
    },
    {
      name: "the same name twice in an ephemeral container",
      of: "a Pod",
      change: set("spec.ephemeralContainers[0].env", variables("A", "A")),
      path: "spec.ephemeralContainers[0].env[1].name",
    },
    {
      name: "the same name twice in a patch",
      of: "a patch that leaves things out",
      change: set(env(), variables("A", "A")),
      path: `${env()}[1].name`,
    },
    {
      name: "the same name around one that is not known yet",
      change: set(env(), variables("A", UNKNOWN, "A")),
      path: `${env()}[2].name`,
    },
  ],
  allowed: [
    { name: "different names", change: set(env(), variables("A", "B", "a")) },
    { name: "variables without a name", change: set(env(), [{ value: "1" }, { value: "2" }]) },
    {
      name: "the same name in two containers",
      change: all(set(env(), variables("A")), set(env("initContainers"), variables("A"))),
    },
  ],
  unknown: [
    { name: "an unknown name", change: set(env(), variables("A", UNKNOWN)), path: `${env()}[1].name` },
    { name: "unknown variables", change: set(env(), UNKNOWN) },
  ],
});
