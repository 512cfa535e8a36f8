import { expect } from "chai";
import { ageGate, parityGate, releaseGate, validationGate } from "../../../operations/release/gates";
import type { StackVerdict } from "../../../operations/policy/gate";
import { asGate } from "../../../operations/release/policy";
import type { ReleaseRecord } from "../../../operations/release/record";

const DIGEST = `sha256:${"a".repeat(64)}`;
const OTHER = `sha256:${"b".repeat(64)}`;
const RECORD: ReleaseRecord = {
  id: "0123456789ab",
  stack: "staging",
  made: "2026-01-01T00:00:00.000Z",
  commit: "c0ffee",
  policies: DIGEST,
  images: { web: DIGEST },
  secrets: {},
  references: {},
  configuration: "config: {}",
};

describe("a gate of a promotion", () => {
  it("is closed for a release that its stack does not run", () => {
    expect(releaseGate(RECORD, { web: DIGEST }, undefined)).to.include({ passed: true });
    const gate = releaseGate(RECORD, { web: OTHER }, undefined);
    expect(gate).to.include({ passed: false });
    expect(gate.evidence).to.contain("other images of web");
  });

  it("is closed for a release that was bad where it is to go", () => {
    const bad = { ...RECORD, validation: { passed: false, at: "yesterday", failed: ["web /api: 500, and not 200"] } };
    const gate = releaseGate(RECORD, { web: DIGEST }, bad);
    expect(gate).to.include({ passed: false });
    expect(gate.evidence).to.contain("failed on yesterday: web /api: 500");
    const good = { ...RECORD, validation: { passed: true, at: "yesterday", failed: [] } };
    expect(releaseGate(RECORD, { web: DIGEST }, good)).to.include({ passed: true });
  });

  it("is closed when a check fails, with what was seen", () => {
    const finding = { service: "web", check: "health", passed: true, evidence: "/readyz: 200" };
    const bad = { service: "web", check: "/api", passed: false, evidence: "/api: 500, and not 200" };
    const of = (...findings: (typeof finding)[]) =>
      validationGate({ stack: "staging", passed: findings.every((one) => one.passed), findings, images: {} });
    expect(of(finding)).to.include({ passed: true, evidence: "1 of 1 checks" });
    expect(of(finding, bad)).to.include({ passed: false, evidence: "web /api: /api: 500, and not 200" });
  });

  it("is closed when the environments differ in what they may not", () => {
    const difference = { resource: "kubernetes:apps/v1:Deployment web", path: "inputs.spec", from: 1, to: 2 };
    expect(parityGate({ differences: [], undeclared: [] })).to.include({ passed: true });
    const gate = parityGate({ differences: [], undeclared: [difference] });
    expect(gate).to.include({ passed: false });
    expect(gate.evidence).to.contain("Deployment web: inputs.spec");
  });

  it("is closed when one of the stacks breaks a rule, or it cannot be said, with the rules", () => {
    const kept = { judged: "preview of production", passed: true, violations: [], undecided: [] };
    const violation = { rule: "k8s-image-digest", level: "mandatory" } as StackVerdict["violations"][number];
    const advice = { rule: "k8s-user", level: "advisory" } as StackVerdict["violations"][number];
    const open = { rule: "k8s-banned-images" } as StackVerdict["undecided"][number];
    expect(asGate([kept])).to.include({ passed: true, evidence: "preview of production: kept" });
    expect(asGate([kept, { ...kept, passed: false, violations: [violation, advice], undecided: [open] }])).to.include({
      passed: false,
      evidence: "preview of production: kept; preview of production: k8s-image-digest, k8s-banned-images undecided",
    });
    expect(asGate([{ ...kept, passed: false }]).evidence).to.contain("an exemption is over");
  });

  it("is closed for a release that is too young", () => {
    const at = (minutes: number) => new Date(new Date(RECORD.made).getTime() + minutes * 60_000);
    expect(ageGate(RECORD, 600_000, at(9))).to.include({ passed: false });
    expect(ageGate(RECORD, 600_000, at(10))).to.include({ passed: true });
  });
});
