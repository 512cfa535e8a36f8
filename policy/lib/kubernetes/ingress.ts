import type { Node } from "../node";
import type { Resource } from "../resource";
import { kinds } from "./kinds";

/** Accepts Ingresses. */
export const ingresses = kinds("networking.k8s.io/Ingress", "extensions/Ingress");

/** The annotation that named the class before there was a field for it. */
export const CLASS_ANNOTATION = "kubernetes.io/ingress.class";

const ALB = "alb.ingress.kubernetes.io/";

/** An annotation of a resource. */
export function annotation(resource: Resource, name: string): Node {
  return resource.at("metadata", "annotations", name);
}

/** The class of an Ingress, by which a controller takes it for its own. @throws Undecided when it is not known yet. */
export function classOf(ingress: Resource): string | undefined {
  return ingress.at("spec", "ingressClassName").text() ?? annotation(ingress, CLASS_ANNOTATION).text();
}

/** A setting of the AWS Load Balancer Controller: `scheme` is `alb.ingress.kubernetes.io/scheme`. */
export function albSetting(ingress: Resource, name: string): Node {
  return annotation(ingress, ALB + name);
}

/**
 * Whether the AWS Load Balancer Controller makes a load balancer of an Ingress: its class is `alb`, or it has none and speaks to
 * that controller, because its class may be the default.
 *
 * @throws Undecided when the class is not known yet.
 */
export function isAlb(ingress: Resource): boolean {
  const name = classOf(ingress);
  if (name !== undefined) return name === "alb";
  const annotations = ingress.at("metadata", "annotations").entries();
  return annotations.some(([key]) => key.startsWith(ALB));
}

/** The hosts of an Ingress's certificates. @throws Undecided when it is not known yet how many there are. */
export function tlsHosts(ingress: Resource): Node[] {
  const tls = ingress.at("spec", "tls");
  const lists = [tls, ...tls.items().map((one) => one.at("hosts"))];
  for (const list of lists) list.read();
  return lists.slice(1).flatMap((hosts) => hosts.items());
}

/** A path that an Ingress serves. */
export interface IngressPath {
  /** The host it is served for; without a value for every host. */
  readonly host: Node;
  readonly node: Node;
}

/** All paths of an Ingress. */
export function pathsOf(ingress: Resource): IngressPath[] {
  const rules = ingress.at("spec", "rules").items();
  return rules.flatMap((rule) => {
    const paths = rule.at("http", "paths").items();
    return paths.map((node) => ({ host: rule.at("host"), node }));
  });
}

/** The places of a backend for whatever no rule is about; the second is that of older versions. */
export function defaultBackends(ingress: Resource): Node[] {
  return [ingress.at("spec", "defaultBackend"), ingress.at("spec", "backend")];
}

/** A Service that an Ingress sends requests to. */
export interface Backend {
  readonly node: Node;
  /** The Service's name; without a value where the backend is not a Service. */
  readonly service: Node;
  /** The port's name or number. */
  readonly port: Node;
}

/** All backends of an Ingress, in the form of any version. */
export function backendsOf(ingress: Resource): Backend[] {
  const nodes = [...pathsOf(ingress).map((path) => path.node.at("backend")), ...defaultBackends(ingress)];
  return nodes.filter((node) => node.exists).map(backend);
}

function backend(node: Node): Backend {
  if (node.at("serviceName").exists) return { node, service: node.at("serviceName"), port: node.at("servicePort") };
  const port = node.at("service", "port");
  return { node, service: node.at("service", "name"), port: port.at(port.at("name").exists ? "name" : "number") };
}
