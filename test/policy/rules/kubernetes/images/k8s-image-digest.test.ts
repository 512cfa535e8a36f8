import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/images/k8s-image-digest";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloads, pod } from "../../../support/workloads";

const image = pod("containers[0].image");
const mounted = pod("volumes[0].image.reference");

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: [
    {
      name: "a tag",
      change: set(image, "registry.example.org/web:1.2.3"),
      message: "wanted an image with a digest: @sha256: and 64 hexadecimal digits",
    },
    { name: "latest where the digest belongs", change: set(image, "registry.example.org/web@latest") },
    { name: "a digest that is too short", change: set(image, "registry.example.org/web@sha256:abc") },
    { name: "a digest in capitals", change: set(image, `web@sha256:${"A".repeat(64)}`) },
    { name: "a digest of another kind", change: set(image, `web@sha1:${"a".repeat(40)}`) },
    { name: "no image", change: remove(image) },
    { name: "an init container", change: set(pod("initContainers[0].image"), "web:1") },
    { name: "a volume that is an image", change: set(mounted, "model:1") },
    { name: "a patch", of: "a patch that leaves things out", change: set(image, "web:1") },
    { name: "a tag beside an image that is not known yet", change: all(set(image, "web:1"), set(mounted, UNKNOWN)) },
  ],
  allowed: [{ name: "a tag and a digest", change: set(image, `web:1@sha256:${"b".repeat(64)}`) }],
  unknown: [{ name: "an unknown image", change: set(image, UNKNOWN) }],
});
