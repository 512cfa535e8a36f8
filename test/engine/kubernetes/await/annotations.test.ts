import { expect } from "chai";
import { AwaitError, awaitDeleted, awaitReady, parseWaitFor } from "../../../../engine/kubernetes/await";
import { timeoutOf } from "../../../../engine/kubernetes/await/annotations";
import type { KubernetesObject } from "../../../../engine/kubernetes/types";
import { FakeCluster } from "./support/fake-cluster";
import { deployment, object } from "./support/objects";
import { Run } from "./support/run";

function widget(status: Record<string, unknown>, metadata: Record<string, unknown> = {}): KubernetesObject {
  return object("example.org/v1", "Widget", "one", { status }, metadata);
}

function annotated(annotations: Record<string, string>, base = widget({})): KubernetesObject {
  return { ...base, metadata: { ...base.metadata, annotations } };
}

/** Whether the annotation's value counts the object as ready. */
async function isMet(value: string, one: KubernetesObject): Promise<boolean> {
  const run = new Run();
  run.start(run.cluster.put(one), { rule: parseWaitFor(value) });
  const open = await run.isOpen();
  run.abort.abort();
  return !open;
}

describe("annotation pulumi.com/waitFor", () => {
  const conditions = [
    { type: "Ready", status: "True" },
    { type: "Degraded", status: "False" },
  ];
  const ready = widget({
    phase: "Running",
    count: 3,
    on: true,
    list: [
      { name: "a", v: "x" },
      { name: "b", v: "y" },
    ],
    conditions,
  });

  const cases: [value: string, met: boolean][] = [
    ["condition=Ready", true],
    ["condition=ready", true],
    ["condition=Ready=True", true],
    ["condition=Degraded", false],
    ["condition=Degraded=false", true],
    ["condition=Absent", false],
    ["jsonpath={.status.phase}", true],
    ["jsonpath={.status.absent}", false],
    ["jsonpath={.status.phase}=Running", true],
    ["jsonpath={.status.phase}=Pending", false],
    ["jsonpath={ .status.phase }=Running", true],
    ["jsonpath={$.status.phase}=Running", true],
    ["jsonpath={.status.count}=3", true],
    ["jsonpath={.status.on}=true", true],
    ["jsonpath={.status.list}", true],
    ["jsonpath={.status.list[1].v}=y", true],
    ["jsonpath={.status.list[*].v}=x", true],
    ["jsonpath={.status.list[].v}", true],
    ['jsonpath={.status.list[?(@.name=="b")].v}=y', true],
    ['jsonpath={.status.conditions[?(@.type=="Ready")].status}=True', true],
    ['jsonpath={.status.conditions[?@.type=="Ready"].status}=True', true],
    ['jsonpath={.status.conditions[?(@.type=="}")].status}=True', false],
    ['["condition=Ready", "jsonpath={.status.phase}=Running"]', true],
    ['["condition=Ready", "jsonpath={.status.phase}=Pending"]', false],
  ];
  for (const [value, met] of cases) {
    it(`${met ? "is met by" : "is not met by"} the object: ${value}`, async () => {
      expect(await isMet(value, ready)).to.equal(met);
    });
  }

  for (const value of [
    "",
    "Ready",
    "condition=",
    "condition=Ready=True=False",
    "jsonpath={.status.phase",
    "jsonpath='{.status.phase}'=Running",
    "jsonpath=.status.phase",
    "jsonpath={.status.phase}=",
    "jsonpath={.status.phase}=a=b",
    "jsonpath={.status.phase}={.spec.phase}",
    "jsonpath={.status.phase}Running",
    "[]",
    "[1]",
    "[condition=Ready]",
  ]) {
    it(`refuses ${JSON.stringify(value)}`, () => {
      expect(() => parseWaitFor(value)).to.throw(/expected|begins like/);
    });
  }

  it("does not take a condition of an older generation", async () => {
    const old = { conditions: [{ type: "Ready", status: "True", observedGeneration: 1 }] };
    expect(await isMet("condition=Ready", widget(old, { generation: 2 }))).to.equal(false);
    const status = { observedGeneration: 1, conditions: [{ type: "Ready", status: "True" }] };
    expect(await isMet("condition=Ready", widget(status, { generation: 2 }))).to.equal(false);
    expect(await isMet("condition=Ready", widget({ ...status, observedGeneration: 2 }, { generation: 2 }))).to.equal(
      true,
    );
  });

  it("says what it waits for and what it found", async () => {
    const run = new Run();
    const pending = widget({
      phase: "Pending",
      conditions: [{ type: "Ready", status: "False", message: "no quorum" }],
    });
    const rule = parseWaitFor('["condition=Ready", "jsonpath={.status.phase}=Running"]');
    run.start(run.cluster.put(pending), { rule, timeoutSeconds: 5 });
    await run.clock.advance(6);
    expect((await run.failure()).headline).to.equal(
      "Widget apps/one was not ready within 5 s: waiting for condition=Ready (found False: no quorum) " +
        "and jsonpath={.status.phase}=Running (found Pending)",
    );
  });
});

describe("awaitReady and awaitDeleted, on a cluster in memory", () => {
  function context(one: KubernetesObject, cluster = new FakeCluster(), signal = new AbortController().signal) {
    const object = cluster.put(one);
    return {
      client: cluster,
      object,
      inputs: one,
      operation: "create" as const,
      timeoutSeconds: 0,
      signal,
      report: () => undefined,
    };
  }

  it("takes kinds without a rule and custom resources as they are", async () => {
    const cluster = new FakeCluster();
    for (const one of [widget({}), object("v1", "ConfigMap", "settings")]) {
      const given = context(one, cluster);
      expect(await awaitReady(given)).to.equal(given.object);
    }
    expect(cluster.opened + cluster.reads).to.equal(0);
  });

  it("does not wait for what is to be skipped", async () => {
    const skipped = context(annotated({ "pulumi.com/skipAwait": "true" }, deployment()));
    expect(await awaitReady(skipped)).to.equal(skipped.object);
    await awaitDeleted({ ...skipped, operation: "delete" });
    expect(skipped.client.opened + skipped.client.reads).to.equal(0);
  });

  it("prefers the annotation to the rule of the kind", async () => {
    const given = context(annotated({ "pulumi.com/waitFor": "jsonpath={.spec.replicas}=1" }, deployment()));
    expect(await awaitReady(given)).to.equal(given.object);
  });

  it("says what is wrong with an annotation, and keeps the object", async () => {
    const given = context(annotated({ "pulumi.com/waitFor": "Ready" }));
    const error = await awaitReady(given).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(AwaitError);
    expect((error as AwaitError).headline).to.equal(
      "Widget apps/one: the annotation pulumi.com/waitFor cannot be read: Ready: expected condition=... or jsonpath=...",
    );
    expect((error as AwaitError).object).to.equal(given.object);
  });

  it("does not begin when it is cancelled already", async () => {
    const given = context(deployment(), new FakeCluster(), AbortSignal.abort());
    const error = await awaitReady(given).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect((error as AwaitError).reason).to.equal("Cancelled");
    expect(given.client.opened).to.equal(0);
  });

  it("takes the custom time-out, else the annotation, else ten minutes", () => {
    const inputs = annotated({ "pulumi.com/timeoutSeconds": "90" });
    expect(timeoutOf({ timeoutSeconds: 40, inputs })).to.equal(40);
    expect(timeoutOf({ timeoutSeconds: 0, inputs })).to.equal(90);
    for (const value of ["", "soon", "-1", "0"]) {
      expect(timeoutOf({ timeoutSeconds: 0, inputs: annotated({ "pulumi.com/timeoutSeconds": value }) })).to.equal(600);
    }
    expect(timeoutOf({ timeoutSeconds: 0, inputs: widget({}) })).to.equal(600);
  });
});
