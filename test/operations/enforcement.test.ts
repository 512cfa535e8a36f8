import { expect } from "chai";
import { enforcementInWords, probeEnforcement, type Enforcement } from "../../operations/enforcement";
import { mirrorOf } from "../../operations/stack-cluster";

interface ProbePod {
  metadata: { name: string; labels: Record<string, string> };
  spec: {
    activeDeadlineSeconds: number;
    imagePullSecrets: object[];
    automountServiceAccountToken: boolean;
    containers: { image: string; resources: { limits: object; requests: object } }[];
  };
}

/** A cluster as a script: its probe is in one state after another. */
class ScriptedCluster {
  readonly asked: string[] = [];
  pod?: ProbePod;

  constructor(
    private readonly states: object[],
    private readonly refusal?: string,
  ) {}

  probe(mirror?: string): Promise<Enforcement> {
    const kubectl = (args: readonly string[], input?: string): Promise<string> => {
      this.asked.push(args.join(" "));
      return Promise.resolve(this.answer(args, input));
    };
    return probeEnforcement({ kubectl, namespace: "shop", service: "web", mirror });
  }

  private answer([verb, kind]: readonly string[], input?: string): string {
    if (verb === "get" && kind === "serviceaccount")
      return JSON.stringify({ imagePullSecrets: [{ name: "registry" }] });
    if (verb === "get")
      return JSON.stringify({ status: this.states.length > 1 ? this.states.shift() : this.states[0] });
    if (verb === "create") {
      if (this.refusal !== undefined) throw new Error(this.refusal);
      this.pod = JSON.parse(input!) as ProbePod;
    }
    return "";
  }
}

const waiting = (reason: string) => ({ phase: "Pending", containerStatuses: [{ state: { waiting: { reason } } }] });
const ended = (message: string, phase = "Succeeded") => ({
  phase,
  containerStatuses: [{ state: { terminated: { message, reason: "Completed" } } }],
});

describe("the probe of a cluster's network policies", () => {
  it("says whether a forbidden connection was refused, once its pod has said so", async () => {
    expect(await new ScriptedCluster([waiting("ContainerCreating"), ended("refused")]).probe()).to.deep.equal({
      enforced: true,
    });
    expect(await new ScriptedCluster([ended("connected")]).probe()).to.deep.equal({ enforced: false });
  });

  it("takes a pod that may do nothing, with the Secrets of the stack, and removes it and what an earlier one left", async () => {
    const cluster = new ScriptedCluster([ended("refused")]);
    await cluster.probe();
    const { metadata, spec } = cluster.pod!;
    expect(metadata.labels["app.kubernetes.io/name"]).to.equal("network-policy-probe");
    expect(spec).to.include({ activeDeadlineSeconds: 90, automountServiceAccountToken: false });
    expect(spec.imagePullSecrets).to.deep.equal([{ name: "registry" }]);
    expect(spec.containers[0]!.image).to.match(/^docker\.io\/library\/debian:/);
    expect(spec.containers[0]!.resources.limits).to.deep.equal(spec.containers[0]!.resources.requests);
    const remove = "delete pods --namespace shop --selector=app.kubernetes.io/name=network-policy-probe";
    expect(cluster.asked.map((asked) => asked.startsWith(remove))).to.deep.equal([true, false, false, false, true]);
  });

  it("takes its image from the mirror where the stack has one", async () => {
    const cluster = new ScriptedCluster([ended("refused")]);
    await cluster.probe("registry.example:5000");
    expect(cluster.pod!.spec.containers[0]!.image).to.match(
      /^registry\.example:5000\/mirror\/docker\.io\/library\/debian:/,
    );
    const target = (registry: string) => `config:\n  platform:target: { kind: kubernetes, registry: ${registry} }\n`;
    expect(mirrorOf(target("{ address: r:5000, mirror: true }"))).to.equal("r:5000");
    expect(mirrorOf(target("{ address: r:5000 }"))).to.equal(undefined);
    expect(mirrorOf("config: {}")).to.equal(undefined);
  });

  it("takes nothing for enforced that it could not find out, and says why", async () => {
    const refused = new ScriptedCluster([], 'pods "network-policy-probe" is forbidden:\n  exceeded quota: quota');
    expect(await refused.probe()).to.deep.equal({
      reason: 'pods "network-policy-probe" is forbidden: exceeded quota: quota',
    });
    const unpulled = new ScriptedCluster([waiting("ErrImagePull")]);
    expect(await unpulled.probe()).to.deep.equal({ reason: "the probe did not run: ErrImagePull" });
    expect(unpulled.asked.at(-1)).to.match(/^delete pods /);
    const ofDeadline = { phase: "Failed", message: "Pod was active on the node longer than the specified deadline" };
    expect((await new ScriptedCluster([ofDeadline]).probe()).reason).to.match(/did not run: Pod was active/);
    expect((await new ScriptedCluster([ended("unconnected")]).probe()).reason).to.contain("DNS");
  });

  it("is put into words only where there is something to do", () => {
    const words = (found: Enforcement) => enforcementInWords(found, "staging", "staging-cluster");
    expect(words({ enforced: true })).to.equal(undefined);
    expect(words({ enforced: false })).to.match(
      /^The cluster staging-cluster does not enforce network policies: .* stack staging forbid.*Install a network plugin/,
    );
    expect(words({ reason: "exceeded quota" })).to.match(/could not be found out: exceeded quota\. See to that/);
  });
});
