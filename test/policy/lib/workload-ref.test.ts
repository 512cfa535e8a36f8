import { expect } from "chai";
import { judgeResource, judgeStack } from "../../../policy/lib/judge";
import { settingsOf } from "../../../policy/lib/parameters";
import { editsOf } from "../../../policy/lib/remedy";
import { isStackRule } from "../../../policy/lib/rule";
import { rulesOf } from "../../../policy/lib/rules";
import { isElsewhere, withTemplates } from "../../../policy/lib/kubernetes/workload-ref";
import { UNKNOWN } from "../../../policy/lib/unknown";
import { add, all, remove, set, state, without, type Change, type Given } from "../support/changes";
import { factsOf, resourceOf } from "../support/facts";
import { autoscaler, budget } from "../support/replicas";
import { ofNodes, ofZones } from "../support/spread";
import { goodWorkloads, pod, rolloutByReference } from "../support/workloads";

const rules = rulesOf("kubernetes");
const circumstances = (id: string) => ({
  settings: settingsOf(
    rules.find((one) => one.id === id)!,
    {},
  ),
  now: new Date("2026-06-15T12:00:00Z"),
});

/** What the rules say of resources: each finding as rule, resource and path, and each value that is not known yet. */
function said(given: readonly Given[], ...ids: readonly string[]): string[] {
  const facts = given.map((one) => factsOf(one, given));
  return rules
    .filter(({ id }) => ids.length === 0 || ids.includes(id))
    .flatMap((rule) => {
      const verdicts = isStackRule(rule)
        ? [judgeStack(rule, facts, circumstances(rule.id))]
        : facts.map((one) => judgeResource(rule, one, circumstances(rule.id)));
      return verdicts.flatMap(({ findings, undecided }) => [
        ...findings.map(({ urn, path }) => `${rule.id} ${urn.split("::").at(-1)} ${path}`),
        ...undecided.map((one) => `${rule.id} ${one}`),
      ]);
    });
}

const FIVE = [
  "k8s-selector-unique",
  "k8s-selector-matches-template",
  "k8s-min-replicas",
  "k8s-pdb-present",
  "k8s-spread",
] as const;

/** A Rollout of a Deployment's template, with a budget. */
function stack(...changes: readonly Change[]): Given[] {
  const given = [...rolloutByReference(), budget()];
  all(set(pod("topologySpreadConstraints"), [ofZones, ofNodes], "template"), ...changes)(given);
  return given;
}

const reference = "spec.workloadRef";

describe("a Rollout that refers to another workload for its pod template", () => {
  it("keeps the rules that the workload's template keeps", () => {
    expect(said(stack(), ...FIVE)).to.deep.equal([]);
    expect(said(stack(), ...FIVE, "k8s-pdb-unique", "k8s-pdb-allows-eviction", "k8s-hpa-unique")).to.deep.equal([]);
  });

  it("breaks no rule because its own template is missing", () => {
    const [rollout, ...others] = stack();
    const own = structuredClone(rollout!);
    const { spec } = own.properties as { spec: Record<string, unknown> };
    delete spec.workloadRef;
    spec.template = (others[0]!.properties.spec as Record<string, unknown>).template;
    const withOwn = new Set(said([own, budget()]));
    const about = (list: readonly string[]) => list.filter((one) => / web /.test(one) && !withOwn.has(one));
    expect(about(said(stack())), "with the workload").to.deep.equal([]);
    expect(about(said(stack(remove("spec.selector")))), "without a selector of its own").to.deep.equal([]);
    expect(about(said([rollout!, budget()])), "with a workload of another stack").to.deep.equal([]);
  });

  it("needs a budget that selects the template's labels, and counts its own replicas", () => {
    const missing = ["k8s-pdb-present web spec.template.metadata.labels"];
    expect(said(stack(without("web-budget")), ...FIVE)).to.deep.equal(missing);
    const otherLabels = set("spec.template.metadata.labels", { app: "other" }, "template");
    expect(said(stack(otherLabels), "k8s-pdb-present")).to.deep.equal(missing);
    expect(said(stack(set("spec.replicas", 1)), ...FIVE)).to.deep.equal(["k8s-min-replicas web spec.replicas"]);
  });

  it("is what an autoscaler scales", () => {
    const target = { apiVersion: "argoproj.io/v1alpha1", kind: "Rollout", name: "web" };
    const scaled = stack(add(autoscaler({ scaleTargetRef: target })), remove("spec.replicas"));
    const about = ["k8s-hpa-target-exists", "k8s-hpa-target-has-requests", "k8s-hpa-unique", "k8s-min-replicas"];
    expect(said(scaled, ...about)).to.deep.equal([]);
    const withoutRequests = remove(pod("containers[0].resources.requests.cpu"), "template");
    withoutRequests(scaled);
    expect(said(scaled, "k8s-hpa-target-has-requests").join()).to.contain(" web");
  });

  it("may refer to a ReplicaSet or a PodTemplate", () => {
    const kind = (type: string, name: string) => all(state({ type }, "template"), set(`${reference}.kind`, name));
    expect(said(stack(kind("kubernetes:apps/v1:ReplicaSet", "ReplicaSet")), ...FIVE)).to.deep.equal([]);
    const template = stack(kind("kubernetes:core/v1:PodTemplate", "PodTemplate"));
    const lender = template.find(({ name }) => name === "template")!;
    const { metadata, spec } = lender.properties as { metadata: unknown; spec: Record<string, unknown> };
    lender.properties = { metadata, template: spec.template };
    expect(said(template, ...FIVE)).to.deep.equal([]);
    remove("template.spec.topologySpreadConstraints", "template")(template);
    expect(said(template, "k8s-spread-autoscaled")).to.deep.equal([
      `k8s-spread-autoscaled web ${pod("topologySpreadConstraints")}`,
    ]);
  });

  it("takes the template of what it depends on, whatever that is called", () => {
    const unknown = all(set(`${reference}.name`, UNKNOWN), set("metadata.name", UNKNOWN, "template"));
    const depends = state({ dependencies: { spec: ["template"] } });
    expect(said(stack(unknown, depends), ...FIVE)).to.deep.equal([]);
    // Without a dependency it may be any, and only the selector says which pods they are.
    expect(said(stack(unknown, without("web-budget")), "k8s-pdb-present")).to.deep.equal([
      "k8s-pdb-present web spec.template.metadata.labels",
    ]);
  });

  it("takes no template of another kind, name or namespace", () => {
    const bare = remove(pod("topologySpreadConstraints"), "template");
    for (const other of [
      set(`${reference}.kind`, "ReplicaSet"),
      set(`${reference}.name`, "other"),
      set("metadata.namespace", "elsewhere", "template"),
      state({ type: "kubernetes:apps/v1:DeploymentPatch" }, "template"),
      state({ type: "kubernetes:apps/v1:StatefulSet" }, "template"),
    ])
      expect(said(stack(bare, other), "k8s-spread-autoscaled")).to.deep.equal([]);
    expect(said(stack(bare), "k8s-spread-autoscaled")).to.have.length(1);
    expect(said(stack(bare, set("metadata.namespace", UNKNOWN, "template")), "k8s-spread-autoscaled")).to.have.length(
      1,
    );
  });

  it("leaves the workload one of its own as long as that runs pods", () => {
    const few = set("spec.replicas", 1, "template");
    const finding = ["k8s-min-replicas template spec.replicas"];
    expect(said(stack(few), ...FIVE)).to.deep.equal(finding);
    expect(said(stack(few, set(`${reference}.scaleDown`, "never")), ...FIVE)).to.deep.equal(finding);
    for (const scaleDown of ["onsuccess", "progressively"])
      expect(said(stack(few, set(`${reference}.scaleDown`, scaleDown)), ...FIVE)).to.deep.equal([]);
    expect(
      said(stack(set("spec.replicas", 0, "template"), without("web")), "k8s-min-replicas"),
      "a workload of zero",
    ).to.deep.equal(finding);
  });

  it("has the selector of its workload, and of no other", () => {
    const running = set("spec.replicas", 2, "template");
    expect(said(stack(running), "k8s-selector-unique")).to.deep.equal([]);
    const reversed = stack(running).reverse();
    expect(said(reversed, "k8s-selector-unique"), "in another order").to.deep.equal([]);
    const [another] = structuredClone(goodWorkloads()["a StatefulSet"]!);
    expect(said(stack(running, add({ ...another!, name: "third" })), "k8s-selector-unique")).to.deep.equal([
      "k8s-selector-unique third spec.selector",
    ]);
  });

  it("is judged by its own template where it has one", () => {
    const [own] = structuredClone(goodWorkloads()["a Rollout of Argo"]!);
    set(reference, { kind: "Deployment", name: "web" })([own!]);
    remove("spec.template.metadata.labels")([own!]);
    expect(said([own!], "k8s-selector-matches-template")).to.have.length(1);
    const [none] = structuredClone(goodWorkloads()["a Rollout of Argo"]!);
    remove("spec.template")([none!]);
    expect(said([none!], "k8s-selector-matches-template"), "neither template nor reference").to.have.length(1);
  });

  it("gets nothing from a remediation that would be a second template", () => {
    const [rollout] = stack(set("spec.replicas", 3));
    const facts = factsOf(rollout!, []);
    const edits = rules.flatMap((rule) => editsOf(rule, facts, circumstances(rule.id)));
    expect(edits.filter(({ keys }) => keys[1] === "template")).to.deep.equal([]);
    expect(edits.filter(({ keys }) => keys[1] === "selector")).to.deep.equal([]);
  });

  it("leaves nothing but template and selector to its workload, and to no other kind", () => {
    const [rollout] = stack();
    const { type, properties } = rollout!;
    for (const keys of [
      ["spec", "template", "spec"],
      ["spec", "selector"],
    ])
      expect(isElsewhere(resourceOf(type, properties), keys), keys.join(".")).to.equal(true);
    for (const keys of [["spec", "replicas"], ["metadata", "template"], ["spec"]])
      expect(isElsewhere(resourceOf(type, properties), keys), keys.join(".")).to.equal(false);
    const other = "kubernetes:apps/v1:Deployment";
    expect(isElsewhere(resourceOf(other, properties), ["spec", "template"])).to.equal(false);
    const given = stack(state({ type: other }));
    const facts = given.map((one) => factsOf(one, given));
    expect(withTemplates(facts).facts).to.deep.equal(facts);
  });

  it("has the secrets of both", () => {
    const given = stack();
    const facts = given.map((one) => ({ ...factsOf(one, given), secrets: [`of ${one.name ?? "web"}`] }));
    expect(withTemplates(facts).facts[0]!.secrets).to.deep.equal(["of web", "of template"]);
    const alone = given.slice(0, 1).map((one) => factsOf(one, given));
    expect(withTemplates(alone).facts[0]!.secrets).to.deep.equal([]);
  });

  it("shows no secret of the workload", () => {
    const given = stack(set("spec.template.metadata.labels", { app: "hidden" }, "template"));
    const facts = given.map((one) => ({
      ...factsOf(one, given),
      secrets: one.name === "template" ? ["spec.template.metadata.labels"] : [],
    }));
    const rule = rules.find(({ id }) => id === "k8s-scrape-covers-workloads")!;
    const { findings } = judgeStack(rule, facts, circumstances(rule.id));
    expect(JSON.stringify(findings)).not.to.contain("hidden");
  });
});
