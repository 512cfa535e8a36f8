import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/pss/k8s-pss-host-probes";
import { set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { inContainers } from "../../../support/pod-security";
import { goodWorkloads, pod } from "../../../support/workloads";

const handlers = ["livenessProbe", "readinessProbe", "startupProbe", "lifecycle.postStart", "lifecycle.preStop"];
const hosts = handlers.flatMap((handler) => [`${handler}.httpGet.host`, `${handler}.tcpSocket.host`]);
const host = pod("containers[0].readinessProbe.httpGet.host");

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: [
    ...hosts.map((one) => ({
      name: `another host in ${one}`,
      change: set(pod(`containers[0].${one}`), "169.254.169.254"),
      message: 'found "169.254.169.254", wanted empty or not set',
    })),
    ...inContainers("another host", "readinessProbe.httpGet.host", "127.0.0.1"),
    {
      name: "another host in the first version that judges it",
      change: set(host, "localhost"),
      parameters: { kubernetesVersion: "1.34" },
    },
  ],
  allowed: [
    { name: "an empty host", change: set(host, "") },
    { name: "a probe without a host", change: set(pod("containers[0].readinessProbe"), { httpGet: { port: 8000 } }) },
    {
      name: "another host in a version that does not judge it",
      change: set(host, "localhost"),
      parameters: { kubernetesVersion: "1.33" },
    },
  ],
  unknown: hosts.map((one) => ({
    name: `an unknown host in ${one}`,
    change: set(pod(`containers[0].${one}`), UNKNOWN),
  })),
});
