import { expect } from "chai";
import { boundRole, grants, SECRETS, type Access } from "../../../policy/lib/kubernetes/rbac";
import { Undecided } from "../../../policy/lib/node";
import { UNKNOWN } from "../../../policy/lib/unknown";
import { nodeOf, stackOf } from "../support/facts";

const rule = (resources: unknown, verbs: unknown = ["get"]) => nodeOf({ apiGroups: [""], resources, verbs });
const access = (resource: string): Access => ({ groups: [""], resources: [resource], verbs: ["get"] });

describe("what a role grants", () => {
  const cases: [given: string, wanted: string, granted: boolean][] = [
    ["pods", "pods", true],
    ["*", "pods/exec", true],
    ["*/*", "pods", true],
    ["pods/exec", "pods/exec", true],
    ["pods/log", "pods/exec", false],
    ["pods", "pods/exec", false],
    ["pods/exec", "pods", false],
    ["pods/*", "pods/exec", true],
    ["pods/*", "pods", false],
    ["*/exec", "pods/exec", true],
    ["nodes/exec", "pods/exec", false],
    ["userextras/scopes", "userextras/*", true],
    ["userextras", "userextras/*", false],
  ];
  for (const [given, wanted, granted] of cases)
    it(`"${given}" ${granted ? "grants" : "does not grant"} "${wanted}"`, () =>
      expect(grants(rule([given]), access(wanted))).to.equal(granted));

  it("cannot be told of resources or verbs that are not known yet", () => {
    expect(() => grants(rule(UNKNOWN), SECRETS)).to.throw(Undecided);
    expect(() => grants(rule(["secrets"], UNKNOWN), SECRETS)).to.throw(Undecided);
  });
});

describe("the role of a binding", () => {
  const binding = {
    name: "binding",
    type: "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding",
    properties: { roleRef: { kind: "ClusterRole", name: "web" } },
  };
  const role = (name: string) => ({
    name,
    type: "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole",
    properties: { metadata: { name } },
  });
  const config = { name: "config", type: "kubernetes:core/v1:ConfigMap", properties: {} };
  const bound = (dependencies: string[], ...roles: string[]) => {
    const { stack, resource } = stackOf([
      { ...binding, dependencies: { roleRef: dependencies } },
      config,
      ...roles.map(role),
    ]);
    return boundRole(stack, resource("binding"))?.name;
  };

  it("is the one that the binding depends on", () =>
    expect(bound(["config", "other"], "web", "other")).to.equal("other"));
  it("is the one of the name where it depends on no role", () => expect(bound(["config"], "web")).to.equal("web"));
  it("may be none of the stack", () => expect(bound(["config"], "other")).to.equal(undefined));
});
