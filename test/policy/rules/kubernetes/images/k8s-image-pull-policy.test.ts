import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/images/k8s-image-pull-policy";
import { all, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloads, pod } from "../../../support/workloads";

const image = pod("containers[0].image");
const policy = pod("containers[0].imagePullPolicy");
const ofInitContainer = pod("initContainers[0].imagePullPolicy");
const mounted = pod("volumes[0].image");
const tagged = set(image, "registry.example.org/web:1");

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: [
    {
      name: "a tag and no policy, which means IfNotPresent",
      change: tagged,
      path: policy,
      message: "found not set, wanted Always for an image without a digest",
    },
    { name: "a tag and IfNotPresent", change: all(set(policy, "IfNotPresent"), tagged) },
    { name: "latest and IfNotPresent", change: all(set(policy, "IfNotPresent"), set(image, "web:latest")) },
    { name: "what is not an image, and no policy", change: set(image, "web@latest"), path: policy },
    {
      name: "Never, even with a digest",
      change: set(policy, "Never"),
      message: 'found "Never", wanted Always, or IfNotPresent',
    },
    { name: "Never in an init container", change: set(ofInitContainer, "Never") },
    {
      name: "a volume that is an image",
      change: set(`${mounted}.reference`, "model:1"),
      path: `${mounted}.pullPolicy`,
    },
    {
      name: "Never in a volume",
      change: set(mounted, { reference: "model", pullPolicy: "Never" }),
      path: `${mounted}.pullPolicy`,
    },
    { name: "Never in a patch", of: "a patch that leaves things out", change: set(policy, "Never") },
    { name: "Never, whatever the image", change: all(set(policy, "Never"), set(image, UNKNOWN)) },
    {
      name: "IfNotPresent and a tag in a patch",
      of: "a patch that leaves things out",
      change: all(set(policy, "IfNotPresent"), tagged),
    },
    {
      name: "a tag beside an image that is not known yet",
      change: all(tagged, set(pod("initContainers[0].image"), UNKNOWN)),
      path: policy,
    },
  ],
  allowed: [
    { name: "Always and a tag", change: all(tagged, set(policy, "Always")) },
    { name: "IfNotPresent and a digest", change: set(policy, "IfNotPresent") },
    { name: "no tag and no policy, which means Always", change: set(image, "web") },
    { name: "latest and no policy, which means Always", change: set(image, "web:latest") },
    { name: "a patch with only an image", of: "a patch that leaves things out", change: tagged },
    {
      name: "a patch with only a policy",
      of: "a patch that leaves things out",
      change: set(policy, "IfNotPresent"),
    },
  ],
  unknown: [
    { name: "an unknown policy", change: set(policy, UNKNOWN) },
    { name: "an unknown image", change: set(image, UNKNOWN) },
  ],
  remediated: [
    { name: "a tag and no policy", change: tagged, set: { [policy]: "Always", [ofInitContainer]: undefined } },
    {
      name: "a volume of a tag",
      change: set(`${mounted}.reference`, "model:1"),
      set: { [`${mounted}.pullPolicy`]: "Always" },
    },
  ],
  spared: [{ name: "a tag beside a digest", change: set(image, `web:1@sha256:${"a".repeat(64)}`) }],
});
