import { parseImage } from "../../../lib/kubernetes/image";
import { kinds, workloads } from "../../../lib/kubernetes/kinds";
import { imagesOf } from "../../../lib/kubernetes/pod-images";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

const services = kinds("/Service");

export default defineRule<{ banned: readonly string[] }>({
  id: "k8s-banned-images",
  title: "Nothing runs that must not run in a cluster, such as Tiller or the dashboard",
  severity: "high",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["CKV_K8S_33", "CKV_K8S_34", "CKV_K8S_44", "CKV_K8S_45", "KSV-0102", "Kyverno disallow-helm-tiller"],
  fields: ["containers[].image", "metadata.labels", "spec.template.metadata.labels", "Service spec.selector"],
  why: "These programs hold wide rights over the cluster and have a history of being reached by people who should not.",
  fix: "Remove the program, and use what took its place: Helm 3 for Tiller, a client with its own credentials for the dashboard.",
  appliesTo: (type) => workloads(type) || services(type),
  judgesImages: true,
  parameters: {
    banned: {
      type: "array",
      items: { type: "string", minLength: 1 },
      description:
        "Names of programs: one or more parts of an image's path, or the value of a label. Images whose name goes on after a hyphen are meant too.",
      default: ["tiller", "kubernetes-dashboard", "kubernetesui"],
    },
  },
  check(resource, check) {
    const { banned } = check.parameters;
    const pod = podTemplate(resource);
    for (const { image } of imagesOf(pod))
      check.expect(image, (value) => !isBannedImage(value, banned), "an image that is not banned");
    const labels = [
      resource.at("metadata", "labels"),
      // A pod's own metadata is its template's.
      ...(pod && pod.metadata.path !== "metadata" ? [pod.metadata.at("labels")] : []),
      ...(pod ? [] : [resource.at("spec", "selector")]),
    ];
    for (const [, label] of labels.flatMap((one) => one.entries())) {
      check.expect(
        label,
        (value) => typeof value !== "string" || !banned.includes(value),
        "the label of a program that is not banned",
      );
    }
  },
});

function isBannedImage(value: unknown, banned: readonly string[]): boolean {
  if (typeof value !== "string") return false;
  const path = `/${parseImage(value)?.repository ?? value.replace(/[@:]/g, "/")}/`;
  return banned.some((name) => path.includes(`/${name}/`) || path.includes(`/${name}-`));
}
