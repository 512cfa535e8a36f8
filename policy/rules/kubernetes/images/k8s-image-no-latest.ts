import { parseImage } from "../../../lib/kubernetes/image";
import { workloads } from "../../../lib/kubernetes/kinds";
import { imagesOf } from "../../../lib/kubernetes/pod-images";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-image-no-latest",
  title: "Every image says its version",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: [
    "CKV_K8S_14",
    "KSV-0013",
    "kube-score container-image-tag",
    "kube-linter latest-tag",
    "polaris tagNotSpecified",
  ],
  fields: ["containers[].image", "volumes[].image.reference"],
  why: "Without a version nobody can tell what runs, nodes run different things under one name, and there is nothing to go back to.",
  fix: "Give the image the tag of its version, or its digest; latest is not a version.",
  appliesTo: workloads,
  judgesImages: true,
  check(resource, check) {
    for (const { image } of imagesOf(podTemplate(resource)))
      check.expect(image, saysVersion, "an image with a digest, or with a tag other than latest");
  },
});

function saysVersion(value: unknown): boolean {
  const image = typeof value === "string" ? parseImage(value) : undefined;
  return image?.digest !== undefined || (image?.tag !== undefined && image.tag !== "latest");
}
