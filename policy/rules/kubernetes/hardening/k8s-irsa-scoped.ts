import { workloads } from "../../../lib/kubernetes/kinds";
import { namespaceNamed, namespaceOf, namespaces } from "../../../lib/kubernetes/namespace";
import { accountNamed, accountOf, accountsAmong, serviceAccounts } from "../../../lib/kubernetes/service-account";
import { podTemplate } from "../../../lib/kubernetes/workload";
import type { Node } from "../../../lib/node";
import type { Resource } from "../../../lib/resource";
import { defineRule } from "../../../lib/rule";
import { groupBy, types, type Stack } from "../../../lib/stack";

const associations = types("aws:eks/podIdentityAssociation:PodIdentityAssociation");
const roles = types("aws:iam/role:Role");

/** That a service account has a role of AWS: by the account's annotation, or by an association. */
interface Grant {
  readonly resource: Resource;
  /** Where the resource names the role, and the account. */
  readonly role: Node;
  readonly name: Node;
  /** Identities of the account and its namespace. */
  readonly account: string;
  readonly namespace: string;
}

export default defineRule<{ appLabel: string }>({
  id: "k8s-irsa-scoped",
  title: "A role of AWS is for the pods of one app in one namespace",
  severity: "medium",
  levels: { dev: "advisory", production: "advisory" },
  references: ["CIS EKS 5.2.1", "Kyverno aws/require-aws-node-irsa (related)"],
  fields: [
    'ServiceAccount metadata.annotations["eks.amazonaws.com/role-arn"]',
    "PodIdentityAssociation namespace, serviceAccount, roleArn",
    "serviceAccountName",
  ],
  why: "Every pod that runs as the account has all rights of its role: a role for two apps gives each of them what the other one needs.",
  fix: "Create a ServiceAccount and a role for each app, with the permissions that this app needs.",
  appliesTo: (type) => serviceAccounts(type) || associations(type),
  parameters: {
    appLabel: {
      type: "string",
      minLength: 1,
      description: "The label of pod templates that tells apps apart. A workload without it is an app by itself.",
      default: "app.kubernetes.io/name",
    },
  },
  checkStack(stack, check) {
    const apps = new Map<string, Set<string>>();
    check.each(stack.where(workloads), (workload) => {
      if (workload.kind.isPatch) return;
      const { identity } = accountOf(stack, workload);
      const label = podTemplate(workload)!.metadata.at("labels", check.parameters.appLabel);
      apps.set(identity, (apps.get(identity) ?? new Set()).add(label.text() ?? workload.name));
    });

    const grants: Grant[] = [];
    check.each(stack.where(serviceAccounts), (one) => grants.push(...annotated(stack, one)));
    check.each(stack.where(associations), (one) => grants.push(associated(stack, one)));
    for (const { resource, name, account } of grants) {
      const users = [...(apps.get(account) ?? [])].sort();
      if (users.length > 1) {
        const found = `an account with a role of AWS that the apps ${users.join(", ")} run as`;
        check.violation(resource, { at: name, found, wanted: "an account for each app" });
      }
    }

    const known: [Grant, string][] = [];
    check.each(grants, (grant) => {
      const role = roleOf(stack, grant);
      if (role) known.push([grant, role]);
    });
    for (const sharing of groupBy(known, ([, role]) => [role]).values()) {
      const places = [...new Set(sharing.map(([{ namespace }]) => namespace))];
      if (places.length < 2) continue;
      const names = places.map((place) => stack.get(place)?.name ?? place).sort();
      const found = `a role that is used in the namespaces ${names.join(", ")}`;
      for (const [{ resource, role }] of sharing)
        check.violation(resource, { at: role, found, wanted: "a role for each namespace" });
    }
  },
});

function annotated(stack: Stack, resource: Resource): Grant[] {
  const role = resource.at("metadata", "annotations", "eks.amazonaws.com/role-arn");
  if (!role.exists) return [];
  const namespace = namespaceOf(stack, resource);
  const name = resource.at("metadata", "name");
  // A patch and the account that it changes are one account.
  const account = name.isUnknown ? resource.urn : accountNamed(stack, namespace, name.text() ?? "").identity;
  return [{ resource, role, name, account, namespace }];
}

function associated(stack: Stack, resource: Resource): Grant {
  const joined = resource.dependsOn("namespace").find((urn) => namespaces(stack.get(urn)?.type ?? ""));
  const namespace = joined ?? namespaceNamed(stack, resource.at("namespace").text() ?? "");
  const name = resource.at("serviceAccount");
  const [account] = accountsAmong(stack, resource.dependsOn("serviceAccount"));
  const identity = account?.urn ?? accountNamed(stack, namespace, name.text() ?? "").identity;
  return { resource, role: resource.at("roleArn"), name, account: identity, namespace };
}

/** Identifies a role: by its URN where the grant depends on it, else by its ARN. */
function roleOf(stack: Stack, { resource, role }: Grant): string | undefined {
  const joined = resource.dependsOn(String(role.keys[0])).find((urn) => roles(stack.get(urn)?.type ?? ""));
  return joined ?? role.text();
}
