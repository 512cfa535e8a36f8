import { DEFAULT_ACCOUNT, serviceAccounts } from "../../../lib/kubernetes/service-account";
import type { Resource } from "../../../lib/resource";
import { defineRule } from "../../../lib/rule";

const isDefault = (account: Resource) => account.at("metadata", "name").text() === DEFAULT_ACCOUNT;

export default defineRule({
  id: "k8s-default-sa-unused",
  title: "The account default of a namespace hands out no tokens",
  severity: "low",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV_K8S_41", "CIS EKS 4.1.5"],
  fields: ["ServiceAccount metadata.name", "ServiceAccount automountServiceAccountToken"],
  why: "Whoever creates a pod without naming an account gets this one, with its token unless it says otherwise.",
  fix: "Set automountServiceAccountToken of the ServiceAccount default to false.",
  appliesTo: serviceAccounts,
  check(resource, check) {
    if (isDefault(resource))
      check.expect(resource.at("automountServiceAccountToken"), (value) => value === false, "false");
  },
  remediate(resource, remedy) {
    if (isDefault(resource)) remedy.setIfAbsent(resource.at("automountServiceAccountToken"), false);
  },
});
