import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/namespaces/k8s-namespace-explicit";
import { all, remove, set, state, type Given } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodService, goodWorkloadsOf } from "../../../support/objects";

const path = "metadata.namespace";
const release: Given = { type: "kubernetes:helm.sh/v3:Release", properties: { namespace: "shop" } };
const provider = (namespace?: unknown): Partial<Given> => ({
  provider: { type: "pulumi:providers:kubernetes", name: "cluster", urn: "urn", properties: { namespace } },
});
const of = (type: string) => state({ type: `kubernetes:${type}`, properties: { metadata: {} } });

describeRule(rule, {
  baselines: {
    ...goodWorkloadsOf("a Deployment", "a Pod", "a patch that leaves things out"),
    "a Service": [goodService()],
    "a release": [release],
    "a custom resource": [
      { type: "kubernetes:cert-manager.io/v1:Certificate", properties: { metadata: { namespace: "shop" } } },
    ],
  },
  mutations: [
    { name: "no namespace", change: remove(path), message: "found not set, wanted a namespace other than default" },
    { name: "the default namespace", of: "a Service", change: set(path, "default") },
    { name: "an empty namespace", change: set(path, "") },
    { name: "no metadata", change: remove("metadata"), path },
    { name: "the default namespace in a patch", of: "a patch that leaves things out", change: set(path, "default") },
    { name: "the default namespace of a custom resource", of: "a custom resource", change: set(path, "default") },
    {
      name: "the default namespace of the provider",
      change: all(remove(path), state(provider("default"))),
      path: "provider.namespace",
    },
    { name: "a Role without a namespace", change: of("rbac.authorization.k8s.io/v1:Role"), path },
    { name: "a NetworkPolicy without a namespace", change: of("networking.k8s.io/v1:NetworkPolicy"), path },
    { name: "a release without a namespace", of: "a release", change: remove("namespace") },
  ],
  allowed: [
    { name: "a namespace of the provider", change: all(remove(path), state(provider("shop"))) },
    {
      name: "a custom resource without one, because it may be the whole cluster's",
      of: "a custom resource",
      change: remove(path),
    },
    { name: "a patch without one", of: "a patch that leaves things out", change: remove(path) },
  ],
  unknown: [
    { name: "an unknown namespace", change: set(path, UNKNOWN) },
    {
      name: "an unknown namespace of the provider",
      change: all(remove(path), state(provider(UNKNOWN))),
      path: "provider.namespace",
    },
  ],
  ignored: [
    "core/v1:Namespace",
    "core/v1:NamespacePatch",
    "core/v1:PersistentVolume",
    "rbac.authorization.k8s.io/v1:ClusterRole",
    "storage.k8s.io/v1:StorageClass",
    "networking.k8s.io/v1:IngressClass",
    "apiextensions.k8s.io/v1:CustomResourceDefinition",
    "admissionregistration.k8s.io/v1:ValidatingWebhookConfiguration",
    "core/v1:ConfigMapList",
    "helm.sh/v3:Chart",
  ].map((type) => ({ type: `kubernetes:${type}`, properties: {} })),
});
