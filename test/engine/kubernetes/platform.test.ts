import { expect } from "chai";
import { ApiClient } from "../../../engine/kubernetes/client";
import { loadKubeconfig } from "../../../engine/kubernetes/kubeconfig";
import type { PropertyMap } from "../../../engine/plugin";
import { goldenResources } from "../../golden/golden";
import { ControlPlane } from "../../support/control-plane";
import { eventually } from "../../support/eventually";
import { ProviderUnderTest } from "../../support/kubernetes-provider";
import type { State } from "../../support/plugin-client";

const STACK = "production";
const NAMESPACE = `platform-${STACK}`;
const REPLICAS = 5;

/** What has to be there before the rest: the engine goes by dependencies. */
const FIRST = ["Namespace", "PriorityClass", "ResourceQuota", "LimitRange", "Secret", "ServiceAccount"];

interface Pod {
  spec: { priority: number; preemptionPolicy: string };
}

/** The stack's objects. There is no node, so that nothing of them becomes ready. */
function objects(): { type: string; name: string; inputs: PropertyMap }[] {
  const all = goldenResources(STACK).filter(({ type }) => type.startsWith("kubernetes:"));
  const early = FIRST.flatMap((kind) => all.filter(({ inputs }) => inputs["kind"] === kind));
  return [...early, ...all.filter((one) => !early.includes(one))].map(({ type, name, inputs }) => {
    const metadata = inputs["metadata"] as { annotations?: object };
    const annotations = { ...metadata.annotations, "pulumi.com/skipAwait": "true" };
    return { type, name, inputs: { ...inputs, metadata: { ...metadata, annotations } } };
  });
}

describe("the objects of the platform on an API server", function () {
  this.timeout(120_000);

  let plane: ControlPlane;
  let provider: ProviderUnderTest;
  let client: ApiClient;
  const states = new Map<string, State>();

  before(async () => {
    plane = await ControlPlane.start({ controllers: true });
    provider = await ProviderUnderTest.start(plane.kubeconfig(), {
      enableServerSideApply: "true",
      enableSecretMutable: "true",
    });
    client = new ApiClient(await loadKubeconfig({ kubeconfig: plane.kubeconfig() }));
    for (const { type, name, inputs } of objects()) states.set(name, await provider.create(type, name, inputs));
  });

  after(async () => {
    client?.close();
    provider?.stop();
    await plane?.stop();
  });

  it("are what the server keeps: nothing would change", async () => {
    expect(states.size).to.be.above(10);
    for (const { type, name, inputs } of objects()) {
      const { changes } = await provider.diff(type, name, states.get(name) as State, inputs);
      expect(changes, name).to.equal(false);
    }
  });

  it("make pods that pod security, quota and priority admit", async () => {
    await eventually("all replicas have a pod", async () => {
      const pods = (await client.list({ apiVersion: "v1", kind: "Pod" }, { namespace: NAMESPACE })) as unknown as Pod[];
      expect(pods).to.have.length(REPLICAS);
      for (const { spec } of pods) expect(spec).to.include({ priority: 1000, preemptionPolicy: "Never" });
    });
  });
});
