import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/reliability/k8s-probes-differ";
import { all, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodProbes, probed } from "../../../support/probes";
import { goodWorkloads, pod } from "../../../support/workloads";

const liveness = pod("containers[0].livenessProbe");
const readiness = pod("containers[0].readinessProbe");
const both = (probe: Record<string, unknown>, other = probe) => all(set(readiness, probe), set(liveness, other));
const patient = { periodSeconds: 10, failureThreshold: 9 };
const sidecar = (probes: object) =>
  set(pod("initContainers[0]"), {
    name: "proxy",
    restartPolicy: "Always",
    ports: [{ name: "http", containerPort: 8000 }],
    ...probes,
  });
const patch = "a patch that leaves things out";
const get = (fields: object) => ({ httpGet: { port: 8000, ...fields } });

describeRule(rule, {
  baselines: {
    "a Deployment": probed("a Deployment"),
    "a Pod": probed("a Pod", "spec.containers[0]"),
    [patch]: goodWorkloads()[patch]!,
  },
  mutations: [
    {
      name: "the same path and port",
      change: both(get({ path: "/" })),
      path: liveness,
      message:
        "the same question as in readinessProbe, and failure after 30 s, wanted another question, or failure after 90 s",
    },
    {
      name: "the same port by name and by number",
      change: both(get({ path: "/a" }), { httpGet: { path: "/a", port: "http" } }),
      path: liveness,
    },
    { name: "the root beside no path", change: both(get({ path: "/" }), get({})), path: liveness },
    { name: "the same name of no port", change: both({ tcpSocket: { port: "none" } }), path: liveness },
    { name: "the same socket", change: both({ tcpSocket: { port: 8000 } }), path: liveness },
    {
      name: "the same service over gRPC",
      change: both({ grpc: { port: 8000 } }, { grpc: { port: 8000, service: "" } }),
      path: liveness,
    },
    { name: "the same command", change: both({ exec: { command: ["check", "all"] } }), path: liveness },
    {
      name: "a little more patience",
      change: both(get({}), { ...get({}), ...patient, failureThreshold: 8 }),
      path: liveness,
    },
    {
      name: "zeros, which stand for the defaults",
      change: both(get({}), { ...get({}), periodSeconds: 0, failureThreshold: 0 }),
      path: liveness,
    },
    {
      name: "less patience than the parameter says",
      parameters: { patience: 4 },
      change: both(get({}), { ...get({}), ...patient }),
      path: liveness,
    },
    {
      name: "a sidecar that asks the same",
      change: sidecar({ readinessProbe: get({}), livenessProbe: get({}) }),
      path: pod("initContainers[0].livenessProbe"),
    },
    {
      name: "the same in a patch that says how long",
      of: patch,
      change: both({ ...get({}), ...patient }),
      path: liveness,
    },
    {
      name: "the same beside an unknown probe",
      change: all(
        set(pod("containers[0]"), { readinessProbe: get({ path: UNKNOWN }), livenessProbe: get({}) }),
        set(pod("containers[1]"), { readinessProbe: get({}), livenessProbe: get({}) }),
      ),
      path: pod("containers[1].livenessProbe"),
    },
  ],
  allowed: [
    { name: "another path", change: both(get({ path: "/a" }), get({ path: "/b" })) },
    { name: "another port", change: both(get({}), get({ port: 9000 })) },
    { name: "another kind", change: both(get({}), { tcpSocket: { port: 8000 } }) },
    {
      name: "another service over gRPC",
      change: both({ grpc: { port: 1, service: "a" } }, { grpc: { port: 1, service: "b" } }),
    },
    { name: "another command", change: both({ exec: { command: ["a"] } }, { exec: { command: ["b"] } }) },
    { name: "the same with enough patience", change: both(get({}), { ...get({}), ...patient }) },
    { name: "one probe", change: set(liveness, null) },
    { name: "a patch that does not say how long", of: patch, change: both(get({})) },
    { name: "a patch that says half of how long", of: patch, change: both({ ...get({}), periodSeconds: 1 }) },
    {
      name: "a patch that says how long for one of them",
      of: patch,
      change: both(get({}), { ...get({}), ...patient, periodSeconds: 1 }),
    },
    {
      name: "an init container that ends, whose probes nobody asks",
      change: set(pod("initContainers[0]"), { name: "prepare", readinessProbe: get({}), livenessProbe: get({}) }),
    },
  ],
  unknown: [
    { name: "an unknown path", change: set(`${liveness}.httpGet.path`, UNKNOWN) },
    { name: "an unknown probe", change: set(readiness, UNKNOWN) },
    {
      name: "an unknown threshold",
      change: both(goodProbes().livenessProbe, {
        ...goodProbes().livenessProbe,
        failureThreshold: UNKNOWN as unknown as number,
      }),
      path: `${liveness}.failureThreshold`,
    },
  ],
});
