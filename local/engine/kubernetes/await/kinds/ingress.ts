import type { KubernetesObject } from "../../types";
import { CERTAIN_AFTER } from "../causes/certainty";
import { READY, type Assessment, type Finding, type Rule, type View } from "../rule";
import { enumerate, shaped } from "../shapes";
import { controllerFinding } from "./replicas";

interface Backend {
  service?: { name?: string };
}

interface Ingress extends KubernetesObject {
  spec?: {
    ingressClassName?: string;
    defaultBackend?: Backend;
    rules?: { http?: { paths?: { backend?: Backend }[] } }[];
  };
  status?: { loadBalancer?: { ingress?: unknown[] } };
}

const CLASS_ANNOTATION = "kubernetes.io/ingress.class";
const DEFAULT_CLASS = "ingressclass.kubernetes.io/is-default-class";

/** How long, in seconds, an Ingress that no class covers waits for a controller that is installed in parallel. */
const NO_CLASS_FOR = 3;

function missingServices(view: View, ingress: Ingress): string[] {
  if (!view.isComplete("Service")) return [];
  const { defaultBackend, rules = [] } = ingress.spec ?? {};
  const paths = rules.flatMap((rule) => rule.http?.paths ?? []);
  const backends = [defaultBackend, ...paths.map((path) => path.backend)];
  const known = new Set(view.all("Service").map((service) => service.metadata.name));
  const names = backends.map((backend) => backend?.service?.name).filter((name) => name !== undefined);
  return [...new Set(names)].filter((name) => !known.has(name));
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

function assess(view: View): Assessment {
  const ingress = shaped<Ingress>(view.object);
  const missing = missingServices(view, ingress);
  const hasAddress = (ingress.status?.loadBalancer?.ingress ?? []).length > 0;
  if (hasAddress && view.isComplete("Service") && missing.length === 0) return READY;

  const progress =
    missing.length > 0
      ? `its backend Service ${enumerate(missing)} does not exist`
      : "waiting for the ingress controller to give it an address";
  const className = ingress.spec?.ingressClassName;
  if (className !== undefined) {
    const finding = classFinding(view, className);
    return { ready: false, progress, findings: finding ? [finding] : [] };
  }
  const classes = view.all("IngressClass");
  const covered =
    ingress.metadata.annotations?.[CLASS_ANNOTATION] !== undefined ||
    classes.some((one) => one.metadata.annotations?.[DEFAULT_CLASS] === "true");
  if (covered || hasAddress || !view.isComplete("IngressClass")) return { ready: false, progress };
  const warning = "No controller serves the Ingress: it names no class, and the cluster has no default IngressClass";
  return { ready: false, progress, settle: { after: NO_CLASS_FOR, warning } };
}

/** An Ingress is ready when its controller has given it an address and the Services that it names exist. */
export const ingress: Rule = {
  watch: "kind",
  related: [
    { apiVersion: "v1", kind: "Service" },
    { apiVersion: "networking.k8s.io/v1", kind: "IngressClass", scope: "cluster" },
  ],
  assess,
};
