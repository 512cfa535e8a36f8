import { expect } from "chai";
import { objects, templateKeys } from "../../../policy/lib/kubernetes/kinds";

describe("kinds of Kubernetes", () => {
  const templates: Record<string, string | undefined> = {
    "core/v1:Pod": "",
    "core/v1:PodTemplate": "template",
    "core/v1:ReplicationController": "spec.template",
    "apps/v1:Deployment": "spec.template",
    "apps/v1:DeploymentPatch": "spec.template",
    "apps/v1:StatefulSet": "spec.template",
    "apps/v1:DaemonSet": "spec.template",
    "apps/v1:ReplicaSet": "spec.template",
    "batch/v1:Job": "spec.template",
    "batch/v1:CronJob": "spec.jobTemplate.spec.template",
    "extensions/v1beta1:Deployment": "spec.template",
    "extensions/v1beta1:DaemonSet": "spec.template",
    "extensions/v1beta1:ReplicaSet": "spec.template",
    "argoproj.io/v1alpha1:Rollout": "spec.template",
    "core/v1:ConfigMap": undefined,
    "example.org/v1:Deployment": undefined,
  };
  for (const [type, keys] of Object.entries(templates))
    it(`${type} keeps its pod template ${keys === undefined ? "nowhere" : `at "${keys}"`}`, () =>
      expect(templateKeys(`kubernetes:${type}`)?.join(".")).to.equal(keys));

  it("are those of no other package", () => expect(templateKeys("example:apps/v1:Deployment")).to.equal(undefined));

  for (const type of ["core/v1:ConfigMap", "apps/v1:DeploymentPatch", "example.org/v1:Thing"])
    it(`${type} is an object of a cluster`, () => expect(objects(`kubernetes:${type}`)).to.equal(true));

  // Charts, and what makes objects of files: the objects are resources of their own.
  for (const type of [
    "kubernetes:helm.sh/v3:Release",
    "kubernetes:helm.sh/v4:Chart",
    "kubernetes:yaml:ConfigFile",
    "kubernetes:yaml/v2:ConfigGroup",
    "kubernetes:kustomize/v2:Directory",
    "pulumi:providers:kubernetes",
    "aws:s3/bucket:Bucket",
  ])
    it(`${type} is none`, () => expect(objects(type)).to.equal(false));
});
