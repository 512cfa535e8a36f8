import { kindOf, type Resource } from "../resource";
import type { Applies, Stack } from "../stack";
import { kinds, workloads } from "./kinds";
import { labelIndex, type LabelsOf, type Selection } from "./label-index";
import { inNamespace, namespaceOf, unplaced } from "./namespace";
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
      const all = stack.where(podMakers);
      const near = among(stack, service, inNamespace(stack, all, namespaceOf(stack, service)));
      const anywhere = among(stack, service, unplaced(stack, all));
      return { ...near, undecided: [...near.undecided, ...anywhere.selected, ...anywhere.undecided] };
    },
    selectedPods,
  );
}

function among(stack: Stack, service: Resource, workloads: readonly Resource[]): Selection {
  const selector = service.at("spec", "selector");
  const podName = selector.at(POD_NAME).text();
  if (podName !== undefined) return { selected: workloads.filter((one) => hasPod(one, podName)), undecided: [] };
  return labelIndex(stack, workloads, podLabels).select(selector, (labels) => selectsEqual(selector, labels));
}

function hasPod(workload: Resource, podName: string): boolean {
  const name = workload.at("metadata", "name").value;
  return workload.kind.name === "StatefulSet" && typeof name === "string" && podName.startsWith(`${name}-`);
}

/**
 * Whether a Service finds its pods by labels. One without a selector has its endpoints from elsewhere.
 *
 * @throws Undecided when that is not known yet.
 */
export function hasSelector(service: Resource): boolean {
  const selector = service.at("spec", "selector");
  selector.read();
  return service.at("spec", "type").text() !== "ExternalName" && selector.entries().length > 0;
}
