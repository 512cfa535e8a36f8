import { parseImage } from "../../../lib/kubernetes/image";
import { workloads } from "../../../lib/kubernetes/kinds";
import { imagesOf } from "../../../lib/kubernetes/pod-images";
import { podTemplate } from "../../../lib/kubernetes/workload";
import type { Node } from "../../../lib/node";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-image-pull-policy",
  title: "A node never runs an image that only has the same name",
  severity: "low",
  levels: { dev: "advisory", production: "advisory" },
  references: ["CKV_K8S_15", "kube-score container-image-pull-policy", "polaris pullPolicyNotAlways"],
  fields: ["containers[].imagePullPolicy", "containers[].image", "volumes[].image.pullPolicy"],
  why: "A node that keeps what it once pulled under a tag runs an old image after the tag has moved, and lets pods use private images without credentials.",
  fix: "Set imagePullPolicy to Always, or name the image by its digest.",
  appliesTo: workloads,
  judgesImages: true,
  check(resource, check) {
    check.each(imagesOf(podTemplate(resource)), ({ image, pullPolicy }) => {
      if (pullPolicy.read() === "Never") {
        check.violation({ at: pullPolicy, wanted: "Always, or IfNotPresent for an image with a digest" });
        return;
      }
      // A patch that leaves the image out says nothing about it.
      if ((resource.kind.isPatch && !image.exists) || !isKeptByName(image)) return;
      const isPulled = (value: unknown) => value === "Always" || (value === undefined && isPulledByDefault(image));
      check.expect(pullPolicy, isPulled, "Always for an image without a digest");
    });
  },
  remediate(resource, remedy) {
    for (const { image, pullPolicy } of imagesOf(podTemplate(resource))) {
      if (!image.isUnknown && isKeptByName(image) && !isPulledByDefault(image))
        remedy.setIfAbsent(pullPolicy, "Always");
    }
  },
});

/** Whether a node knows an image only by a name that may be given to another one. */
function isKeptByName(image: Node): boolean {
  return parseImage(image.text() ?? "")?.digest === undefined;
}

/** Whether the API server takes Always where no policy is set: for images without a tag, and for latest. */
function isPulledByDefault(image: Node): boolean {
  const name = parseImage(image.text() ?? "");
  return name !== undefined && (name.tag ?? "latest") === "latest";
}
