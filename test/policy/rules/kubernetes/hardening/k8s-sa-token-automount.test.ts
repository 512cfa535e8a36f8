import { expect } from "chai";
import { settingsOf } from "../../../../../policy/lib/parameters";
import { editsOf } from "../../../../../policy/lib/remedy";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/hardening/k8s-sa-token-automount";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloads, pod } from "../../../support/workloads";

const mounted = pod("automountServiceAccountToken");
const account = pod("serviceAccountName");
const old = pod("serviceAccount");

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: [
    { name: "nothing, which means a token", change: remove(mounted), message: "found not set, wanted false, or true" },
    { name: "nothing and no account", change: all(remove(mounted), remove(account)) },
    {
      name: "a token of the default account",
      change: all(set(mounted, true), remove(account)),
      path: account,
      message: "found not set, wanted an account of the program's own",
    },
    {
      name: "a token of the default account by name",
      change: all(set(account, "default"), set(mounted, true)),
    },
    {
      name: "a token of the default account by its old name",
      change: all(set(old, "default"), remove(account), set(mounted, true)),
    },
    {
      name: "a token of the default account in a patch",
      of: "a patch that leaves things out",
      change: all(set(account, "default"), set(mounted, true)),
    },
    {
      name: "a token of a Pod of the default account",
      of: "a Pod",
      change: all(set("spec.serviceAccountName", ""), set("spec.automountServiceAccountToken", true)),
    },
  ],
  allowed: [
    { name: "a token that is asked for, of an account of its own", change: set(mounted, true) },
    {
      name: "a token of an account by its old name",
      change: all(remove(account), set(old, "web"), set(mounted, true)),
    },
    {
      name: "a patch that leaves the account to others",
      of: "a patch that leaves things out",
      change: set(mounted, true),
    },
  ],
  unknown: [
    { name: "an unknown value", change: set(mounted, UNKNOWN) },
    { name: "a token of an unknown account", change: all(set(account, UNKNOWN), set(mounted, true)) },
  ],
  remediated: [
    {
      name: "a pod that names no account",
      change: all(remove(mounted), remove(account)),
      set: { [mounted]: false, [account]: undefined },
    },
  ],
});

describe("the remedy of k8s-sa-token-automount", () => {
  for (const field of ["serviceAccountName", "serviceAccount"]) {
    it(`leaves a pod alone that names its account by ${field}, and may count on the token`, () => {
      const properties = { spec: { template: { spec: { [field]: "web", containers: [] } } } };
      const facts = {
        urn: "urn:pulumi:test::platform::kubernetes:apps/v1:Deployment::web",
        type: "kubernetes:apps/v1:Deployment",
        name: "web",
        properties,
        options: { protect: false, ignoreChanges: [] },
      };
      expect(editsOf(rule, facts, { settings: settingsOf(rule, {}), now: new Date() })).to.deep.equal([]);
    });
  }
});
