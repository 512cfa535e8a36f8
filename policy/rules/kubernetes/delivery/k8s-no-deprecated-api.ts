import { isSince, isUnstable, removedIn } from "../../../lib/kubernetes/deprecated";
import { objects } from "../../../lib/kubernetes/kinds";
import { defineRule } from "../../../lib/rule";

export default defineRule<{ kubernetesVersion: string; unstable: string[] }>({
  id: "k8s-no-deprecated-api",
  title: "Every object has a stable API version that the cluster still serves",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: [
    "kube-score stable-version",
    "kube-linter no-extensions-v1beta",
    "KSV-0107",
    "Kyverno check-deprecated-apis",
    "compliance-policies disallowAlphaResource",
    "compliance-policies disallowBetaResource",
  ],
  fields: ["apiVersion", "kind"],
  why: "A version that is no longer served fails the update, and blocks the upgrade of the cluster; alpha and beta versions go that way.",
  fix: "Use the resource of the stable version, such as apps/v1 or autoscaling/v2.",
  appliesTo: objects,
  parameters: {
    kubernetesVersion: {
      type: "string",
      pattern: "^1\\.[0-9]+$",
      description: "The release of Kubernetes that the cluster runs, or is to run next.",
      default: "1.35",
    },
    unstable: {
      type: "array",
      items: { type: "string" },
      description:
        "Alpha and beta versions that may be used, each as group and version, with or without a kind: argoproj.io/v1alpha1/Rollout.",
      default: [],
    },
  },
  check({ kind }, check) {
    const removal = removedIn(kind);
    const { kubernetesVersion, unstable } = check.parameters;
    if (removal !== undefined && isSince(kubernetesVersion, removal)) {
      const wanted = `a version of ${kind.name} that Kubernetes ${kubernetesVersion} serves: this one ended with ${removal}`;
      check.violation({ at: "apiVersion", found: kind.module, wanted });
    } else if (
      isUnstable(kind) &&
      !unstable.includes(kind.module) &&
      !unstable.includes(`${kind.module}/${kind.name}`)
    ) {
      check.violation({ at: "apiVersion", found: kind.module, wanted: "a stable version, or one that is allowed" });
    }
  },
});
