import * as https from "node:https";
import { expect } from "chai";
import fc from "fast-check";
import { awaitReady, type AwaitError } from "../../../../engine/kubernetes/await";
import { ApiClient } from "../../../../engine/kubernetes/client";
import { loadKubeconfig } from "../../../../engine/kubernetes/kubeconfig";
import type { KubernetesObject } from "../../../../engine/kubernetes/types";
import { ControlPlane } from "../../../support/control-plane";
import { oracleCases } from "../../../support/oracle";

const { cases: CASES, seed: SEED } = oracleCases(30, 1);
const MANAGER = { fieldManager: "test" };

interface Port {
  name: string;
  protocol: string;
  target: string | number;
}

interface Case {
  ports: Port[];
  /** The container ports of each pod, and whether a sidecar has them. */
  pods: { sidecar: boolean; ports: { name: string; containerPort: number; protocol: string }[] }[];
  publishNotReadyAddresses: boolean;
  ready: boolean;
}

const names = fc.constantFrom("web", "metrics", "dns");
const protocols = fc.constantFrom("TCP", "UDP");

const cases: fc.Arbitrary<Case> = fc.record({
  ports: fc.uniqueArray(
    fc.record({
      name: fc.constantFrom("a", "b", "c"),
      protocol: protocols,
      target: fc.oneof(names, fc.constant(8080)),
    }),
    { selector: ({ name }) => name, minLength: 1, maxLength: 3 },
  ),
  pods: fc.array(
    fc.record({
      sidecar: fc.boolean(),
      ports: fc.uniqueArray(
        fc.record({ name: names, containerPort: fc.integer({ min: 8000, max: 8003 }), protocol: protocols }),
        { selector: ({ name }) => name, maxLength: 3 },
      ),
    }),
    { minLength: 1, maxLength: 2 },
  ),
  publishNotReadyAddresses: fc.boolean(),
  ready: fc.boolean(),
});

/** A private API server with its controllers: what they write into EndpointSlices is what every cluster has there. */
describe("await Service, on a real API server with its endpoint controller", function () {
  this.timeout(180_000);
  let plane: ControlPlane;
  let client: ApiClient;

  before(async () => {
    plane = await ControlPlane.start({ controllers: true });
    client = new ApiClient(await loadKubeconfig({ kubeconfig: plane.kubeconfig() }));
    await client.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "ports" } }, MANAGER);
  });

  after(async () => {
    client?.close();
    await plane?.stop();
  });

  /** Writes the status of a pod as its kubelet would. */
  async function setStatus(name: string, status: object): Promise<void> {
    const { clusters, users } = JSON.parse(plane.kubeconfig()) as {
      clusters: { cluster: { "certificate-authority-data": string } }[];
      users: { user: { token: string } }[];
    };
    const request = https.request(`${plane.url}/api/v1/namespaces/ports/pods/${name}/status`, {
      method: "PATCH",
      ca: Buffer.from(clusters[0]!.cluster["certificate-authority-data"], "base64"),
      headers: { authorization: `Bearer ${users[0]!.user.token}`, "content-type": "application/merge-patch+json" },
    });
    await new Promise<void>((resolve, reject) => {
      request.on("error", reject).on("response", (response) => {
        response.resume().on("end", () => {
          if (response.statusCode === 200) resolve();
          else reject(new Error(`the status of pod ${name}: ${response.statusCode}`));
        });
      });
      request.end(JSON.stringify({ status }));
    });
  }

  async function createPod(name: string, app: string, { sidecar, ports }: Case["pods"][number], ready: boolean) {
    const container = { name: "main", image: "registry.invalid/web:1" };
    const spec = sidecar
      ? { containers: [container], initContainers: [{ ...container, name: "side", restartPolicy: "Always", ports }] }
      : { containers: [{ ...container, ports }] };
    const metadata = { name, namespace: "ports", labels: { app } };
    await client.create({ apiVersion: "v1", kind: "Pod", metadata, spec: { ...spec, nodeName: "node" } }, MANAGER);
    const address = `10.0.0.${++addresses}`;
    const conditions = [{ type: "Ready", status: ready ? "True" : "False" }];
    await setStatus(name, { phase: "Running", podIP: address, podIPs: [{ ip: address }], conditions });
  }
  let addresses = 0;

  /** The names of the ports that the controller's slices have with an endpoint that is ready. */
  async function servedPorts(service: string): Promise<string[]> {
    const options = { namespace: "ports", labelSelector: `kubernetes.io/service-name=${service}` };
    const slices = (await client.list(
      { apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice" },
      options,
    )) as (KubernetesObject & {
      endpoints: { conditions: { ready: boolean } }[] | null;
      ports: { name: string }[] | null;
    })[];
    const served = slices
      .filter(({ endpoints }) => endpoints?.some(({ conditions }) => conditions.ready))
      .flatMap(({ ports }) => (ports ?? []).map(({ name }) => name));
    return [...new Set(served)].sort();
  }

  it(`agrees with the controller on which ports lead somewhere, in ${CASES} random cases`, async () => {
    const sample = fc.sample(cases, { numRuns: CASES, seed: SEED });
    const counts = { ready: 0, warned: 0, late: 0 };
    await Promise.all(
      sample.map(async ({ ports, pods, publishNotReadyAddresses, ready }, index) => {
        const name = `case-${index}`;
        await Promise.all(pods.map((one, number) => createPod(`${name}-${number}`, name, one, ready)));
        const object = await client.create(
          {
            apiVersion: "v1",
            kind: "Service",
            metadata: { name, namespace: "ports" },
            spec: {
              selector: { app: name },
              publishNotReadyAddresses,
              ports: ports.map(({ target, ...port }, number) => ({ ...port, port: number + 1, targetPort: target })),
            },
          },
          MANAGER,
        );
        const warnings: string[] = [];
        const outcome = await awaitReady({
          client,
          object,
          inputs: object,
          operation: "create",
          timeoutSeconds: 15,
          signal: new AbortController().signal,
          report: () => undefined,
          warn: (message) => warnings.push(message),
        }).then(
          () => "ready",
          (error: AwaitError) => error.reason,
        );
        const served = await servedPorts(name);
        const idle = ports.filter((port) => !served.includes(port.name)).map((port) => `"${port.name}"`);
        const about = JSON.stringify({ case: { ports, pods, publishNotReadyAddresses, ready }, served, warnings });
        expect(outcome, about).to.equal(served.length > 0 ? "ready" : "TimedOut");
        expect(warnings.join(), about).to.satisfy((text: string) =>
          outcome === "ready"
            ? ports.every(({ name }) => text.includes(`"${name}"`) === idle.includes(`"${name}"`))
            : !text,
        );
        if (outcome !== "ready") counts.late++;
        else if (warnings.length > 0) counts.warned++;
        else counts.ready++;
      }),
    );
    // The sample has some of each.
    expect(
      Object.values(counts).every((count) => count > 0),
      JSON.stringify(counts),
    ).to.equal(true);
  });
});
