import type { StackValidationArgs, StackValidationPolicy } from "@pulumi/policy";
import { expect } from "chai";
import { judgeComingImages } from "../../../policy/lib/judge";
import { comingImages, withBuiltImages } from "../../../policy/lib/kubernetes/built-images";
import { settingsOf } from "../../../policy/lib/parameters";
import { UNKNOWN } from "../../../policy/lib/unknown";
import { policyOf } from "../../../policy/lib/pack";
import banned from "../../../policy/rules/kubernetes/hardening/k8s-banned-images";
import digest from "../../../policy/rules/kubernetes/images/k8s-image-digest";
import stackRule from "../../../policy/rules/kubernetes/images/k8s-image-ecr-exists";
import allowed from "../../../policy/rules/kubernetes/images/k8s-image-registry-allowed";
import { analyze, analyzeStack, type Sent } from "../support/analyzer";
import { add, set, type Change, type Given } from "../support/changes";
import { factsOf } from "../support/facts";
import { goodWorkloads, pod } from "../support/workloads";

const IMAGE = pod("containers[0].image");
const PLACE = `web (kubernetes:apps/v1:Deployment): ${IMAGE}`;
const REGISTRY = "registry.example.org";
const DIGEST = `sha256:${"0".repeat(64)}`;

/** An image that is built and pushed, as its preview has it. */
const built = (imageName: unknown, more: object = {}, name = "build"): Given => ({
  type: "docker:index/image:Image",
  name,
  properties: { imageName, build: {}, repoDigest: UNKNOWN, ...more },
});

/** A Deployment whose image is not known yet, beside what its spec depends on. */
function previewed(sources: readonly Given[], ...changes: readonly Change[]): Given[] {
  const given = structuredClone(goodWorkloads()["a Deployment"]!);
  given[0]!.dependencies = { spec: sources.map(({ name }) => name!) };
  for (const change of [set(IMAGE, UNKNOWN), ...sources.map(add), ...changes]) change(given);
  return given;
}

const facts = (given: readonly Given[]) => given.map((one) => factsOf(one, given));

/** The images that the one of the Deployment may come to be. */
function imagesOf(...args: Parameters<typeof previewed>): unknown[] {
  const [coming] = comingImages(facts(previewed(...args)));
  expect(coming!.places).to.include(PLACE);
  return coming!.variants.map(({ properties }) => imageIn(properties));
}

function imageIn(properties: unknown): string {
  const { spec } = properties as { spec: { template: { spec: { containers: { image: string }[] } } } };
  return spec.template.spec.containers[0]!.image;
}

const random: Given = { type: "random:index/randomId:RandomId", name: "random", properties: { hex: UNKNOWN } };

describe("images that a preview does not know yet", () => {
  it("have the name of their build, with a digest", () => {
    expect(imagesOf([built(`${REGISTRY}/shop/web:1.2.3`)])).to.deep.equal([`${REGISTRY}/shop/web@${DIGEST}`]);
    const buildx = {
      type: "docker-build:index:Image",
      name: "build",
      properties: { push: true, tags: [`${REGISTRY}/web:1`, "quay.io/web:1"], ref: UNKNOWN },
    };
    expect(imagesOf([buildx])).to.deep.equal([`${REGISTRY}/web@${DIGEST}`, `quay.io/web@${DIGEST}`]);
  });

  it("may be any of the images that are built for the workload", () => {
    const sources = [built(`${REGISTRY}/web:1`), built(`${REGISTRY}/sidecar:1`, {}, "other")];
    expect(imagesOf(sources)).to.deep.equal([`${REGISTRY}/web@${DIGEST}`, `${REGISTRY}/sidecar@${DIGEST}`]);
    // One that is built already is known, so it is not the one that is not.
    const done = built(
      `${REGISTRY}/sidecar:1`,
      { repoDigest: `${REGISTRY}/sidecar@sha256:${"b".repeat(64)}` },
      "other",
    );
    expect(imagesOf([sources[0]!, done])).to.deep.equal([`${REGISTRY}/web@${DIGEST}`]);
  });

  for (const [why, source] of Object.entries({
    "whose build is named by something unknown": built(UNKNOWN),
    "that are not pushed": built(`${REGISTRY}/web:1`, { skipPush: true }),
    "of which it is not known whether they are pushed": built(`${REGISTRY}/web:1`, { skipPush: UNKNOWN }),
    "whose build has no name": built("no name!"),
    "that docker-build keeps to itself": {
      type: "docker-build:index:Image",
      name: "build",
      properties: { tags: [`${REGISTRY}/web:1`], ref: UNKNOWN },
    },
    "that docker-build gives one name which is not known": {
      type: "docker-build:index:Image",
      name: "build",
      properties: { push: true, tags: [`${REGISTRY}/web:1`, UNKNOWN], ref: UNKNOWN },
    },
    "that come from no build": random,
  })) {
    it(`are nothing that could be said of those ${why}`, () => {
      expect(imagesOf([source])).to.deep.equal([]);
    });
  }

  it("are nothing that could be said of where one of the builds has no name yet", () => {
    expect(imagesOf([built(`${REGISTRY}/web:1`), built(UNKNOWN, {}, "other")])).to.deep.equal([]);
  });

  it("are put in their places, and nowhere else", () => {
    const other = { name: "other", image: `${REGISTRY}/other@sha256:${"c".repeat(64)}` };
    const given = facts(previewed([built(`${REGISTRY}/web:1`)], set(pod("containers[1]"), other)));
    const [{ variants } = { variants: [] }] = comingImages(given);
    const { spec } = variants[0]!.properties as { spec: { template: { spec: { containers: object[] } } } };
    expect(spec.template.spec.containers[1]).to.deep.equal(other);
    expect(comingImages(facts(goodWorkloads()["a Deployment"]!))).to.deep.equal([]);
  });

  it("are not taken for their build's where another unknown value may be what they are named by", () => {
    const build = built(`${REGISTRY}/web:1`);
    expect(imagesOf([build, random])).to.deep.equal([]);
    const elsewhere = set("spec.template.metadata.annotations.revision", UNKNOWN);
    expect(imagesOf([build, random], elsewhere)).to.have.length(1);
    // Another image is no such place.
    expect(imagesOf([build, random], set(pod("initContainers[0].image"), UNKNOWN))).to.deep.equal([]);
    // What is known, and what is secret, is not in an unknown name.
    const known = { ...random, properties: { hex: "00" } };
    const secret: Given = { type: "kubernetes:core/v1:Secret", name: "secret", properties: { stringData: UNKNOWN } };
    expect(imagesOf([build, known, secret])).to.have.length(1);
    const password = { ...random, name: "password", properties: { length: 8, result: UNKNOWN } };
    const marked = facts(previewed([build, password])).map((one) =>
      one.name === "password" ? { ...one, secrets: ["result"] } : one,
    );
    expect(comingImages(marked)[0]!.variants).to.have.length(1);
  });

  it("are known where they are one thing only, for rules about the stack", () => {
    const one = withBuiltImages(facts(previewed([built(`${REGISTRY}/web:1`)])));
    expect(imageIn(one[0]!.properties)).to.equal(`${REGISTRY}/web@${DIGEST}`);
    const two = facts(previewed([built(`${REGISTRY}/web:1`), built(`${REGISTRY}/other:1`, {}, "other")]));
    expect(withBuiltImages(two)).to.deep.equal(two);
    // Nothing is made anew where no build is to come, as in every state.
    const done = { repoDigest: `${REGISTRY}/web@sha256:${"b".repeat(64)}` };
    const none = facts(previewed([built(`${REGISTRY}/web:1`, done)]));
    expect(withBuiltImages(none)).to.equal(none);
  });
});

describe("rules about images, where these are not known yet", () => {
  const judge = (given: Given[], registries = [REGISTRY], more: object = {}) =>
    judgeComingImages(allowed, facts(given), {
      settings: settingsOf(allowed, { registries, ...more }),
      now: new Date("2026-06-15"),
    });

  it("are kept or broken by what the image will be", () => {
    const given = previewed([built("quay.io/web:1")]);
    expect(judge(given, ["quay.io"])).to.deep.equal({ findings: [], undecided: [], exempted: [] });
    const { findings, undecided } = judge(given);
    expect(undecided).to.deep.equal([]);
    expect(findings[0]!.message).to.contain(`${PLACE}: found "quay.io/web@<digest of the build>", wanted an image of`);
  });

  it("are undecided where only some of the images that it may be keep them", () => {
    const given = previewed([built(`${REGISTRY}/web:1`), built("quay.io/web:1", {}, "other")]);
    expect(judge(given)).to.deep.equal({ findings: [], undecided: [PLACE], exempted: [] });
    expect(judge(given, ["elsewhere.example.org"]).findings).to.have.length(1);
    expect(judge(given, [REGISTRY, "quay.io"])).to.deep.equal({ findings: [], undecided: [], exempted: [] });
  });

  it("do not tell again what is known without it", () => {
    const given = previewed([built(`${REGISTRY}/web:1`)], set(pod("initContainers[0].image"), "quay.io/web:1"));
    expect(judge(given)).to.deep.equal({ findings: [], undecided: [], exempted: [] });
  });

  it("are not held against what is exempt, and do not tell that again either", () => {
    const given = previewed([built("quay.io/web:1")], set(pod("initContainers[0].image"), "quay.io/web:1"));
    const exempt = [{ resource: "web", owner: "shop", reason: "a test", expires: "2026-06-15" }];
    const { findings, undecided, exempted } = judge(given, [REGISTRY], { exempt });
    expect({ findings, undecided }).to.deep.equal({ findings: [], undecided: [] });
    expect(exempted.map(({ finding }) => finding.path)).to.deep.equal([IMAGE]);
  });

  describe("asked as the engine asks them", () => {
    const policies = [banned, digest].map(policyOf);
    const BUILD = built(`${REGISTRY}/tiller:1`);
    const sent = (given: Given[]): Sent[] =>
      facts(given).map(({ type, name, properties, dependencies }) => ({
        type,
        name,
        properties: properties as Record<string, unknown>,
        dependencies: dependencies as Record<string, string[]>,
      }));

    it("say nothing of it for the resource by itself, and decide for the stack", async () => {
      const all = sent(previewed([BUILD]));
      expect(await analyze(policies, all[0]!)).to.deep.equal([]);
      const found = await analyzeStack(policies, all);
      expect(found.map(({ policyName }) => policyName)).to.deep.equal(["k8s-banned-images"]);
      expect(found[0]).to.deep.include({ enforcementLevel: "mandatory", urn: facts(previewed([BUILD]))[0]!.urn });
    });

    it("say for the stack what they cannot decide", async () => {
      const all = sent(previewed([random]));
      expect(await analyze(policies, all[0]!)).to.deep.equal([]);
      const found = await analyzeStack(policies, all);
      expect(found.map(({ message }) => message)).to.have.length(2);
      for (const { message } of found) expect(message).to.contain(`can't run policy`).and.to.contain(PLACE);
    });

    it("say it for the resource where the rule does not say that it judges images", async () => {
      const [deployment] = sent(previewed([BUILD]));
      const careless = policyOf({ ...digest, judgesImages: undefined });
      const found = await analyze([careless], deployment!);
      expect(found.map(({ message }) => message).join()).to.contain(PLACE);
    });

    it("tell once that they are configured wrongly", async () => {
      const told: string[] = [];
      const policy = policyOf(digest) as StackValidationPolicy;
      const args = { resources: [], getConfig: () => ({ nonsense: 1 }) } as unknown as StackValidationArgs;
      await policy.validateStack(args, (message) => told.push(message));
      expect(told).to.deep.equal([]);
      // One about the stack has no other occasion.
      const about = policyOf(stackRule) as StackValidationPolicy;
      await about.validateStack(args, (message) => told.push(message));
      expect(told.join()).to.contain('no parameter "nonsense"');
    });

    it("say for the resource what else they cannot decide", async () => {
      const [deployment] = sent(previewed([BUILD], set("metadata.labels.app", UNKNOWN)));
      const found = await analyze(policies, deployment!);
      expect(found.map(({ message }) => message).join())
        .to.contain("metadata.labels.app")
        .and.not.to.contain(IMAGE);
    });
  });
});
