import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/delivery/k8s-config-refs-exist";
import { add, all, set, state, without, type Given } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloadsOf } from "../../../support/objects";
import { pod } from "../../../support/workloads";

const container = pod("containers[0]");
const object = (type: string, name: string, spec?: unknown): Given => ({
  name,
  type: `kubernetes:${type}`,
  properties: { metadata: { name, namespace: "shop" }, spec },
});
const objects = [object("core/v1:ConfigMap", "settings"), object("core/v1:Secret", "keys")];

const references: Record<string, [path: string, value: unknown, name: string]> = {
  "a variable from a ConfigMap": [
    `${container}.env`,
    [{ valueFrom: { configMapKeyRef: { name: "settings", key: "a" } } }],
    "[0].valueFrom.configMapKeyRef.name",
  ],
  "a variable from a Secret": [
    `${container}.env`,
    [{ valueFrom: { secretKeyRef: { name: "keys", key: "a" } } }],
    "[0].valueFrom.secretKeyRef.name",
  ],
  "all variables from a ConfigMap": [
    `${container}.envFrom`,
    [{ configMapRef: { name: "settings" } }],
    "[0].configMapRef.name",
  ],
  "all variables from a Secret": [
    pod("initContainers[0].envFrom"),
    [{ secretRef: { name: "keys" } }],
    "[0].secretRef.name",
  ],
  "a volume of a ConfigMap": [pod("volumes"), [{ configMap: { name: "settings" } }], "[0].configMap.name"],
  "a volume of a Secret": [pod("volumes"), [{ secret: { secretName: "keys" } }], "[0].secret.secretName"],
  "a projected ConfigMap": [
    pod("volumes"),
    [{ projected: { sources: [{ configMap: { name: "settings" } }] } }],
    "[0].projected.sources[0].configMap.name",
  ],
  "a projected Secret": [
    pod("volumes"),
    [{ projected: { sources: [{ secret: { name: "keys" } }] } }],
    "[0].projected.sources[0].secret.name",
  ],
};
const baselines = Object.fromEntries(
  Object.entries(references).map(([name, [path, value]]) => {
    const given = goodWorkloadsOf("a Deployment")["a Deployment"]!;
    set(path, value)(given);
    return [name, [...given, ...objects]];
  }),
);
const nameIn = (of: string): string => references[of]![0] + references[of]![2];
const ofSecret = "a variable from a Secret";
const secret = nameIn(ofSecret);
const optional = secret.replace(/name$/, "optional");

describeRule(rule, {
  baselines,
  mutations: [
    ...Object.keys(references).map((of) => ({ name: `${of} that is not there`, of, change: set(nameIn(of), "other") })),
    { name: "no name", of: ofSecret, change: set(secret, null), message: "the name of a Secret" },
    { name: "a ConfigMap where a Secret is meant", of: ofSecret, change: set(secret, "settings") },
    {
      name: "a Secret of another namespace",
      of: ofSecret,
      change: set("metadata.namespace", "x", "keys"),
      path: secret,
    },
    {
      name: "a patch of a Secret",
      of: ofSecret,
      change: state({ type: "kubernetes:core/v1:SecretPatch" }, "keys"),
      path: secret,
    },
    {
      name: "one name where another is not known yet",
      of: ofSecret,
      change: all(set(secret, "other"), set(`${container}.env[1].valueFrom.secretKeyRef.name`, UNKNOWN)),
    },
  ],
  allowed: [
    { name: "a Secret that may be missing", of: ofSecret, change: all(set(secret, "other"), set(optional, true)) },
    {
      name: "a Secret that others make",
      of: ofSecret,
      change: set(secret, "database"),
      parameters: { external: ["Secret/database"] },
    },
    {
      name: "another Secret whose name is not known yet",
      of: ofSecret,
      change: all(add(object("core/v1:Secret", "other")), set("metadata.name", UNKNOWN, "other")),
    },
    {
      name: "the authority's certificate",
      of: "a variable from a ConfigMap",
      change: set(nameIn("a variable from a ConfigMap"), "kube-root-ca.crt"),
    },
    {
      name: "a Secret from a store",
      of: ofSecret,
      change: all(
        without("keys"),
        add(object("external-secrets.io/v1:ExternalSecret", "store", { target: { name: "keys" } })),
      ),
    },
    {
      name: "a Secret from a store, of the same name",
      of: ofSecret,
      change: all(without("keys"), add(object("external-secrets.io/v1:ExternalSecret", "keys"))),
    },
    {
      name: "a sealed Secret",
      of: ofSecret,
      change: all(without("keys"), add(object("bitnami.com/v1alpha1:SealedSecret", "keys"))),
    },
    {
      name: "a sealed Secret under another name",
      of: ofSecret,
      change: all(
        without("keys"),
        add(object("bitnami.com/v1alpha1:SealedSecret", "sealed", { template: { metadata: { name: "keys" } } })),
      ),
    },
    {
      name: "a certificate's Secret",
      of: ofSecret,
      change: all(without("keys"), add(object("cert-manager.io/v1:Certificate", "tls", { secretName: "keys" }))),
    },
    {
      name: "a patch",
      of: ofSecret,
      change: all(without("keys"), state({ type: "kubernetes:apps/v1:DeploymentPatch" })),
    },
  ],
  unknown: [
    { name: "a Secret of an unknown namespace", of: ofSecret, change: set("metadata.namespace", UNKNOWN, "keys") },
    { name: "an unknown name", of: ofSecret, change: set(secret, UNKNOWN) },
    { name: "whether it may be missing", of: ofSecret, change: all(set(optional, UNKNOWN), set(secret, "other")) },
    { name: "a Secret of an unknown name", of: ofSecret, change: set("metadata.name", UNKNOWN, "keys") },
  ],
});
