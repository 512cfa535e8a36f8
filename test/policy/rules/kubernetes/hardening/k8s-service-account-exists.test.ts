import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/hardening/k8s-service-account-exists";
import { add, all, remove, set, state, without, type Given } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloads, pod } from "../../../support/workloads";

const path = pod("serviceAccountName");

const account: Given = {
  name: "account",
  type: "kubernetes:core/v1:ServiceAccount",
  properties: { metadata: { name: "web", namespace: "shop" } },
};
const namespace: Given = {
  name: "namespace",
  type: "kubernetes:core/v1:Namespace",
  properties: { metadata: { name: "shop" } },
};
const withAccount = ([what, given]: [string, Given[]]): [string, Given[]] => [what, [...given, account]];

describeRule(rule, {
  baselines: Object.fromEntries(Object.entries(goodWorkloads()).map(withAccount)),
  mutations: [
    {
      name: "an account that nobody creates",
      change: without("account"),
      path,
      message: 'found "web", wanted a ServiceAccount of the stack in the same namespace',
    },
    { name: "an account of another name", change: set("metadata.name", "api", "account"), path },
    { name: "an account of another namespace", change: set("metadata.namespace", "elsewhere", "account"), path },
    {
      name: "an account of another namespace of the stack",
      change: all(
        add(namespace),
        set("metadata.namespace", UNKNOWN),
        state({ dependencies: { metadata: ["namespace"] } }),
        set("metadata.namespace", "elsewhere", "account"),
      ),
      path,
    },
    {
      name: "a missing account in a Namespace whose name is not known yet",
      change: all(
        without("account"),
        add(namespace),
        set("metadata.name", UNKNOWN, "namespace"),
        set("metadata.namespace", UNKNOWN),
        state({ dependencies: { metadata: ["namespace"] } }),
      ),
      path,
    },
    {
      name: "an account by its old name",
      change: all(remove(path), set(pod("serviceAccount"), "api")),
      path: pod("serviceAccount"),
    },
    { name: "a missing account of a Pod", of: "a Pod", change: without("account"), path: "spec.serviceAccountName" },
    {
      name: "an account that is elsewhere, but in another namespace",
      change: without("account"),
      path,
      parameters: { externalServiceAccounts: ["elsewhere/web", "shop/api"] },
    },
    {
      name: "a missing account beside one of another namespace whose name is not known yet",
      change: all(set("metadata.name", UNKNOWN, "account"), set("metadata.namespace", "elsewhere", "account")),
      path,
    },
    {
      name: "a missing account beside a workload that is not known yet",
      change: all(
        without("account"),
        add({
          name: "other",
          type: "kubernetes:core/v1:Pod",
          properties: { metadata: { namespace: "shop" }, spec: { serviceAccountName: UNKNOWN } },
        }),
      ),
      path,
    },
  ],
  allowed: [
    {
      name: "an account that exists elsewhere",
      change: without("account"),
      parameters: { externalServiceAccounts: ["shop/web"] },
    },
    {
      name: "an account that exists elsewhere, in a Namespace of the stack",
      change: all(without("account"), add(namespace)),
      parameters: { externalServiceAccounts: ["shop/web"] },
    },
    { name: "the account that every namespace has", change: all(without("account"), set(path, "default")) },
    { name: "no account", change: all(without("account"), remove(path)) },
    {
      name: "an account that the name comes from, which is not known yet",
      change: all(set(path, UNKNOWN), state({ dependencies: { spec: ["account"] } })),
    },
    {
      name: "the same Namespace of the stack, known by reference and by name",
      change: all(
        add(namespace),
        set("metadata.namespace", UNKNOWN),
        state({ dependencies: { metadata: ["namespace"] } }),
      ),
    },
    {
      name: "a patch",
      change: all(without("account"), state({ type: "kubernetes:apps/v1:DeploymentPatch" })),
    },
  ],
  unknown: [
    { name: "an unknown account", change: set(path, UNKNOWN) },
    {
      name: "an account that may be one whose name is not known yet",
      change: set("metadata.name", UNKNOWN, "account"),
    },
    {
      name: "an account that may be in the same namespace",
      change: set("metadata.namespace", UNKNOWN, "account"),
    },
    { name: "an unknown namespace", change: set("metadata.namespace", UNKNOWN) },
  ],
});
