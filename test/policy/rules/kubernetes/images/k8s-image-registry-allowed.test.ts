import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/images/k8s-image-registry-allowed";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloads, pod } from "../../../support/workloads";

const image = pod("containers[0].image");
const mounted = pod("volumes[0].image.reference");

describeRule(rule, {
  parameters: { registries: ["registry.example.org", "public.ecr.aws/eks", "docker.io/library"] },
  baselines: goodWorkloads(),
  mutations: [
    {
      name: "another registry",
      change: set(image, "quay.io/shop/web:1"),
      message:
        'found "quay.io/shop/web:1", wanted an image of registry.example.org, public.ecr.aws/eks, docker.io/library. Fix: Copy the image',
    },
    {
      name: "any image as long as no registry is allowed",
      change: set(image, "registry.example.org/web:1"),
      parameters: { registries: [] },
      message:
        /wanted an image of an allowed registry, and none is allowed\. Fix: Set registries, a parameter of this rule/,
    },
    { name: "a registry whose name only starts like it", change: set(image, "registry.example.org.evil.test/web:1") },
    { name: "another port of the registry", change: set(image, "registry.example.org:5000/web:1") },
    { name: "another path of the registry", change: set(image, "public.ecr.aws/shop/web:1") },
    { name: "a path that only starts like it", change: set(image, "public.ecr.aws/eks-too/web:1") },
    { name: "the registry's name in the path", change: set(image, "evil.test/registry.example.org/web:1") },
    { name: "somebody's image on docker.io", change: set(image, "shop/web:1") },
    { name: "what is not an image", change: set(image, "registry.example.org/../web:1") },
    { name: "no image", change: remove(image) },
    { name: "an init container", change: set(pod("initContainers[0].image"), "quay.io/web:1") },
    { name: "an ephemeral container", of: "a Pod", change: set("spec.ephemeralContainers[0].image", "quay.io/web:1") },
    { name: "a volume that is an image", change: set(mounted, "quay.io/model:1") },
    { name: "a patch", of: "a patch that leaves things out", change: set(image, "quay.io/web:1") },
    {
      name: "another registry beside an image that is not known yet",
      change: all(set(image, "quay.io/web:1"), set(mounted, UNKNOWN)),
    },
  ],
  allowed: [
    { name: "a path below the one that is allowed", change: set(image, "public.ecr.aws/eks/coredns:v1") },
    { name: "a short name, which is one of docker.io/library", change: set(image, "nginx:1.27") },
    {
      name: "another registry of this stack",
      change: set(image, "quay.io/web:1"),
      parameters: { registries: ["quay.io", "registry.example.org"] },
    },
  ],
  unknown: [
    { name: "an unknown image", change: set(image, UNKNOWN) },
    {
      name: "an unknown image where none is allowed",
      of: "a patch that leaves things out",
      change: set(image, UNKNOWN),
      parameters: {},
    },
  ],
});
