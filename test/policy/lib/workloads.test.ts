import { expect } from "chai";
import { autoscalersOf, scaledBy } from "../../../policy/lib/kubernetes/autoscaler";
import { coveredBy } from "../../../policy/lib/kubernetes/budget";
import { Coverage, serving } from "../../../policy/lib/kubernetes/coverage";
import { defaultAmount } from "../../../policy/lib/kubernetes/limit-range";
import { named } from "../../../policy/lib/kubernetes/named";
import { accountName, accountOf } from "../../../policy/lib/kubernetes/service-account";
import { share } from "../../../policy/lib/kubernetes/share";
import { podTemplate } from "../../../policy/lib/kubernetes/workload";
import { kinds } from "../../../policy/lib/kubernetes/kinds";
import { Undecided } from "../../../policy/lib/node";
import { UNKNOWN } from "../../../policy/lib/unknown";
import type { Given } from "../support/changes";
import { resourceOf, stackOf } from "../support/facts";

const metadata = (name: unknown, namespace: unknown = "shop") => ({ name, namespace });
const workload = (name: string, pod: Record<string, unknown> = {}, facts: Partial<Given> = {}): Given => ({
  name,
  type: "kubernetes:apps/v1:Deployment",
  properties: { metadata: metadata(name), spec: { template: { metadata: { labels: { app: name } }, spec: pod } } },
  ...facts,
});
const config: Given = { name: "config", type: "kubernetes:core/v1:ConfigMap", properties: {} };

describe("what an autoscaler scales", () => {
  const autoscaler = (dependencies: string[], kind: unknown = "Deployment", name: unknown = "web"): Given => ({
    name: "autoscaler",
    type: "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
    properties: {
      metadata: metadata("autoscaler"),
      spec: { scaleTargetRef: { apiVersion: "apps/v1", kind, name } },
    },
    dependencies: { spec: dependencies },
  });
  const set = { ...workload("set"), type: "kubernetes:apps/v1:StatefulSet" };
  const daemon = { ...workload("daemon"), type: "kubernetes:apps/v1:DaemonSet" };
  const scaled = (one: Given, ...others: Given[]) => {
    const { stack, resource } = stackOf([one, config, set, daemon, ...others]);
    return scaledBy(stack, resource("autoscaler"))?.name;
  };

  it("is the workload of its kind that it depends on", () => {
    const one = autoscaler(["config", "set", "daemon", "api"], "Deployment", UNKNOWN);
    expect(scaled(one, workload("web"), workload("api"))).to.equal("api");
    expect(scaled(autoscaler(["daemon"], "DaemonSet", "none"))).to.equal(undefined);
  });

  it("is the workload of its kind and name where it depends on none", () => {
    expect(scaled(autoscaler(["config", "set"]), workload("api"), workload("web"))).to.equal("web");
    expect(scaled(autoscaler([], "Deployment", "set"))).to.equal(undefined);
  });

  it("is the one of its name among several that it depends on", () => {
    const both = [workload("api"), workload("web")];
    expect(scaled(autoscaler(["api", "web"]), ...both)).to.equal("web");
    expect(scaled(autoscaler(["api"]), ...both)).to.equal("web");
    expect(() => scaled(autoscaler(["api", "web"], "Deployment", UNKNOWN), ...both)).to.throw(Undecided);
    const unnamed = { ...workload("api"), properties: { metadata: metadata(UNKNOWN), spec: {} } };
    expect(scaled(autoscaler(["api"], "Deployment", "other"), unnamed)).to.equal("api");
  });

  it("cannot be told while its kind or name is not known yet", () => {
    expect(() => scaled(autoscaler([], UNKNOWN), workload("web"))).to.throw(Undecided);
    expect(() => scaled(autoscaler([], "Deployment", UNKNOWN), workload("web"))).to.throw(Undecided);
  });

  it("is found again by the workload", () => {
    const { stack, resource } = stackOf([autoscaler([]), workload("web"), workload("api")]);
    expect(autoscalersOf(stack, resource("web"))).to.deep.equal([resource("autoscaler")]);
    expect(autoscalersOf(stack, resource("api"))).to.deep.equal([]);
  });

  const ofWeb = (one: Given, web = workload("web"), ...others: Given[]) => {
    const { stack, resource, notes } = stackOf([one, web, ...others]);
    return { found: autoscalersOf(stack, resource("web")).map(({ name }) => name), notes: [...notes] };
  };
  const nameless = autoscaler([], "Deployment", UNKNOWN);
  const at = (one: Given, place: unknown): Given => ({
    ...one,
    properties: { ...one.properties, metadata: metadata(one.name!, place) },
  });

  it("may be any workload that nothing speaks against while it is not known yet", () => {
    for (const one of [nameless, autoscaler([], UNKNOWN), at(autoscaler([]), UNKNOWN)])
      expect(() => ofWeb(one), JSON.stringify(one)).to.throw(Undecided);
    expect(() => ofWeb(autoscaler([]), at(workload("web"), UNKNOWN))).to.throw(Undecided);
    const unnamed = { ...workload("web"), properties: { metadata: metadata(UNKNOWN), spec: {} } };
    expect(() => ofWeb(autoscaler([]), unnamed)).to.throw(Undecided);
  });

  it("is not a workload of another kind, group, namespace or name, whatever is not known yet of it", () => {
    const ofGroup = (apiVersion: unknown): Given => ({
      ...nameless,
      properties: {
        metadata: metadata("autoscaler"),
        spec: { scaleTargetRef: { apiVersion, kind: UNKNOWN, name: UNKNOWN } },
      },
    });
    const others = [
      autoscaler([], "StatefulSet", UNKNOWN),
      ofGroup("argoproj.io/v1alpha1"),
      ofGroup(undefined),
      at(nameless, "elsewhere"),
      at(autoscaler([], "Deployment", "api"), UNKNOWN),
    ];
    for (const one of others) expect(ofWeb(one).found, JSON.stringify(one)).to.deep.equal([]);
    expect(ofWeb(at(nameless, "elsewhere")).notes).to.deep.equal([]);
    expect(ofWeb(autoscaler(["api"], "Deployment", UNKNOWN), workload("web"), workload("api")).found).to.deep.equal([]);
  });

  it("is beside another one that is not known yet", () => {
    const second = { ...nameless, name: "second" };
    expect(ofWeb(second, workload("web"), autoscaler([])).found).to.deep.equal(["autoscaler"]);
  });
});

describe("what a disruption budget covers", () => {
  it("is every workload whose pods it selects, but no patch of one", () => {
    const budget: Given = {
      name: "budget",
      type: "kubernetes:policy/v1:PodDisruptionBudget",
      properties: { metadata: metadata("budget"), spec: { selector: { matchLabels: { app: "web" } } } },
    };
    const patch = { ...workload("web"), name: "patch", type: "kubernetes:apps/v1:DeploymentPatch" };
    const { stack, resource } = stackOf([budget, workload("web"), workload("api"), patch]);
    expect(coveredBy(stack, resource("budget")).map(({ name }) => name)).to.deep.equal(["web"]);
  });
});

describe("a coverage", () => {
  it("covers what it was given, and everything once an item is not known", () => {
    const coverage = new Coverage();
    coverage.addEach(["a"], (item) => [item]);
    expect([coverage.has("a"), coverage.has("b")]).to.deep.equal([true, false]);
    coverage.addEach(["c", "d"], (item) => {
      if (item === "c") throw new Undecided("spec");
      return [item];
    });
    expect([coverage.has("a"), coverage.has("b"), coverage.has("d")]).to.deep.equal([true, true, true]);
  });

  it("is asked of workloads with a port in any container", () => {
    const containers = [{ name: "proxy" }, { name: "web", ports: [{ containerPort: 80 }] }];
    const { stack } = stackOf([workload("web", { containers }), workload("worker", { containers: [{ name: "a" }] })]);
    expect(serving(stack).map(({ name }) => name)).to.deep.equal(["web"]);
  });
});

describe("what a LimitRange gives a container", () => {
  const amount = (list: "limits" | "requests", ...limits: unknown[]) => {
    const range = {
      type: "kubernetes:core/v1:LimitRange",
      properties: { metadata: metadata("range"), spec: { limits } },
    };
    return defaultAmount(stackOf([range]).stack, "shop", list, "cpu");
  };
  const item = (fields: Record<string, number>, type = "Container") => ({
    type,
    ...Object.fromEntries(Object.entries(fields).map(([field, cpu]) => [field, { cpu }])),
  });

  it("is what the API server looks for first", () => {
    expect(amount("limits", item({ default: 1, max: 2 }))).to.equal(1);
    expect(amount("limits", item({ max: 2, min: 3, defaultRequest: 4 }))).to.equal(2);
    expect(amount("limits", item({ min: 3, defaultRequest: 4 }))).to.equal(undefined);
    expect(amount("requests", item({ default: 1, max: 2, min: 3, defaultRequest: 4 }))).to.equal(4);
    expect(amount("requests", item({ default: 1, max: 2, min: 3 }))).to.equal(1);
    expect(amount("requests", item({ max: 2, min: 3 }))).to.equal(2);
    expect(amount("requests", item({ min: 3 }))).to.equal(3);
  });

  it("is in the first item for containers that names it", () => {
    expect(amount("limits", item({ default: 5 }, "Pod"), item({}), item({ default: 1 }))).to.equal(1);
  });
});

describe("objects by name", () => {
  const secrets = kinds("/Secret");
  const secret = (name: unknown, namespace: unknown = "shop", facts: Partial<Given> = {}): Given => ({
    name: String(name),
    type: "kubernetes:core/v1:Secret",
    properties: { metadata: { name, namespace } },
    ...facts,
  });
  const found = (name: string, ...given: Given[]) =>
    named(stackOf(given).stack, secrets, "shop", name).map((one) => one.name);

  it("are those of the namespace, without patches", () => {
    expect(found("web", secret("web"), secret("api"))).to.deep.equal(["web"]);
    expect(found("web", secret("web", "other"))).to.deep.equal([]);
    expect(found("web", secret("web", "shop", { type: "kubernetes:core/v1:SecretPatch" }))).to.deep.equal([]);
  });

  it("are found without a word about other names that are not known yet", () => {
    const { stack, notes } = stackOf([secret(UNKNOWN), secret("web"), secret(UNKNOWN, "other")]);
    expect(named(stack, secrets, "shop", "web").map((one) => one.name)).to.deep.equal(["web"]);
    expect([...notes]).to.deep.equal([]);
    expect(() => named(stack, secrets, "shop", "api")).to.throw(Undecided);
    expect([...notes].join()).to.contain("metadata.name");
  });

  it("are none where an object has no name, whatever is looked for", () => {
    for (const none of [undefined, "", null]) expect(found("", secret(none))).to.deep.equal([]);
    expect(found("web", secret(undefined), secret("web"))).to.deep.equal(["web"]);
  });

  it("are found beside what is not known yet, which may be another of the name", () => {
    expect(found("web", secret(UNKNOWN), secret("api", UNKNOWN), secret("web"))).to.deep.equal(["web"]);
    expect(() => found("web", secret(UNKNOWN))).to.throw(Undecided);
    expect(() => found("web", secret("api", UNKNOWN))).to.throw(Undecided);
    expect(found("web", secret(UNKNOWN, "other"))).to.deep.equal([]);
  });
});

describe("the account of a pod", () => {
  const nameOf = (pod: Record<string, unknown>) =>
    accountName(podTemplate(resourceOf("kubernetes:core/v1:Pod", { spec: pod }))!).value;

  it("is named by the new field, or by the old one where that is empty", () => {
    expect(nameOf({ serviceAccountName: "web", serviceAccount: "old" })).to.equal("web");
    expect(nameOf({ serviceAccountName: "", serviceAccount: "old" })).to.equal("old");
    expect(nameOf({ serviceAccount: "old" })).to.equal("old");
    expect(nameOf({ serviceAccountName: "" })).to.equal("");
  });

  const account = (name: unknown, namespace: unknown = "shop"): Given => ({
    name: `account-${String(name)}`,
    type: "kubernetes:core/v1:ServiceAccount",
    properties: { metadata: { name, namespace } },
  });
  const runsAs = (pod: Record<string, unknown>, dependencies: string[], ...accounts: Given[]) => {
    const { stack, resource } = stackOf([workload("web", pod, { dependencies: { spec: dependencies } }), ...accounts]);
    return accountOf(stack, resource("web"));
  };

  it("is the one of the name, though the pod may depend on others", () => {
    const { resource, identity } = runsAs(
      { serviceAccountName: "web" },
      ["account-api"],
      account("api"),
      account("web"),
    );
    expect([resource?.name, identity]).to.deep.equal(["account-web", resource?.urn]);
    expect(runsAs({ serviceAccountName: "none" }, ["account-api"], account("api"))).to.deep.equal({
      identity: "shop/none",
      resource: undefined,
    });
    expect(runsAs({}, []).identity).to.equal("shop/default");
  });

  it("is the one that the pod depends on where the name is not known yet", () => {
    const unknown = { serviceAccountName: UNKNOWN };
    expect(runsAs(unknown, ["account-api"], account("api")).resource?.name).to.equal("account-api");
    expect(() => runsAs(unknown, ["account-api", "account-web"], account("api"), account("web"))).to.throw(Undecided);
    expect(() => runsAs(unknown, [], account("api"))).to.throw(Undecided);
  });

  it("is found beside accounts that are not known yet", () =>
    expect(
      runsAs({ serviceAccountName: "web" }, [], account(UNKNOWN), account("api", UNKNOWN), account("web")).resource
        ?.name,
    ).to.equal("account-web"));
});

describe("a share", () => {
  it("is a number, or a percentage of which parts of one count as one", () => {
    expect([share(2, 10), share("25%", 10), share("0%", 10), share("100%", 3)]).to.deep.equal([2, 3, 0, 3]);
    for (const other of ["2", "x%", "5%%", undefined, null, true, {}]) expect(share(other, 10)).to.equal(undefined);
  });
});
