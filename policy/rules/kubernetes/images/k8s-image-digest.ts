import { parseImage } from "../../../lib/kubernetes/image";
import { workloads } from "../../../lib/kubernetes/kinds";
import { imagesOf } from "../../../lib/kubernetes/pod-images";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-image-digest",
  title: "Every image is named by its digest",
  severity: "medium",
  levels: { dev: "disabled", production: "mandatory" },
  references: ["CKV_K8S_43", "Kyverno require-image-checksum"],
  fields: ["containers[].image", "volumes[].image.reference"],
  why: "A tag can be moved to another image at any time; a digest is the image that was built, scanned and tested.",
  fix: "Add the digest to the image's name: name@sha256: and its 64 hexadecimal digits.",
  appliesTo: workloads,
  judgesImages: true,
  check(resource, check) {
    for (const { image } of imagesOf(podTemplate(resource))) {
      check.expect(
        image,
        (value) => typeof value === "string" && parseImage(value)?.digest !== undefined,
        "an image with a digest: @sha256: and 64 hexadecimal digits",
      );
    }
  },
});
