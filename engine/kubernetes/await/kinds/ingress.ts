import type { KubernetesObject } from "../../types";
import { CERTAIN_AFTER } from "../causes/certainty";
import { READY, type Assessment, type Finding, type Lookup, type Rule, type View } from "../rule";
import { enumerate, shaped } from "../shapes";
import { controllerFinding } from "./replicas";
import type { Service } from "./service-ports";

interface Backend {
  /** Absent for a backend that is another resource, which only the controller understands. */
  service?: { name?: string; port?: { name?: string; number?: number } };
}

interface Ingress extends KubernetesObject {
  spec?: {
    ingressClassName?: string;
    defaultBackend?: Backend;
    rules?: { http?: { paths?: { backend?: Backend }[] } }[];
  };
  status?: { loadBalancer?: { ingress?: unknown[] } };
}

interface IngressClass extends KubernetesObject {
  spec?: { controller?: string };
}

const CLASS_ANNOTATION = "kubernetes.io/ingress.class";
const DEFAULT_CLASS = "ingressclass.kubernetes.io/is-default-class";

/** How long, in seconds, an Ingress that no class covers waits for a controller that is installed in parallel. */
const NO_CLASS_FOR = 3;

/** The port name with which a controller takes the backend from an annotation instead of a Service. */
const FROM_ANNOTATION = "use-annotation";

/** How long, in seconds, backends that do not exist are waited for: they are often made in parallel, a moment later. */
const NO_BACKEND_FOR = 3;

/** What is wrong with the backends of an Ingress, each thing once: Services that do not exist, and ports that they do not have. */
function backendFaults({ spec }: Ingress, services: readonly KubernetesObject[]): string[] {
  const { defaultBackend, rules = [] } = spec ?? {};
  const paths = rules.flatMap((rule) => rule.http?.paths ?? []);
  const known = new Map(services.map((service) => [service.metadata.name, shaped<Service>(service)]));
  const faults = [defaultBackend, ...paths.map((path) => path.backend)].flatMap((backend) => {
    const { name, port } = backend?.service ?? {};
    if (name === undefined) return [];
    const service = known.get(name);
    if (!service) {
      const hint = port?.name === FROM_ANNOTATION ? `; an annotation has to say what stands for it` : "";
      return [`Service ${name} does not exist${hint}`];
    }
    const { type, ports = [] } = service.spec ?? {};
    const hasPort = ports.some((one) =>
      port?.name === undefined ? one.port === port?.number : one.name === port.name,
    );
    if (hasPort || !port || type === "ExternalName" || port.name === FROM_ANNOTATION) return [];
    return [`Service ${name} has no port ${port.name ?? port.number}`];
  });
  return [...new Set(faults)];
}

/** Whether backends are at fault now. */
async function hasFaults(ingress: Ingress, { client, signal }: Lookup): Promise<boolean> {
  const { namespace } = ingress.metadata;
  return (
    backendFaults(ingress, await client.list({ apiVersion: "v1", kind: "Service" }, { namespace }, signal)).length > 0
  );
}

function classFinding(view: View, className: string): Finding | undefined {
  if (!view.isComplete("IngressClass")) return undefined;
  const names = view.all("IngressClass").map((one) => one.metadata.name ?? "");
  if (names.includes(className)) return undefined;
  const known = names.length === 0 ? "the cluster has none" : `the cluster has ${enumerate(names)}`;
  return {
    ...controllerFinding(`no controller serves it: IngressClass ${className} does not exist; ${known}`),
    certainAfter: CERTAIN_AFTER.parallelCreation,
    remedy: "Install the ingress controller, or name a class that exists in spec.ingressClassName.",
  };
}

/** An Ingress that has an address is served; a backend that does not exist is not a reason to wait, for its controller waits for none. */
function assessServed(view: View, ingress: Ingress): Assessment {
  if (!view.isComplete("Service"))
    return { ready: false, progress: "looking for its backends", settle: { after: NO_BACKEND_FOR } };
  const faults = backendFaults(ingress, view.all("Service"));
  if (faults.length === 0) return READY;
  const warning = `The Ingress has backends that lead nowhere: ${enumerate(faults)}`;
  const holds = (lookup: Lookup) => hasFaults(ingress, lookup);
  return { ready: false, progress: enumerate(faults), settle: { after: NO_BACKEND_FOR, warning, holds } };
}

/** Says who should give the address: a class without a controller, or a controller that gives none, shows in nothing else. */
function controllerOf(view: View, className: string): Finding[] {
  const found = view.all("IngressClass").find((one) => one.metadata.name === className);
  const controller = found && shaped<IngressClass>(found).spec?.controller;
  if (controller === undefined) return [];
  const remedy = `Check that the controller runs. Where it publishes no addresses, set the annotation pulumi.com/skipAwait: "true".`;
  return [
    {
      ...controllerFinding(`${controller}, the controller of IngressClass ${className}, has given it no address`),
      remedy,
    },
  ];
}

function assess(view: View): Assessment {
  const ingress = shaped<Ingress>(view.object);
  if ((ingress.status?.loadBalancer?.ingress ?? []).length > 0) return assessServed(view, ingress);

  const faults = view.isComplete("Service") ? backendFaults(ingress, view.all("Service")) : [];
  const progress = ["waiting for the ingress controller to give it an address", ...faults].join("; ");
  const className = ingress.spec?.ingressClassName;
  if (className !== undefined) {
    const finding = classFinding(view, className);
    return { ready: false, progress, findings: finding ? [finding] : controllerOf(view, className) };
  }
  const classes = view.all("IngressClass");
  const covered =
    ingress.metadata.annotations?.[CLASS_ANNOTATION] !== undefined ||
    classes.some((one) => one.metadata.annotations?.[DEFAULT_CLASS] === "true");
  if (covered || !view.isComplete("IngressClass")) return { ready: false, progress };
  const warning = "No controller serves the Ingress: it names no class, and the cluster has no default IngressClass";
  return { ready: false, progress, settle: { after: NO_CLASS_FOR, warning } };
}

/** An Ingress is ready when its controller has given it an address. Backends that lead nowhere by then are a warning. */
export const ingress: Rule = {
  watch: "kind",
  related: [
    { apiVersion: "v1", kind: "Service" },
    { apiVersion: "networking.k8s.io/v1", kind: "IngressClass", scope: "cluster" },
  ],
  assess,
};
