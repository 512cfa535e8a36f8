import type { Node } from "../node";
import { kindOf, type Resource } from "../resource";
import { groupBy, type Applies, type Stack } from "../stack";
import { kinds, workloads } from "./kinds";
import { labelIndex, type LabelsOf, type Selection } from "./label-index";
import { inNamespace, namespaceOf } from "./namespace";
import { selectsEqual } from "./selector";
import { podTemplate } from "./workload";

/** Accepts Services: the network's, not the workloads that run as a service. */
export const networkServices = kinds("/Service");

/** Accepts what makes pods. */
export const podMakers: Applies = (type) =>
  workloads(type) && kindOf(type).name !== "PodTemplate" && !kindOf(type).isPatch;

/** The label by which a Service selects one pod of a StatefulSet, whose controller gives it to the pod. */
const POD_NAME = "statefulset.kubernetes.io/pod-name";

/** The labels of a workload's pods. */
export const podLabels: LabelsOf = (workload) => podTemplate(workload)!.metadata.at("labels");

/** The workloads whose pods a Service selects. @throws Undecided when its namespace is not known yet. */
export function selectedPods(stack: Stack, service: Resource): Selection {
  return stack.once(
    service,
    () => {
      const selector = service.at("spec", "selector");
      const near = inNamespace(stack, stack.where(podMakers), namespaceOf(stack, service));
      const podName = selector.at(POD_NAME).text();
      if (podName !== undefined) return { selected: near.filter((one) => hasPod(one, podName)), undecided: [] };
      return labelIndex(stack, near, podLabels).select(selector, (labels) => selectsEqual(selector, labels));
    },
    selectedPods,
  );
}

function hasPod(workload: Resource, podName: string): boolean {
  const name = workload.at("metadata", "name").value;
  return workload.kind.name === "StatefulSet" && typeof name === "string" && podName.startsWith(`${name}-`);
}

/**
 * Tells whether a Service finds its pods by labels. One without a selector has its endpoints from elsewhere.
 *
 * @throws Undecided when that is not known yet.
 */
export function hasSelector(service: Resource): boolean {
  const selector = service.at("spec", "selector");
  selector.read();
  return service.at("spec", "type").text() !== "ExternalName" && selector.entries().length > 0;
}

/**
 * The Service of this name in a namespace.
 *
 * @throws Undecided when there is none, but one whose name is not known yet.
 */
export function serviceNamed(stack: Stack, namespace: string, name: string): Resource | undefined {
  const near = inNamespace(stack, stack.where(networkServices), namespace);
  const nameOf = (one: Resource): Node => one.at("metadata", "name");
  const byName = stack.once(
    near,
    () =>
      groupBy(
        near.filter((one) => !one.kind.isPatch),
        (one) => [nameOf(one).isUnknown ? undefined : nameOf(one).value],
      ),
    serviceNamed,
  );
  const found = byName.get(name)?.[0];
  if (found) return found;
  byName.get(undefined)?.forEach((one) => nameOf(one).read());
  return undefined;
}
