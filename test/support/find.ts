import { expect } from "chai";
import type * as kubernetes from "@pulumi/kubernetes";
import type { Rendered, Rendering } from "./render";

/** The one resource of a type and name; fails when there is none. */
export function resource(rendering: Rendering, type: string, name: string): Rendered {
  const found = rendering.resources.filter((candidate) => candidate.type === type && candidate.name === name);
  expect(found, `${type} ${name} among ${rendering.resources.map((r) => r.name).join(", ")}`).to.have.length(1);
  return found[0] as Rendered;
}

/** The resources of a type, by name. */
export function namesOf(rendering: Rendering, type: string): string[] {
  return rendering.resources.filter((candidate) => candidate.type === type).map(({ name }) => name);
}

/** The inputs of a resource, as what they are known to be. */
export function inputs<Shape>(rendering: Rendering, type: string, name: string): Shape {
  return resource(rendering, type, name).inputs as Shape;
}

type Plain<Value> = Value extends object ? { [Key in keyof Value]-?: Plain<NonNullable<Value[Key]>> } : Value;

/** A Deployment as it is sent. */
export type Deployment = Plain<kubernetes.types.output.apps.v1.Deployment>;
/** A CronJob as it is sent. */
export type CronJob = Plain<kubernetes.types.output.batch.v1.CronJob>;
/** A Job as it is sent. */
export type Job = Plain<kubernetes.types.output.batch.v1.Job>;
/** A NetworkPolicy as it is sent. */
export type NetworkPolicy = Plain<kubernetes.types.output.networking.v1.NetworkPolicy>;
/** A HorizontalPodAutoscaler as it is sent. */
export type Autoscaler = Plain<kubernetes.types.output.autoscaling.v2.HorizontalPodAutoscaler>;
/** A Service as it is sent. */
export type KubernetesService = Plain<kubernetes.types.output.core.v1.Service>;

/** Types of resources, by kind. */
export const TYPES = {
  deployment: "kubernetes:apps/v1:Deployment",
  cronJob: "kubernetes:batch/v1:CronJob",
  job: "kubernetes:batch/v1:Job",
  claim: "kubernetes:core/v1:PersistentVolumeClaim",
  service: "kubernetes:core/v1:Service",
  account: "kubernetes:core/v1:ServiceAccount",
  configMap: "kubernetes:core/v1:ConfigMap",
  secret: "kubernetes:core/v1:Secret",
  namespace: "kubernetes:core/v1:Namespace",
  quota: "kubernetes:core/v1:ResourceQuota",
  priorityClass: "kubernetes:scheduling.k8s.io/v1:PriorityClass",
  limitRange: "kubernetes:core/v1:LimitRange",
  policy: "kubernetes:networking.k8s.io/v1:NetworkPolicy",
  budget: "kubernetes:policy/v1:PodDisruptionBudget",
  autoscaler: "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
  image: "docker:index/image:Image",
  provider: "pulumi:providers:kubernetes",
} as const;
