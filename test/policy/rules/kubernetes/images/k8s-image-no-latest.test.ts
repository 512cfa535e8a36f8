import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/images/k8s-image-no-latest";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloads, pod } from "../../../support/workloads";

const image = pod("containers[0].image");
const mounted = pod("volumes[0].image.reference");
const digest = `sha256:${"b".repeat(64)}`;

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: [
    {
      name: "no tag",
      change: set(image, "registry.example.org/web"),
      message: 'found "registry.example.org/web", wanted an image with a digest, or with a tag other than latest',
    },
    { name: "the tag latest", change: set(image, "registry.example.org/web:latest") },
    { name: "a port of the registry, which is not a tag", change: set(image, "registry.example.org:5000/web") },
    { name: "latest where the digest belongs", change: set(image, "registry.example.org/web@latest") },
    { name: "no image", change: remove(image) },
    { name: "an init container", change: set(pod("initContainers[0].image"), "web") },
    { name: "an ephemeral container", of: "a Pod", change: set("spec.ephemeralContainers[0].image", "busybox") },
    { name: "a volume that is an image", change: set(mounted, "registry.example.org/model") },
    { name: "a patch", of: "a patch that leaves things out", change: set(image, "web") },
    { name: "no tag beside an image that is not known yet", change: all(set(image, "web"), set(mounted, UNKNOWN)) },
  ],
  allowed: [
    { name: "a tag", change: set(image, "registry.example.org/web:1.2.3") },
    { name: "a tag that only starts like it", change: set(image, "web:latest-1") },
    { name: "latest with a digest, which counts", change: set(image, `web:latest@${digest}`) },
    { name: "a volume with a digest", change: set(mounted, `model@${digest}`) },
  ],
  unknown: [
    { name: "an unknown image", change: set(image, UNKNOWN) },
    { name: "an unknown image in a volume", change: set(mounted, UNKNOWN) },
  ],
});
