import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/reliability/k8s-probe-port-exposed";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { probed } from "../../../support/probes";
import { goodWorkloads, pod } from "../../../support/workloads";

const probe = (name: string, rest = "") => pod(`containers[0].${name}Probe${rest}`);
const port = (name: string) => probe(name, ".httpGet.port");
const ports = pod("containers[0].ports");

describeRule(rule, {
  baselines: {
    "a Deployment": probed("a Deployment"),
    "a Pod": probed("a Pod", "spec.containers[0]"),
    "a patch": goodWorkloads()["a patch that leaves things out"]!,
  },
  mutations: [
    {
      name: "a number that is not a port",
      change: set(port("liveness"), 9000),
      message: "found 9000, wanted number or name of a port",
    },
    { name: "a name that no port has", change: set(port("readiness"), "admin") },
    { name: "a startup probe of another port", change: set(port("startup"), 1) },
    {
      name: "a socket that is not a port",
      change: set(probe("liveness"), { tcpSocket: { port: 1 } }),
      path: probe("liveness", ".tcpSocket.port"),
    },
    {
      name: "gRPC at no port",
      change: set(probe("liveness"), { grpc: { port: 1 } }),
      path: probe("liveness", ".grpc.port"),
    },
    { name: "a port of another protocol", change: set(`${ports}[0].protocol`, "UDP"), path: port("readiness") },
    {
      name: "a name that no port has, beside a port without a number",
      change: set(`${ports}[0]`, { name: "odd" }),
      path: port("readiness"),
    },
    { name: "no ports", change: remove(ports), path: port("liveness") },
    { name: "no port in the probe", change: remove(port("readiness")) },
    { name: "a Pod's probe of no port", of: "a Pod", change: set("spec.containers[0].livenessProbe.httpGet.port", 1) },
    {
      name: "a sidecar's probe of the main container's port",
      change: set(pod("initContainers[0]"), { restartPolicy: "Always", livenessProbe: { httpGet: { port: 8000 } } }),
      path: pod("initContainers[0].livenessProbe.httpGet.port"),
    },
    {
      name: "no port beside an unknown one",
      change: all(set(port("startup"), UNKNOWN), set(port("liveness"), 1)),
      path: port("liveness"),
    },
  ],
  allowed: [
    { name: "a number as a string", change: set(port("liveness"), "8000") },
    { name: "a command", change: set(probe("liveness"), { exec: { command: ["true"] } }) },
    { name: "a patch without the ports", of: "a patch", change: set(port("liveness"), 8000) },
  ],
  unknown: [
    { name: "an unknown port of a probe", change: set(port("liveness"), UNKNOWN) },
    { name: "unknown ports of the container", change: set(ports, UNKNOWN) },
    { name: "an unknown probe", change: set(probe("liveness"), UNKNOWN) },
  ],
});
