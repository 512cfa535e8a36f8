import { randomBytes, randomInt } from "node:crypto";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect } from "chai";
import fc from "fast-check";
import { ApiClient } from "../../../engine/kubernetes/client";
import { loadKubeconfig } from "../../../engine/kubernetes/kubeconfig";
import { ApiError } from "../../../engine/kubernetes/types";
import { stateDirectory } from "../../../embedded/paths";
import { judgeResource } from "../../../policy/lib/judge";
import { KUBERNETES_VERSION } from "../../../policy/lib/kubernetes/pod-security";
import { settingsOf } from "../../../policy/lib/parameters";
import { CONTROLS, controlsIn, rules, rulesOfLevel, type Level } from "./controls";
import { pods, type GeneratedPod } from "./pod-specs";

/** A namespace that holds its pods to the standards. */
interface Place {
  level: Level;
  /** Version of the standards, that of the server or one before it. */
  version: string;
  namespace: string;
}

/** Versions whose standards differ from those of the version after. */
const OLDER = ["1.26", "1.28", "1.30", "1.31", "1.33", "1.34"];

/** How many pods are compared. */
const PODS = Number(process.env.POD_SECURITY_PODS ?? 3000);

/** How many of them for each older version. */
const PODS_OF_OLDER = Math.ceil(PODS / 20);

/** Requests that run at the same time. */
const AT_ONCE = 16;

/** What the server says that no pod may be created for: no word about security. */
const INVALID = "invalid";

describe("rules of Pod Security, and the API server's own", function () {
  this.timeout(180_000);

  let client: ApiClient;
  let latest: string;
  const seed = Number(process.env.POD_SECURITY_SEED ?? randomInt(2 ** 31));
  const created: string[] = [];
  /** Why pods are not valid. */
  const refusals = new Set<string>();

  before(async () => {
    const kubeconfig = process.env.KUBECONFIG ?? join(stateDirectory(), "kubeconfig");
    client = new ApiClient(await loadKubeconfig({ kubeconfig }));
    latest = /^v(1\.\d+)\./.exec(await client.version())?.[1] ?? "";
  });

  after(async () => {
    for (const name of created)
      await client.delete({ apiVersion: "v1", kind: "Namespace", name }, { propagationPolicy: "Background" });
    client.close();
  });

  /** Makes a namespace, and waits for the account that its pods need. */
  async function place(level: Level, version: string): Promise<Place> {
    const name = `pod-security-${randomBytes(4).toString("hex")}`;
    const labels = {
      "pod-security.kubernetes.io/enforce": level,
      "pod-security.kubernetes.io/enforce-version": version === latest ? "latest" : `v${version}`,
    };
    const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
    await client.create(namespace, { fieldManager: "pod-security-test" });
    created.push(name);
    const account = { apiVersion: "v1", kind: "ServiceAccount", name: "default", namespace: name };
    while (!(await client.get(account))) await setTimeout(100);
    return { level, version, namespace: name };
  }

  it("have the same version by default", () => {
    expect(latest).to.equal(KUBERNETES_VERSION.default);
  });

  it("have the same controls", () => {
    expect(rules.map(({ id }) => id)).to.have.members(Object.keys(CONTROLS));
  });

  it(`find the same in ${PODS} pods`, async () => {
    const places = [await place("baseline", latest), await place("restricted", latest)];
    const counts = await compareAll(PODS, places);
    console.table(Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1))));
    for (const { level } of places) expectVariety(counts, level);
  });

  it(`find the same in ${PODS_OF_OLDER} pods by each of ${OLDER.join(", ")}`, async () => {
    await compareAll(PODS_OF_OLDER, await Promise.all(OLDER.map((version) => place("restricted", version))));
  });

  /** Compares random pods in all places, and counts what the server finds. */
  async function compareAll(numRuns: number, places: readonly Place[]): Promise<ReadonlyMap<string, number>> {
    const differences: string[] = [];
    const counts = new Map<string, number>();
    const compare = async (pod: GeneratedPod, where: Place) => {
      const theirs = await controlsOfServer(pod, where);
      for (const one of theirs.length === 0 ? ["accepted"] : theirs) {
        const key = `${where.level}: ${one}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      if (theirs.includes(INVALID)) return;
      const ours = controlsOfRules(pod, where);
      if (ours.join() === theirs.join()) return;
      const [by, server, own] = [`${where.level} ${where.version}`, theirs.join(", "), ours.join(", ")];
      differences.push(`${by}: the server finds [${server}], the rules find [${own}]\n${JSON.stringify(pod)}`);
    };

    const sample = fc.sample(pods(), { numRuns, seed });
    const work = sample.flatMap((pod) => places.map((where) => () => compare(pod, where))).values();
    const worker = async () => {
      for (const one of work) await one();
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    const shown = differences.slice(0, 5).join("\n\n");
    expect(differences.length, `differences, with POD_SECURITY_SEED=${seed}:\n${shown}\n`).to.equal(0);
    return counts;
  }

  /** A comparison says something only about pods that are valid, and about controls that some of them break. */
  function expectVariety(counts: ReadonlyMap<string, number>, level: Level): void {
    const count = (what: string) => counts.get(`${level}: ${what}`) ?? 0;
    const why = [...refusals].slice(0, 5).join("\n");
    expect(count(INVALID), `${level}: pods that are not valid:\n${why}\n`).to.be.below(PODS * 0.03);
    expect(count("accepted"), `${level}: pods that are accepted`).to.be.within(PODS * 0.1, PODS * 0.9);
    for (const { id } of rulesOfLevel(level)) {
      const control = CONTROLS[id]![level];
      // Where baseline forbids it, in pods with the node's users, it is not even valid.
      if (level === "baseline" && control === "procMount") continue;
      expect(count(control), `${level}: pods refused for ${control}`).to.be.at.least(PODS / 300);
    }
  }

  /** The controls that the API server says a pod violates, sorted. */
  async function controlsOfServer({ annotations, spec }: GeneratedPod, { namespace }: Place): Promise<string[]> {
    const metadata = { name: "web", namespace, annotations };
    const pod = { apiVersion: "v1", kind: "Pod", metadata, spec };
    try {
      await client.create(pod, { fieldManager: "pod-security-test", dryRun: true });
      return [];
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.code === 422) {
        refusals.add(error.message);
        return [INVALID];
      }
      const said = /violates PodSecurity "[\w:.]+": (.+)$/s.exec(error.message)?.[1];
      if (error.code !== 403 || said === undefined) throw error;
      return controlsIn(said);
    }
  }

  /** The controls that our rules find violated, sorted. */
  function controlsOfRules({ annotations, spec }: GeneratedPod, { level, version }: Place): string[] {
    // As it comes over the wire: without what is undefined.
    const properties = JSON.parse(JSON.stringify({ metadata: { annotations }, spec })) as unknown;
    const type = "kubernetes:core/v1:Pod";
    const facts = { urn: "", type, name: "web", properties, options: { protect: false, ignoreChanges: [] } };
    const broken = rulesOfLevel(level).filter((rule) => {
      const parameters = { kubernetesVersion: version, profile: level };
      const own = Object.entries(parameters).filter(([name]) => name in (rule.parameters ?? {}));
      const settings = settingsOf(rule, Object.fromEntries(own));
      return judgeResource(rule, facts, { settings, now: new Date() }).findings.length > 0;
    });
    return [...new Set(broken.map(({ id }) => CONTROLS[id]![level]))].sort();
  }
});
