import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/hardening/k8s-irsa-scoped";
import { add, all, remove, set, state, type Given } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { typed } from "../../../support/typed";

const ANNOTATION = "eks.amazonaws.com/role-arn";
const ARN = "arn:aws:iam::123456789012:role/web";
const role = `metadata.annotations["${ANNOTATION}"]`;

const account = (name: string, namespace: string, arn: unknown = ARN): Given => ({
  name,
  type: "kubernetes:core/v1:ServiceAccount",
  properties: { metadata: { name: "web", namespace, annotations: { [ANNOTATION]: arn } } },
});

const workload = (app: string, namespace = "shop"): Given => ({
  name: app,
  type: "kubernetes:apps/v1:Deployment",
  properties: {
    metadata: { name: app, namespace },
    spec: {
      template: { metadata: { labels: { "app.kubernetes.io/name": app } }, spec: { serviceAccountName: "web" } },
    },
  },
});

const association = (name: string, namespace: string): Given =>
  typed<aws.eks.PodIdentityAssociationArgs>(
    "aws:eks/podIdentityAssociation:PodIdentityAssociation",
    { clusterName: "platform", namespace, serviceAccount: "web", roleArn: ARN },
    { name },
  );

const awsRole: Given = typed<aws.iam.RoleArgs>("aws:iam/role:Role", { assumeRolePolicy: "{}" }, { name: "role" });
const namespace: Given = {
  name: "shop-namespace",
  type: "kubernetes:core/v1:Namespace",
  properties: { metadata: { name: "shop" } },
};
const joined = (property: string) => ({ dependencies: { [property]: ["role"] } });

describeRule(rule, {
  baselines: {
    "an account of one app": [
      account("account", "shop"),
      workload("web"),
      { ...workload("web"), name: "web-too" },
      { ...account("other", "elsewhere", `${ARN}-too`) },
    ],
    "an association of one app": [association("association", "shop"), workload("web")],
    "an account without a role": [
      {
        name: "account",
        type: "kubernetes:core/v1:ServiceAccount",
        properties: { metadata: { name: "web", namespace: "shop" } },
      },
      workload("web"),
      workload("api"),
    ],
    "an account with its association": [
      account("account", "shop"),
      association("association", "shop"),
      workload("web"),
    ],
  },
  mutations: [
    {
      name: "an account that a second app runs as",
      change: add(workload("api")),
      path: "metadata.name",
      message: "found an account with a role of AWS that the apps api, web run as, wanted an account for each app",
    },
    {
      name: "an association that a second app runs with",
      of: "an association of one app",
      change: add(workload("api")),
      path: "serviceAccount",
    },
    {
      name: "an association of an account of the stack",
      of: "an account without a role",
      change: add(association("association", "shop")),
      path: "serviceAccount",
      resource: "association",
    },
    {
      name: "a workload without the label, which is an app by itself",
      change: all(add(workload("api")), remove("spec.template.metadata.labels", "api")),
      path: "metadata.name",
    },
    {
      name: "apps by a label of this stack",
      change: set("spec.template.metadata.labels.app", "cron", "web-too"),
      path: "metadata.name",
      parameters: { appLabel: "app" },
    },
    {
      name: "a second app whose account is not known by name yet",
      change: all(
        add({ ...workload("api"), dependencies: { spec: ["account"] } }),
        set("spec.template.spec.serviceAccountName", UNKNOWN, "api"),
      ),
      path: "metadata.name",
    },
    {
      name: "a role of two namespaces",
      change: set(role, ARN, "other"),
      path: role,
      message: "found a role that is used in the namespaces elsewhere, shop, wanted a role for each namespace",
    },
    {
      name: "a role of two namespaces, of an account whose name is not known yet",
      change: all(set("metadata.name", UNKNOWN), set(role, ARN, "other")),
      path: role,
    },
    {
      name: "an account that a second app runs as, and that a patch changes",
      change: all(
        add(workload("api")),
        add({ ...account("patched", "shop"), type: "kubernetes:core/v1:ServiceAccountPatch" }),
      ),
      path: "metadata.name",
    },
    { name: "the other one of the two", change: set(role, ARN, "other"), path: role, resource: "other" },
    {
      name: "a role of two namespaces that is not known yet",
      change: all(
        add(awsRole),
        set(role, UNKNOWN),
        state(joined("metadata")),
        set(role, UNKNOWN, "other"),
        state(joined("metadata"), "other"),
      ),
      path: role,
    },
    {
      name: "a role of two associations",
      of: "an association of one app",
      change: add(association("second", "elsewhere")),
      path: "roleArn",
    },
    {
      name: "a role of an account and an association",
      of: "an association of one app",
      change: add(account("account", "elsewhere")),
      path: "roleArn",
    },
    {
      name: "a second app though the role is not known yet",
      change: all(add(workload("api")), set(role, UNKNOWN)),
      path: "metadata.name",
    },
    {
      name: "a shared role though a workload is not known yet",
      change: all(set(role, ARN, "other"), set("spec.template.spec.serviceAccountName", UNKNOWN, "web")),
      path: role,
    },
  ],
  allowed: [
    { name: "a second app without a role", of: "an account without a role", change: add(workload("cron")) },
    { name: "a second app of another namespace", change: add(workload("api", "somewhere")) },
    {
      name: "the same namespace, by reference and by name",
      of: "an account with its association",
      change: all(
        add(namespace),
        set("metadata.namespace", UNKNOWN),
        state({ dependencies: { metadata: ["shop-namespace"] } }),
      ),
    },
    {
      name: "the same namespace and account of an association, by reference",
      of: "an association of one app",
      change: all(
        add(namespace),
        add(account("account", "shop")),
        set("namespace", UNKNOWN),
        set("serviceAccount", UNKNOWN),
        state({ dependencies: { namespace: ["shop-namespace"], serviceAccount: ["account"] } }),
      ),
    },
    { name: "an empty role", change: all(set(role, ""), set(role, "", "other")) },
    {
      name: "a patch of a workload",
      change: add({ ...workload("api"), type: "kubernetes:apps/v1:DeploymentPatch" }),
    },
    {
      name: "a patch that gives the account its role",
      change: all(
        state({ type: "kubernetes:core/v1:ServiceAccountPatch" }),
        add({ ...account("patched", "shop"), name: "patched" }),
      ),
    },
    {
      name: "two apps by a label that they share",
      change: all(
        add(workload("api")),
        ...["web", "web-too", "api"].map((one) => set("spec.template.metadata.labels.team", "shop", one)),
      ),
      parameters: { appLabel: "team" },
    },
  ],
  unknown: [
    { name: "an unknown role", change: set(role, UNKNOWN) },
    { name: "an unknown namespace", change: set("metadata.namespace", UNKNOWN) },
    {
      name: "an unknown account of a workload",
      change: set("spec.template.spec.serviceAccountName", UNKNOWN, "web"),
      path: "spec.template.spec.serviceAccountName",
    },
    {
      name: "an unknown account of an association",
      of: "an association of one app",
      change: set("serviceAccount", UNKNOWN),
    },
  ],
});
