import { expect } from "chai";
import { AwaitError, awaitDeleted, awaitReady, type AwaitContext } from "../../engine/kubernetes/await";
import { WatchHub } from "../../engine/kubernetes/await/hub";
import { ApiClient } from "../../engine/kubernetes/client";
import { loadKubeconfig } from "../../engine/kubernetes/kubeconfig";
import type { KubernetesObject } from "../../engine/kubernetes/types";
import { ControlPlane } from "../support/control-plane";

type Fields = Record<string, unknown>;

const MANAGER = { fieldManager: "await-test" };

/** A private API server with its controllers, but no node: what they do here they do on every cluster. */
describe("awaits on a real control plane", function () {
  this.timeout(120_000);

  let plane: ControlPlane;
  let client: ApiClient;

  before(async () => {
    plane = await ControlPlane.start({ controllers: true });
    client = new ApiClient(await loadKubeconfig({ kubeconfig: plane.kubeconfig() }));
  });

  after(async () => {
    client.close();
    await plane.stop();
  });

  interface Waiting {
    context: AwaitContext;
    messages: string[];
    warnings: string[];
    abort: AbortController;
  }

  function waiting(
    object: KubernetesObject,
    operation: AwaitContext["operation"] = "create",
    timeoutSeconds = 60,
  ): Waiting {
    const messages: string[] = [];
    const warnings: string[] = [];
    const abort = new AbortController();
    const context: AwaitContext = {
      client,
      object,
      inputs: object,
      operation,
      timeoutSeconds,
      signal: abort.signal,
      report: (message) => messages.push(message),
      warn: (message) => warnings.push(message),
    };
    return { context, messages, warnings, abort };
  }

  async function failure(wait: Promise<unknown>): Promise<AwaitError> {
    const error = await wait.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!(error instanceof AwaitError)) throw new Error("the wait did not fail", { cause: error });
    return error;
  }

  async function namespace(name: string, labels: Record<string, string> = {}): Promise<KubernetesObject> {
    return client.create({ apiVersion: "v1", kind: "Namespace", metadata: { name, labels } }, MANAGER);
  }

  function workload(kind: string, inNamespace: string, spec: Fields = {}): KubernetesObject {
    const labels = { app: "web" };
    const template = {
      metadata: { labels },
      spec: { containers: [{ name: "main", image: "registry.invalid/web:1" }] },
    };
    return {
      apiVersion: "apps/v1",
      kind,
      metadata: { name: "web", namespace: inNamespace },
      spec: { selector: { matchLabels: labels }, template, ...spec },
    };
  }

  const RESTRICTED = { "pod-security.kubernetes.io/enforce": "restricted" };

  it("ReplicaSet, StatefulSet, Deployment and Job tell at once that Pod Security refuses their pods", async () => {
    await namespace("refused", RESTRICTED);
    const { spec } = workload("ReplicaSet", "refused") as { spec?: { template?: { spec: Fields } } };
    const job = {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { name: "web", namespace: "refused" },
      spec: { template: { spec: { ...spec?.template?.spec, restartPolicy: "Never" } } },
    };
    const objects = [
      workload("Deployment", "refused"),
      { ...workload("ReplicaSet", "refused"), metadata: { name: "alone", namespace: "refused" } },
      workload("StatefulSet", "refused", { serviceName: "web" }),
      job,
    ];
    const began = performance.now();
    const errors = await Promise.all(
      objects.map(async (object) => failure(awaitReady(waiting(await client.create(object, MANAGER)).context))),
    );
    expect(performance.now() - began).to.be.below(10_000);
    for (const error of errors) {
      expect(error.headline).to.match(
        /^\w+ refused\/\w+: the namespace's Pod Security level refuses the pod: violates PodSecurity/,
      );
    }
  });

  it("a Deployment with no replicas, and a paused one, are ready without a pod", async () => {
    await namespace("empty");
    const empty = await client.create(workload("Deployment", "empty", { replicas: 0 }), MANAGER);
    await awaitReady(waiting(empty).context);
    const paused = workload("Deployment", "empty", { paused: true });
    paused.metadata.name = "paused";
    const wait = waiting(await client.create(paused, MANAGER));
    await awaitReady(wait.context);
    expect(wait.warnings.join()).to.contain("paused");
  });

  it("a CustomResourceDefinition is ready when its kind is served", async () => {
    const definition = (plural: string): KubernetesObject => ({
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: `${plural}.example.org` },
      spec: {
        group: "example.org",
        scope: "Namespaced",
        names: { plural, kind: "Widget" },
        versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } }],
      },
    });
    const live = await awaitReady(waiting(await client.create(definition("widgets"), MANAGER)).context);
    expect(JSON.stringify(live.status)).to.contain('"Established"');
    expect((await client.discover({ apiVersion: "example.org/v1", kind: "Widget" })).plural).to.equal("widgets");
    const clash = await failure(awaitReady(waiting(await client.create(definition("gadgets"), MANAGER)).context));
    expect(clash.headline).to.contain("its names are taken").and.to.contain("already in use");
  });

  it("a claim waits for no class that binds late, and fails for one that does not exist", async () => {
    await namespace("claims");
    const storageClass = {
      metadata: { name: "late" },
      provisioner: "example.org/none",
      volumeBindingMode: "WaitForFirstConsumer",
    };
    await client.create({ apiVersion: "storage.k8s.io/v1", kind: "StorageClass", ...storageClass }, MANAGER);
    const claim = (storageClassName: string): KubernetesObject => ({
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { name: storageClassName, namespace: "claims" },
      spec: { accessModes: ["ReadWriteOnce"], storageClassName, resources: { requests: { storage: "1Mi" } } },
    });
    await awaitReady(waiting(await client.create(claim("late"), MANAGER)).context);
    const error = await failure(awaitReady(waiting(await client.create(claim("absent"), MANAGER)).context));
    expect(error.headline).to.contain("StorageClass absent does not exist");
  });

  it("a wait ends when its object is deleted by someone else", async () => {
    await namespace("gone");
    const object = await client.create(workload("Deployment", "gone"), MANAGER);
    const wait = awaitReady(waiting(object).context);
    await client.delete({ ...object, name: "web", namespace: "gone" }, { propagationPolicy: "Background" });
    expect((await failure(wait)).reason).to.equal("Gone");
  });

  it("a deletion is told what holds it, and ends when that lets go", async () => {
    await namespace("held");
    const metadata = { name: "held", namespace: "held", finalizers: ["example.org/keep"] };
    const held = await client.create({ apiVersion: "v1", kind: "ConfigMap", metadata }, MANAGER);
    await client.delete({ ...held, name: "held", namespace: "held" }, { propagationPolicy: "Background" });
    const late = await failure(awaitDeleted(waiting(held, "delete", 2).context));
    expect(late.headline).to.equal(
      "ConfigMap held/held was not gone within 2 s: held by finalizer example.org/keep, which its controller has to take away",
    );
    const wait = awaitDeleted(waiting(held, "delete").context);
    await client.mergePatch({ ...held, metadata: { name: "held", namespace: "held", finalizers: [] } }, MANAGER);
    await wait;
  });

  it("a namespace is gone when its content is, and names the dead API that holds it", async () => {
    const plain = await namespace("plain");
    await client.delete({ apiVersion: "v1", kind: "Namespace", name: "plain" }, { propagationPolicy: "Background" });
    await awaitDeleted(waiting(plain, "delete").context);

    const blocked = await namespace("blocked");
    await client.create(
      {
        apiVersion: "apiregistration.k8s.io/v1",
        kind: "APIService",
        metadata: { name: "v1.dead.example.org" },
        spec: {
          group: "dead.example.org",
          version: "v1",
          groupPriorityMinimum: 100,
          versionPriority: 100,
          insecureSkipTLSVerify: true,
          service: { name: "none", namespace: "default" },
        },
      },
      MANAGER,
    );
    const api = await client.get({
      apiVersion: "apiregistration.k8s.io/v1",
      kind: "APIService",
      name: "v1.dead.example.org",
    });
    if (!api) throw new Error("the APIService is gone");
    const unavailable = await failure(awaitReady(waiting(api, "create", 3).context));
    expect(unavailable.headline).to.contain("was not ready within 3 s: the API is not available");
    await client.delete({ apiVersion: "v1", kind: "Namespace", name: "blocked" }, { propagationPolicy: "Background" });
    const error = await failure(awaitDeleted(waiting(blocked, "delete", 90).context));
    expect(error.reason).to.equal("Failed");
    expect(error.headline)
      .to.contain("an API that does not answer holds the namespace")
      .and.to.contain("dead.example.org");
    expect(error.details.join()).to.contain("APIService v1.dead.example.org is not available");
    await client.delete({ ...api, name: "v1.dead.example.org" }, { propagationPolicy: "Background" });
    await awaitDeleted(waiting(blocked, "delete").context);
  });

  it("forty waits share their watches, are cancelled together, and leave none open", async () => {
    await namespace("many");
    const objects = await Promise.all(
      Array.from({ length: 40 }, (_, index) => {
        const object = workload("Deployment", "many");
        object.metadata.name = `web${index}`;
        return client.create(object, MANAGER);
      }),
    );
    const waits = objects.map((object) => waiting(object));
    const failures = waits.map(({ context }) => failure(awaitReady(context)));
    const hub = WatchHub.of(client);
    const shown = () =>
      waits.every(({ messages }) => messages.some((message) => message.startsWith("0 of 1 replicas ready")));
    while (!shown()) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(hub.open).to.be.at.most(4 + 2);
    const began = performance.now();
    for (const { abort } of waits) abort.abort();
    const errors = await Promise.all(failures);
    expect(performance.now() - began).to.be.below(1000);
    expect(new Set(errors.map(({ reason }) => reason))).to.deep.equal(new Set(["Cancelled"]));
    while (hub.open > 0) await new Promise((resolve) => setTimeout(resolve, 50));
  });
});
