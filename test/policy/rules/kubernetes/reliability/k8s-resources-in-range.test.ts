import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/reliability/k8s-resources-in-range";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloads, pod } from "../../../support/workloads";

const request = (name: string) => pod(`containers[0].resources.requests.${name}`);
const limit = (name: string) => pod(`containers[0].resources.limits.${name}`);
const ofInitContainer = pod("initContainers[0].resources.requests.memory");
const both = (name: string, value: unknown) => all(set(request(name), value), set(limit(name), value));

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: [
    { name: "too little CPU", change: set(request("cpu"), "1m"), message: 'found "1m", wanted between 10m and 8' },
    { name: "too much CPU", change: set(limit("cpu"), "500"), message: "wanted between 10m and 8" },
    { name: "too little memory, by a forgotten unit", change: both("memory", 512), path: request("memory") },
    { name: "too much memory", change: set(limit("memory"), "100Gi"), message: "wanted between 16Mi and 16Gi" },
    { name: "an init container out of range", change: set(ofInitContainer, "1Mi") },
    {
      name: "a CronJob out of range",
      of: "a CronJob",
      change: set("spec.jobTemplate.spec.template.spec.containers[0].resources.limits.cpu", 99),
    },
    { name: "what is not a quantity", change: set(limit("cpu"), "lots") },
    {
      name: "a request above its limit",
      change: set(request("memory"), "1Gi"),
      message: 'found "1Gi", wanted at most the limit of "512Mi"',
    },
    {
      name: "a request above its limit, of another resource",
      change: all(set(request("ephemeral-storage"), "2Gi"), set(limit("ephemeral-storage"), "1Gi")),
    },
    { name: "less CPU than the parameter says", parameters: { minCpu: "1" }, change: set(request("cpu"), "999m") },
    { name: "more CPU than the parameter says", parameters: { maxCpu: "2" }, change: set(limit("cpu"), "2001m") },
    {
      name: "less memory than the parameter says",
      parameters: { minMemory: "1Gi" },
      change: set(request("memory"), "256Mi"),
    },
    {
      name: "more memory than the parameter says",
      parameters: { maxMemory: "1Gi" },
      change: set(limit("memory"), "2Gi"),
    },
    {
      name: "anything, when a parameter is not a quantity",
      parameters: { maxCpu: "all" },
      change: set(request("cpu"), "1"),
    },
    { name: "too much beside what is unknown", change: all(set(limit("cpu"), 99), set(request("memory"), UNKNOWN)) },
    { name: "a patch out of range", of: "a patch that leaves things out", change: set(limit("cpu"), 99) },
  ],
  allowed: [
    { name: "the least", change: all(set(request("cpu"), "10m"), both("memory", "16Mi")) },
    { name: "the most", change: all(both("cpu", 8), both("memory", "16Gi")) },
    { name: "the same amount in two units", change: all(set(request("cpu"), "1100m"), set(limit("cpu"), 1.1)) },
    { name: "no resources, which other rules demand", change: remove(pod("containers[0].resources")) },
  ],
  unknown: [
    { name: "an unknown request", change: set(request("cpu"), UNKNOWN) },
    { name: "an unknown limit", change: set(limit("memory"), UNKNOWN) },
  ],
});
