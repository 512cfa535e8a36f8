import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/pss/k8s-pss-allow-privilege-escalation";
import { expect } from "chai";
import { settingsOf } from "../../../../../policy/lib/parameters";
import { editsOf } from "../../../../../policy/lib/remedy";
import type { ResourceFacts } from "../../../../../policy/lib/resource";
import { all, remove, set, type Given } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { inContainers } from "../../../support/pod-security";
import { goodWorkloads, pod } from "../../../support/workloads";

const field = "securityContext.allowPrivilegeEscalation";
const ofContainer = pod(`containers[0].${field}`);
const ofInitContainer = pod(`initContainers[0].${field}`);
const privileged = pod("containers[0].securityContext.privileged");
const added = pod("containers[0].securityContext.capabilities.add");
const removed = all(remove(ofContainer), remove(ofInitContainer));

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: [
    ...inContainers("more privileges", field, true),
    { name: "no word about it", change: remove(ofContainer), message: "found not set, wanted false" },
    { name: "no word about it in an init container", change: remove(ofInitContainer) },
    { name: "no security context", change: remove(pod("containers[0].securityContext")), path: ofContainer },
    { name: "a Linux pod", change: all(remove(ofContainer), set(pod("os.name"), "linux")) },
  ],
  allowed: [{ name: "a Windows pod", change: all(removed, set(pod("os.name"), "windows")) }],
  unknown: [
    { name: "an unknown value", change: set(ofContainer, UNKNOWN) },
    { name: "an unknown system", change: all(removed, set(pod("os.name"), UNKNOWN)), path: pod("os.name") },
  ],
  remediated: [
    {
      name: "containers that say nothing about it",
      change: removed,
      set: { [ofContainer]: false, [ofInitContainer]: false },
    },
    {
      name: "a container that says nothing at all",
      change: remove(pod("containers[0].securityContext")),
      set: { [ofContainer]: false },
    },
  ],
});

describe("k8s-pss-allow-privilege-escalation, where the API server would refuse the remedy", () => {
  const refused = {
    "a privileged container": set(privileged, true),
    "a container that may turn out to be privileged": set(privileged, UNKNOWN),
    "a container that administers": set(added, ["CHOWN", "SYS_ADMIN"]),
    "a container that administers by another name": set(added, ["CAP_SYS_ADMIN"]),
    "a container with a capability that is not known yet": set(added, [UNKNOWN]),
    "a container whose capabilities are not known yet": set(added, UNKNOWN),
  };
  for (const [name, change] of Object.entries(refused)) {
    it(`leaves ${name} alone, and mends the others`, () => {
      const [deployment] = goodWorkloads()["a Deployment"]!;
      all(removed, change)([deployment!]);
      const edits = editsOf(rule, factsOf(deployment!), { settings: settingsOf(rule, {}), now: new Date(0) });
      expect(edits.map(({ keys }) => keys.join("."))).to.deep.equal([
        "spec.template.spec.initContainers.0.securityContext.allowPrivilegeEscalation",
      ]);
    });
  }

  it("leaves a Windows pod alone", () => {
    const [deployment] = goodWorkloads()["a Deployment"]!;
    all(removed, set(pod("os.name"), "windows"))([deployment!]);
    expect(editsOf(rule, factsOf(deployment!), { settings: settingsOf(rule, {}), now: new Date(0) })).to.deep.equal([]);
  });
});

function factsOf({ type, properties }: Given): ResourceFacts {
  return { urn: "", type, name: "web", properties, options: { protect: false, ignoreChanges: [] } };
}
