import type { KindReference } from "../types";
import { apiService } from "./kinds/apiservice";
import { customResourceDefinition } from "./kinds/customresourcedefinition";
import { daemonSet } from "./kinds/daemonset";
import { deployment } from "./kinds/deployment";
import { ingress } from "./kinds/ingress";
import { job } from "./kinds/job";
import { namespace } from "./kinds/namespace";
import { persistentVolume } from "./kinds/persistentvolume";
import { persistentVolumeClaim } from "./kinds/persistentvolumeclaim";
import { pod } from "./kinds/pod";
import { replicaSet } from "./kinds/replicaset";
import { secret } from "./kinds/secret";
import { service } from "./kinds/service";
import { statefulSet } from "./kinds/statefulset";
import type { Rule } from "./rule";

/** The rules by API group and kind. Every kind that is not here is ready as soon as it is written. */
const RULES: Readonly<Record<string, Rule>> = {
  "/Namespace": namespace,
  "/PersistentVolume": persistentVolume,
  "/PersistentVolumeClaim": persistentVolumeClaim,
  "/Pod": pod,
  "/ReplicationController": replicaSet,
  "/Secret": secret,
  "/Service": service,
  "apiextensions.k8s.io/CustomResourceDefinition": customResourceDefinition,
  "apiregistration.k8s.io/APIService": apiService,
  "apps/DaemonSet": daemonSet,
  "apps/Deployment": deployment,
  "apps/ReplicaSet": replicaSet,
  "apps/StatefulSet": statefulSet,
  "batch/Job": job,
  "networking.k8s.io/Ingress": ingress,
};

/** The rule of a kind, whatever the version of its API group; undefined for kinds that are ready at once. */
export function ruleOf({ apiVersion, kind }: KindReference): Rule | undefined {
  const group = apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
  return RULES[`${group}/${kind}`];
}
