import type { PathElement } from "./property-diff";
import type { KubernetesObject } from "./types";

/** One entry of the server's account of who manages which fields. */
interface ManagedFieldsEntry {
  manager: string;
  operation: "Apply" | "Update";
  apiVersion: string;
  fieldsType?: string;
  fieldsV1?: FieldSet;
  subresource?: string;
  time?: string;
}

/** Field names, list keys and the mark `.` for the field itself, nested. */
interface FieldSet {
  [field: string]: FieldSet;
}

/** Under what names the official plugin writes objects whole. */
const CREATORS = ["pulumi-kubernetes", "pulumi-kubernetes.exe", "pulumi-resource-kubernetes"];

/** The field manager of a resource, where the program does not choose another. */
export function ownName(digest: string): string {
  return `${OWN_PREFIX}${digest}`;
}

function isOwnName(fieldManager: string): boolean {
  return fieldManager.startsWith(OWN_PREFIX);
}

const OWN_PREFIX = "pulumi-kubernetes-";

/**
 * Whose fields an update takes over: earlier plain writes of ours, and whole objects that a person created or applied. Single
 * fields that a person or controller set later, such as the mark of `kubectl rollout restart`, stay theirs.
 */
const PREDECESSORS = new Set([
  ...CREATORS,
  "before-first-apply",
  "kubectl",
  "kubectl-create",
  "kubectl-replace",
  "kubectl-client-side-apply",
]);

function isPredecessor({ manager, operation, subresource }: ManagedFieldsEntry, fieldManager: string): boolean {
  const isPlainWrite = PREDECESSORS.has(manager) || manager === fieldManager;
  return !subresource && (operation === "Update" ? isPlainWrite : manager === "kubectl");
}

function entriesOf(object: KubernetesObject): ManagedFieldsEntry[] {
  return (object.metadata.managedFields ?? []) as ManagedFieldsEntry[];
}

/**
 * Whether a resource of this field manager has made the object. Plain writes count under a name that no other than this plugin gives
 * itself, for a program may choose the name of somebody who writes so.
 */
export function isMadeBy(live: KubernetesObject, fieldManager: string): boolean {
  return entriesOf(live).some(
    ({ manager, operation, subresource }) =>
      manager === fieldManager && !subresource && (operation === "Apply" || isOwnName(fieldManager)),
  );
}

/** Whether fields of the object were written in ways that server-side apply does not count as this resource's own. */
export function hasPredecessor(live: KubernetesObject, fieldManager: string): boolean {
  return entriesOf(live).some((entry) => isPredecessor(entry, fieldManager));
}

/** Whether an entry has a field itself or anything in it; one in a list counts as had where the list is, for keys are not indices. */
function has({ fieldsV1 }: ManagedFieldsEntry, path: PathElement[]): boolean {
  const list = path.findIndex((element) => typeof element === "number");
  const names = list < 0 ? path : path.slice(0, list);
  return names.reduce<FieldSet | undefined>((fields, name) => fields?.[`f:${name}`], fieldsV1) !== undefined;
}

/** Whether a field is managed by this field manager, alone or with others. */
export function manages(live: KubernetesObject, fieldManager: string, path: PathElement[]): boolean {
  return entriesOf(live).some((entry) => entry.manager === fieldManager && !entry.subresource && has(entry, path));
}

/** Whether a program has written a field, with this plugin or the official one, and not the server, a controller or a person. */
export function isProgramsOwn(live: KubernetesObject, fieldManager: string, path: PathElement[]): boolean {
  return [fieldManager, ...CREATORS].some((manager) => manages(live, manager, path));
}

function union(first: FieldSet, second: FieldSet): FieldSet {
  const result = { ...first };
  for (const [key, value] of Object.entries(second)) {
    result[key] = result[key] ? union(result[key], value) : value;
  }
  return result;
}

/**
 * The patch that makes fields written by predecessors the resource's own, so that server-side apply can change and remove
 * them: without it a list whose keys change, such as a Service's ports, would keep the old elements beside the new.
 *
 * @returns Operations of a JSON patch that only holds for this very version of the object; undefined when there is nothing
 *   to take over.
 */
export function takeOver(live: KubernetesObject, fieldManager: string): object[] | undefined {
  const entries = entriesOf(live);
  const predecessors = entries.filter((entry) => isPredecessor(entry, fieldManager));
  if (predecessors.length === 0) {
    return undefined;
  }
  const own = entries.find(({ manager, operation }) => manager === fieldManager && operation === "Apply");
  const fields = predecessors.reduce((set, entry) => union(set, entry.fieldsV1 ?? {}), own?.fieldsV1 ?? {});
  const merged: ManagedFieldsEntry = {
    apiVersion: own?.apiVersion ?? predecessors.find(({ apiVersion }) => apiVersion)?.apiVersion ?? live.apiVersion,
    fieldsType: "FieldsV1",
    fieldsV1: fields,
    manager: fieldManager,
    operation: "Apply",
    time: own?.time ?? predecessors[0]?.time,
  };
  const others = entries.filter((entry) => entry !== own && !predecessors.includes(entry));
  return [
    { op: "replace", path: "/metadata/managedFields", value: [...others, merged] },
    { op: "replace", path: "/metadata/resourceVersion", value: live.metadata.resourceVersion },
  ];
}
