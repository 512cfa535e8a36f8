import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/pss/k8s-pss-apparmor";
import { set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { inSecurityContexts } from "../../../support/pod-security";
import { goodWorkloads, pod } from "../../../support/workloads";

const ofPod = pod("securityContext.appArmorProfile");
const annotation = (kind: string) => `${kind}["container.apparmor.security.beta.kubernetes.io/web"]`;
const ofTemplate = annotation("spec.template.metadata.annotations");

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: [
    ...inSecurityContexts("no profile", "appArmorProfile.type", "Unconfined"),
    {
      name: "the annotation of a Deployment's pods",
      change: set(ofTemplate, "unconfined"),
      message: 'found "unconfined", wanted runtime/default or localhost/',
    },
    { name: "a profile by an unknown word", change: set(ofTemplate, "docker/default") },
    {
      name: "the annotation of a Pod",
      of: "a Pod",
      change: set(annotation("metadata.annotations"), "unconfined"),
    },
    {
      name: "the annotation of a CronJob's pods",
      of: "a CronJob",
      change: set(annotation("spec.jobTemplate.spec.template.metadata.annotations"), "unconfined"),
    },
  ],
  allowed: [
    { name: "the runtime's profile", change: set(ofPod, { type: "RuntimeDefault" }) },
    { name: "one of the node", change: set(ofPod, { type: "Localhost", localhostProfile: "web" }) },
    { name: "the runtime's profile in the annotation", change: set(ofTemplate, "runtime/default") },
    { name: "one of the node in the annotation", change: set(ofTemplate, "localhost/web") },
    { name: "an empty annotation", change: set(ofTemplate, "") },
    { name: "other annotations", change: set("spec.template.metadata.annotations", { profile: "unconfined" }) },
    {
      name: "the annotation of the Deployment, which says nothing of its pods",
      change: set(annotation("metadata.annotations"), "unconfined"),
    },
  ],
  unknown: [
    { name: "an unknown profile of the pod", change: set(`${ofPod}.type`, UNKNOWN) },
    {
      name: "an unknown profile of a container",
      change: set(pod("containers[0].securityContext.appArmorProfile.type"), UNKNOWN),
    },
    { name: "an unknown annotation", change: set(ofTemplate, UNKNOWN) },
    { name: "unknown annotations", change: set("spec.template.metadata.annotations", UNKNOWN) },
  ],
});
