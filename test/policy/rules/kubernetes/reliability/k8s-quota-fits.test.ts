import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/reliability/k8s-quota-fits";
import { add, all, remove, set, state, type Change, type Given } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { autoscaler } from "../../../support/replicas";
import { goodContainer, goodWorkloads, pod } from "../../../support/workloads";

// The shared Deployment has two replicas, and two that end while it is updated, each with 250m and 512Mi.
const hard = {
  "requests.cpu": "1",
  "requests.memory": "2Gi",
  "limits.memory": "2Gi",
  pods: "4",
  services: "0",
};

const quota = (spec: Record<string, unknown> = { hard }): Given => ({
  name: "quota",
  type: "kubernetes:core/v1:ResourceQuota",
  properties: { metadata: { name: "quota", namespace: "shop" }, spec },
});

/** A workload beside the others, as `name`. */
const workload = (kind: string, spec: Record<string, unknown> = {}, name = kind): Given => {
  const [one] = structuredClone(goodWorkloads()[kind]!);
  Object.assign(one!.properties.spec as object, spec);
  return { ...one!, name };
};

const alone = (kind: string, spec: Record<string, unknown> = {}) => [
  quota({ hard: { pods: "1" } }),
  workload(kind, spec, "web"),
];
const ofQuota = (name: string) => `spec.hard["${name}"]`;
const most = (name: string, value: unknown): Change => all(set("spec.hard", {}), set(ofQuota(name), value));
const ofWeb = (path: string, value: unknown): Change => set(path, value, "web");
const pods = "spec.hard.pods";
const onlyCpu = most("requests.cpu", "1");
const container = (cpu: string, rest: object = {}) => ({
  ...goodContainer(),
  resources: { requests: { cpu } },
  ...rest,
});
const range = (limits: object): Given => ({
  name: "range",
  type: "kubernetes:core/v1:LimitRange",
  properties: { metadata: { name: "range", namespace: "shop" }, spec: { limits: [{ type: "Container", ...limits }] } },
});

describeRule(rule, {
  baselines: {
    "a Deployment that just fits": [quota(), workload("a Deployment", {}, "web")],
    "a StatefulSet, whose replicas go before others come": [
      quota({ hard: { pods: "2" } }),
      workload("a StatefulSet", {}, "web"),
    ],
    "a Pod": alone("a Pod"),
    "a Job": alone("a Job"),
    "a CronJob": alone("a CronJob", { concurrencyPolicy: "Forbid" }),
    "a Rollout of Argo": [quota({ hard: { pods: 4 } }), workload("a Rollout of Argo", {}, "web")],
  },
  mutations: [
    {
      name: "too much CPU",
      change: ofWeb(pod("containers[0].resources.requests.cpu"), "300m"),
      path: ofQuota("requests.cpu"),
      message: 'found workloads that may take 1.2 together, wanted at most the hard value of "1"',
    },
    { name: "too much memory", change: set(ofQuota("requests.memory"), "2047Mi"), message: "may take 2048Mi together" },
    { name: "too high limits of memory", change: set(ofQuota("limits.memory"), "1536Mi") },
    {
      name: "too high limits of CPU",
      change: all(most("limits.cpu", 1), ofWeb(pod("containers[0].resources.limits.cpu"), "500m")),
      path: ofQuota("limits.cpu"),
    },
    { name: "too much CPU, by the short name", change: most("cpu", "500m"), path: "spec.hard.cpu" },
    { name: "too much memory, by the short name", change: most("memory", "1Gi"), path: "spec.hard.memory" },
    {
      name: "too many pods",
      change: set(pods, "3"),
      message: 'may take 4 together, wanted at most the hard value of "3"',
    },
    { name: "more replicas", change: ofWeb("spec.replicas", 3), path: pods },
    {
      name: "two workloads that fit one by one",
      change: add(workload("a StatefulSet")),
      path: pods,
      message: "6 together",
    },
    { name: "what an autoscaler may add", change: add(autoscaler()), path: pods, message: "may take 18 together" },
    {
      name: "old pods that end after an update without a surge",
      change: all(set(pods, "3"), ofWeb("spec.strategy", { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } })),
      path: pods,
      message: "4 together",
    },
    {
      name: "a second set of replicas while a Rollout changes",
      of: "a Rollout of Argo",
      change: all(set(pods, "3"), ofWeb("spec.strategy.blueGreen", {})),
      path: pods,
      message: "4 together",
    },
    {
      name: "runs that overlap, as nothing ends them",
      of: "a CronJob",
      change: remove("spec.concurrencyPolicy", "web"),
      path: pods,
      message: "2 together",
    },
    {
      name: "runs that overlap until their deadline",
      of: "a CronJob",
      change: all(
        ofWeb("spec.concurrencyPolicy", "Allow"),
        ofWeb("spec.schedule", "*/10 * * * *"),
        ofWeb("spec.startingDeadlineSeconds", 60),
        ofWeb("spec.jobTemplate.spec.activeDeadlineSeconds", 3600),
      ),
      path: pods,
      message: "7 together",
    },
    {
      name: "a run that ends beside its successor",
      of: "a CronJob",
      change: all(ofWeb("spec.concurrencyPolicy", "Replace"), ofWeb("spec.schedule", "*/10 * * * *")),
      path: pods,
      message: "3 together",
    },
    {
      name: "runs that overlap by a time that a pod has to end",
      of: "a CronJob",
      change: all(
        ofWeb("spec.concurrencyPolicy", "Allow"),
        ofWeb("spec.schedule", "* * * * *"),
        ofWeb("spec.startingDeadlineSeconds", 10),
        ofWeb("spec.jobTemplate.spec.activeDeadlineSeconds", 10),
        ofWeb("spec.jobTemplate.spec.template.spec.terminationGracePeriodSeconds", 40),
      ),
      path: pods,
      message: "2 together",
    },
    {
      name: "a Job that runs two at once",
      of: "a Job",
      change: all(ofWeb("spec.parallelism", 2), ofWeb("spec.completions", 5)),
      path: pods,
    },
    {
      name: "a CronJob whose run has two at once",
      of: "a CronJob",
      change: ofWeb("spec.jobTemplate.spec.parallelism", 2),
      path: pods,
    },
    { name: "a Pod beside another", of: "a Pod", change: add(workload("a Pod")), path: pods },
    {
      name: "two main containers",
      change: all(onlyCpu, ofWeb(pod("containers[1]"), container("1m"))),
      path: ofQuota("requests.cpu"),
    },
    {
      name: "a sidecar beside the main container",
      change: all(onlyCpu, ofWeb(pod("initContainers[0]"), container("1m", { restartPolicy: "Always" }))),
      path: ofQuota("requests.cpu"),
    },
    {
      name: "an init container that takes more than the main one",
      change: all(onlyCpu, ofWeb(pod("initContainers[0]"), container("251m"))),
      path: ofQuota("requests.cpu"),
    },
    {
      name: "an init container beside a sidecar before it",
      change: all(
        onlyCpu,
        ofWeb(pod("initContainers"), [container("100m", { restartPolicy: "Always" }), container("300m")]),
      ),
      path: ofQuota("requests.cpu"),
      message: "may take 1.6 together",
    },
    {
      name: "the overhead of a runtime",
      change: all(onlyCpu, ofWeb(pod("overhead.cpu"), "1m")),
      path: ofQuota("requests.cpu"),
    },
    {
      name: "a request of the whole pod",
      change: all(onlyCpu, ofWeb(pod("resources.requests.cpu"), "1")),
      path: ofQuota("requests.cpu"),
    },
    {
      name: "what the namespace gives to containers that ask for nothing",
      change: all(
        onlyCpu,
        remove(pod("containers[0].resources"), "web"),
        add(range({ defaultRequest: { cpu: "300m" } })),
      ),
      path: ofQuota("requests.cpu"),
    },
    {
      name: "limits that the namespace gives",
      change: all(most("limits.cpu", 2), add(range({ default: { cpu: 1 } }))),
      path: ofQuota("limits.cpu"),
      message: "may take 4 together",
    },
    {
      name: "too much beside a workload that is not known yet",
      change: all(set(pods, "3"), add(workload("a StatefulSet", { replicas: UNKNOWN }))),
      path: pods,
    },
  ],
  allowed: [
    {
      name: "a single replica more where nothing surges",
      change: all(
        ofWeb("spec.strategy", { type: "Recreate" }),
        ofWeb("spec.replicas", 4),
        remove(ofQuota("requests.cpu")),
        remove(ofQuota("requests.memory")),
        remove(ofQuota("limits.memory")),
      ),
    },
    {
      name: "a Job that ends with one",
      of: "a Job",
      change: all(ofWeb("spec.parallelism", 5), ofWeb("spec.completions", 1)),
    },
    {
      name: "runs that end before the next one starts",
      of: "a CronJob",
      change: all(
        ofWeb("spec.concurrencyPolicy", "Allow"),
        ofWeb("spec.startingDeadlineSeconds", 60),
        ofWeb("spec.jobTemplate.spec.activeDeadlineSeconds", 3600),
      ),
    },
    {
      name: "a sum of fractions",
      change: all(
        most("requests.cpu", 0.3),
        ofWeb("spec.replicas", 3),
        ofWeb("spec.strategy", { type: "Recreate" }),
        ofWeb(pod("initContainers"), []),
        ofWeb(pod("containers[0].resources.requests.cpu"), "0.1"),
      ),
    },
    { name: "what no rule can count", change: add(workload("a DaemonSet")) },
    {
      name: "a template without pods",
      change: add({
        ...workload("a Deployment"),
        type: "kubernetes:core/v1:PodTemplate",
        properties: { metadata: { namespace: "shop" }, template: {} },
      }),
    },
    { name: "a workload of another namespace", change: all(set(pods, "0"), ofWeb("metadata.namespace", "elsewhere")) },
    {
      name: "a patch of a workload",
      change: add({ ...workload("a Deployment"), type: "kubernetes:apps/v1:DeploymentPatch" }),
    },
    {
      name: "a patch of a quota",
      change: all(set(pods, "0"), state({ type: "kubernetes:core/v1:ResourceQuotaPatch" })),
    },
    { name: "a quota of some pods only", change: all(set(pods, "0"), set("spec.scopes", ["BestEffort"])) },
    { name: "a quota of a priority", change: all(set(pods, "0"), set("spec.scopeSelector.matchExpressions", [])) },
    { name: "containers that ask for nothing", change: all(onlyCpu, remove(pod("containers[0].resources"), "web")) },
  ],
  unknown: [
    { name: "an unknown quota", change: set(pods, UNKNOWN) },
    { name: "an unknown schedule", of: "a CronJob", change: ofWeb("spec.schedule", UNKNOWN), path: "spec.schedule" },
    { name: "an unknown number of replicas", change: ofWeb("spec.replicas", UNKNOWN), path: "spec.replicas" },
    {
      name: "an unknown request",
      change: ofWeb(pod("containers[0].resources.requests.cpu"), UNKNOWN),
      path: pod("containers[0].resources.requests.cpu"),
    },
    { name: "an unknown scope", change: set("spec.scopes", UNKNOWN) },
  ],
});
