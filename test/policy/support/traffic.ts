import type * as kubernetes from "@pulumi/kubernetes";
import type { Given } from "./changes";
import { typed } from "./typed";

/** The place of a setting of the AWS Load Balancer Controller. */
export const alb = (name: string): string => `metadata.annotations["alb.ingress.kubernetes.io/${name}"]`;

/** A Service that keeps every rule, for the pods of `goodWorkloads`. */
export function goodService(facts: Partial<Given> = {}): Given {
  return typed<kubernetes.core.v1.ServiceArgs>(
    "kubernetes:core/v1:Service",
    {
      metadata: { name: "web", namespace: "shop", labels: { "app.kubernetes.io/name": "web" } },
      spec: {
        type: "ClusterIP",
        selector: { "app.kubernetes.io/name": "web" },
        ports: [{ name: "http", port: 80, targetPort: "http" }],
      },
    },
    facts,
  );
}

/** A patch of a Service that leaves everything out. */
export const servicePatch = (): Given => ({
  type: "kubernetes:core/v1:ServicePatch",
  properties: { metadata: { name: "web", namespace: "shop" }, spec: { sessionAffinity: "None" } },
});

function spec(ingressClassName: string) {
  const service = { name: "web", port: { name: "http" } };
  return {
    ingressClassName,
    rules: [
      { host: "shop.example.org", http: { paths: [{ path: "/", pathType: "Prefix" as const, backend: { service } }] } },
    ],
    tls: [{ hosts: ["shop.example.org"], secretName: "shop-certificate" }],
  };
}

/** An Ingress of nginx that keeps every rule. */
export function goodIngress(facts: Partial<Given> = {}): Given {
  return typed<kubernetes.networking.v1.IngressArgs>(
    "kubernetes:networking.k8s.io/v1:Ingress",
    { metadata: { name: "web", namespace: "shop", annotations: {} }, spec: spec("nginx") },
    facts,
  );
}

/** An Ingress that becomes an ALB, and keeps every rule. */
export function goodAlb(facts: Partial<Given> = {}): Given {
  const { tls: _, ...rest } = spec("alb");
  return typed<kubernetes.networking.v1.IngressArgs>(
    "kubernetes:networking.k8s.io/v1:Ingress",
    {
      metadata: {
        name: "web",
        namespace: "shop",
        annotations: {
          "alb.ingress.kubernetes.io/scheme": "internal",
          "alb.ingress.kubernetes.io/listen-ports": '[{"HTTP": 80}, {"HTTPS": 443}]',
          "alb.ingress.kubernetes.io/ssl-redirect": "443",
          "alb.ingress.kubernetes.io/ssl-policy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
          "alb.ingress.kubernetes.io/certificate-arn": "arn:aws:acm:eu-central-1:111122223333:certificate/shop",
          "alb.ingress.kubernetes.io/load-balancer-attributes": [
            "routing.http.drop_invalid_header_fields.enabled=true",
            "access_logs.s3.enabled=true",
            "access_logs.s3.bucket=logs",
            "deletion_protection.enabled=true",
          ].join(","),
        },
      },
      spec: rest,
    },
    facts,
  );
}

/** An Ingress of the version before, whose fields are named otherwise. */
export function oldIngress(facts: Partial<Given> = {}): Given {
  const { properties } = goodIngress();
  const paths = [{ path: "/", backend: { serviceName: "web", servicePort: "http" } }];
  const old = { ...spec("nginx"), rules: [{ host: "shop.example.org", http: { paths } }] };
  return { type: "kubernetes:networking.k8s.io/v1beta1:Ingress", properties: { ...properties, spec: old }, ...facts };
}

/** A patch of an Ingress that leaves everything out. */
export const ingressPatch = (): Given => ({
  type: "kubernetes:networking.k8s.io/v1:IngressPatch",
  properties: { metadata: { name: "web", namespace: "shop", annotations: { owner: "shop" } } },
});

/** An Ingress of each kind, by the words for it. That of nginx is the first. */
export function goodIngresses(): Record<string, Given[]> {
  return {
    "an Ingress of nginx": [goodIngress()],
    "an ALB": [goodAlb()],
    "an Ingress of an old version": [oldIngress()],
    "a patch that leaves things out": [ingressPatch()],
  };
}
