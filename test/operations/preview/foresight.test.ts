import { expect } from "chai";
import type { EngineEvent } from "../../../operations/engine-events";
import { Basis } from "../../../operations/preview/basis";
import type { Action } from "../../../operations/preview/changes";
import { forecastOf } from "../../../operations/preview/forecast";
import { scoreOf, scoresInWords, summarizeScores } from "../../../operations/preview/score";
import type { UpdateRecord } from "../../../operations/preview/records";
import { UpdateReader } from "../../../operations/preview/update";

const urn = (name: string, type = "a:b:Thing") => `urn:pulumi:s::p::${type}::${name}`;
const change = (name: string, action: Action = "update", owner = name) => ({
  urn: urn(name),
  action,
  owner: { name: owner, type: "c" },
});
const step = (name: string, from: number, to: number, action: Action = "update") => ({
  urn: urn(name),
  action,
  from,
  to,
});
const update = (seconds: number, ...steps: UpdateRecord["steps"]): UpdateRecord => ({
  at: "2026-11-30T00:00:00Z",
  seconds,
  steps,
});

describe("the forecast of an update", () => {
  it("says that there is no history where there is none", () => {
    expect(forecastOf([change("a")], new Map(), [])).to.deep.equal({ kind: "none" });
    expect(forecastOf([], new Map(), [update(5, step("a", 1, 2))])).to.deep.equal({ kind: "none" });
    // Another kind of change of another type tells nothing.
    expect(forecastOf([change("a", "delete")], new Map(), [update(5, step("a", 1, 2))])).to.deep.equal({
      kind: "none",
    });
  });

  it("adds up what waits for each other, also by way of what stays as it is, and takes the longest of what does not", () => {
    const updates = [update(62, step("build", 2, 12), step("web", 12, 42), step("side", 2, 22))];
    const dependencies = new Map([
      [urn("web"), [urn("between")]],
      [urn("between"), [urn("build")]],
      [urn("side"), []],
      [urn("build"), []],
    ]);
    const forecast = forecastOf([change("build"), change("side"), change("web")], dependencies, updates);
    // 22 seconds of the 62 no step was under way.
    expect(forecast).to.deep.include({ kind: "learnt", likely: 62, updates: 1, unknown: [] });
    expect(forecast)
      .to.have.property("path")
      .that.deep.equals([
        { name: "build", seconds: 10 },
        { name: "web", seconds: 30 },
      ]);
  });

  it("gives the interval in which updates were", () => {
    const updates = [10, 20, 30, 40, 50].map((seconds) => update(seconds, step("web", 0, seconds)));
    const forecast = forecastOf([change("web")], new Map(), updates);
    expect(forecast).to.deep.include({ low: 14, likely: 30, high: 46 });
  });

  it("learns of a resource that it never saw from others of its type, and names what it knows nothing of", () => {
    const updates = [update(10, step("old", 0, 10, "create"))];
    const forecast = forecastOf(
      [change("new", "create"), { ...change("x", "create"), urn: urn("x", "a:b:Other") }],
      new Map(),
      updates,
    );
    expect(forecast).to.deep.include({ likely: 10, unknown: ["x"] });
  });
});

describe("the score of previews", () => {
  const planned = (name: string, certain = true) => ({ urn: urn(name), action: "update" as const, certain });

  it("compares the same of the same resource", () => {
    const happened = [step("a", 0, 1), step("c", 0, 1, "replace"), step("d", 0, 1)];
    const score = scoreOf([planned("a"), planned("b", false), planned("c")], happened);
    expect(score).to.deep.equal({
      planned: 3,
      happened: 3,
      right: 1,
      missed: [
        { urn: urn("c"), action: "replace" },
        { urn: urn("d"), action: "update" },
      ],
      needless: [planned("b", false), planned("c")],
    });
  });

  it("is summed up as precision, of the certain and of all, and recall", () => {
    const score = scoreOf(
      [planned("a"), planned("b", false), planned("c", false), planned("d")],
      [step("a", 0, 1), step("b", 0, 1), step("d", 0, 1)],
    );
    const summary = summarizeScores("s", [{ ...update(1), score }, update(1)]);
    expect(summary).to.include({ compared: 1, precision: 0.75, certainPrecision: 1, recall: 1 });
    const words = scoresInWords([summary, summarizeScores("t", [])], (_format, text) => text);
    expect(words).to.match(/s +1 +4 +3 +75\.0 % +100\.0 % +100\.0 %/);
    expect(words).to.contain("s: foretold and not needed: update Thing c (said to depend on a value not known yet)");
    expect(words).to.contain("t: no update was compared yet");
  });

  it("is taken only where the preview began with what the update began with", () => {
    const state = (name: string, inputs: object) => ({
      type: "a:b:Thing",
      urn: urn(name),
      custom: true,
      inputs: { ...inputs },
    });
    const event = (name: string, op: string, inputs: object) => ({
      metadata: { op, urn: urn(name), type: "a:b:Thing", old: state(name, inputs), new: state(name, inputs) },
    });
    const events: EngineEvent[] = [
      { resourcePreEvent: event("a", "update", { x: 1 }) },
      { resOutputsEvent: event("a", "update", { x: 1 }) },
      { resourcePreEvent: event("begun", "update", {}) },
    ];
    const read = (basis: Record<string, string>) => {
      let time = 0;
      const reader = new UpdateReader(() => (time += 500));
      for (const one of events) reader.add(one);
      return reader.result(new Date(0), { at: "", program: "", basis, steps: [planned("a")] });
    };
    const basis = new Basis();
    for (const one of events) basis.add(one);
    const record = read({ ...basis.result() });
    // What was begun and never ended did not happen.
    expect(record.steps).to.deep.equal([{ urn: urn("a"), action: "update", from: 0.5, to: 1 }]);
    expect(record.score).to.include({ planned: 1, happened: 1, right: 1 });
    expect(read({ ...basis.result(), [urn("a")]: "another" }).score).to.equal(undefined);
    expect(read({ ...basis.result(), [urn("gone")]: "x" }).score).to.equal(undefined);
    expect(read({}).score).to.equal(undefined);
  });
});
