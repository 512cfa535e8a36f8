import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/traffic/k8s-service-no-external-ips";
import { set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodService, servicePatch } from "../../../support/traffic";

const addresses = "spec.externalIPs";

describeRule(rule, {
  baselines: { "a Service": [goodService()], "a patch that leaves things out": [servicePatch()] },
  mutations: [
    { name: "an address", change: set(addresses, ["192.0.2.1"]), message: 'found ["192.0.2.1"], wanted none' },
    { name: "an address that is not known yet", change: set(addresses, [UNKNOWN]) },
    { name: "a patch with an address", of: "a patch that leaves things out", change: set(addresses, ["192.0.2.1"]) },
  ],
  allowed: [{ name: "an empty list", change: set(addresses, []) }],
  unknown: [{ name: "a list that is not known yet", change: set(addresses, UNKNOWN) }],
});
