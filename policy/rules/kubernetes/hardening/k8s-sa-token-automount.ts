import { workloads } from "../../../lib/kubernetes/kinds";
import { accountName, DEFAULT_ACCOUNT } from "../../../lib/kubernetes/service-account";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-sa-token-automount",
  title: "A pod gets an API token only where it says so, and for an account of its own",
  severity: "medium",
  levels: { dev: "remediate", production: "mandatory" },
  references: ["CKV_K8S_38", "KSV-0036", "polaris automountServiceAccountToken", "CIS EKS 4.1.6"],
  fields: ["automountServiceAccountToken", "serviceAccountName"],
  why: "Most programs never talk to the Kubernetes API, and a token that lies around is the first thing an intruder looks for.",
  fix: "Set automountServiceAccountToken of the pod to false, or to true together with a serviceAccountName of its own if the program uses the API.",
  appliesTo: workloads,
  check(resource, check) {
    const pod = podTemplate(resource);
    if (!pod) return;
    const mounted = pod.at("automountServiceAccountToken");
    if (mounted.read() === true) {
      check.expect(
        accountName(pod),
        (value) => typeof value === "string" && value !== "" && value !== DEFAULT_ACCOUNT,
        "an account of the program's own, since its token is mounted",
      );
    } else check.expect(mounted, (value) => value === false, "false, or true with an account of the program's own");
  },
  remediate(resource, remedy) {
    const pod = podTemplate(resource);
    // Who names an account may count on its token.
    if (pod?.spec.exists && !accountName(pod).exists) remedy.setIfAbsent(pod.at("automountServiceAccountToken"), false);
  },
});
