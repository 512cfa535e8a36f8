import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { expect } from "chai";
import { AwaitError, awaitDeleted, awaitReady } from "../../engine/kubernetes/await";
import { conditionOf, type ContainerStatus, type Pod } from "../../engine/kubernetes/await/shapes";
import { ApiClient } from "../../engine/kubernetes/client";
import { loadKubeconfig } from "../../engine/kubernetes/kubeconfig";
import type { KindReference, KubernetesObject } from "../../engine/kubernetes/types";
import { stateDirectory } from "../../embedded/paths";

/** No failure may be told later than this, in seconds, after the cluster shows that it is certain. */
const LIMIT = 10;

/** A table of hosts that CoreDNS holds in memory: as long as a ConfigMap may be, and many times as large when read. */
const HOSTS = Array.from({ length: 50_000 }, (_, index) => `::${index.toString(16)} h${index.toString(36)}`).join("\n");

type Fields = Record<string, unknown>;

/** Tells on which object the fault shows, and when that object shows it. */
interface Evidence extends KindReference {
  shows(object: KubernetesObject): boolean;
}

const POD = { apiVersion: "v1", kind: "Pod" };

const DEPLOYMENT = { apiVersion: "apps/v1", kind: "Deployment" };

function imageOf(deployment: KubernetesObject | undefined): string {
  const spec = deployment?.spec as { template: { spec: { containers: { image: string }[] } } };
  return spec.template.spec.containers[0]?.image ?? "";
}

function statusesOf(pod: KubernetesObject): ContainerStatus[] {
  return (pod as Pod).status?.containerStatuses ?? [];
}

function podWaits(...reasons: string[]): Evidence {
  const shows = (pod: KubernetesObject) =>
    statusesOf(pod).some((status) => reasons.includes(status.state?.waiting?.reason ?? ""));
  return { ...POD, shows };
}

describe("awaits on the real cluster", function () {
  this.timeout(180_000);

  let client: ApiClient;
  let namespace: string;
  /** A small static program that serves DNS: the one image that every cluster of ours has. */
  let image: string;
  const times: { case: string; certain: string; reported: string; late: string }[] = [];

  before(async () => {
    const kubeconfig = process.env.KUBECONFIG ?? join(stateDirectory(), "kubeconfig");
    client = new ApiClient(await loadKubeconfig({ kubeconfig }));
    image = imageOf(await client.get({ ...DEPLOYMENT, name: "coredns", namespace: "kube-system" }));
    namespace = `await-${randomBytes(4).toString("hex")}`;
    await create({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
    await create({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "dns", namespace },
      data: { Corefile: ".:1053 {\n  errors\n}\n" },
    });
  });

  after(async () => {
    const reference = { apiVersion: "v1", kind: "Namespace", name: namespace };
    const object = await client.get(reference);
    await client.delete(reference, { propagationPolicy: "Background" });
    if (object) await remove(object);
    client.close();
    if (times.length > 0) console.table(times);
  });

  async function create(object: KubernetesObject): Promise<KubernetesObject> {
    return client.create(object, { fieldManager: "await-test" });
  }

  async function remove(object: KubernetesObject): Promise<void> {
    await awaitDeleted({ ...context(object, 120), operation: "delete" });
  }

  function context(object: KubernetesObject, timeoutSeconds: number, messages: string[] = []) {
    const report = (message: string) => messages.push(message);
    const signal = new AbortController().signal;
    return { client, object, inputs: object, operation: "create" as const, timeoutSeconds, signal, report };
  }

  function container(extra: Fields = {}): Fields {
    const volumeMounts = [{ name: "dns", mountPath: "/dns" }];
    return { name: "main", image, args: ["-conf", "/dns/Corefile"], volumeMounts, ...extra };
  }

  function deployment(name: string, spec: Fields, more: Fields = {}): KubernetesObject {
    const labels = { app: name };
    const volumes = [{ name: "dns", configMap: { name: "dns" } }];
    const template = { metadata: { labels }, spec: { terminationGracePeriodSeconds: 1, volumes, ...spec } };
    return {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name, namespace },
      spec: { progressDeadlineSeconds: 20, selector: { matchLabels: labels }, template, ...more },
    };
  }

  /** Waits for the first object of that name, or about it, that shows the fault. Returns the seconds since `began`. */
  async function seen(evidence: Evidence, name: string, began: number, signal: AbortSignal): Promise<number> {
    for await (const event of client.watch(evidence, { namespace }, signal)) {
      if (event.object?.metadata.name?.startsWith(name) && evidence.shows(event.object))
        return (performance.now() - began) / 1000;
    }
    throw new Error("the watch ended");
  }

  /** Creates an object that must fail, and measures how long after the evidence the failure is told. */
  async function fails(name: string, object: KubernetesObject, evidence: Evidence): Promise<AwaitError> {
    const began = performance.now();
    const abort = new AbortController();
    const certain = seen(evidence, object.metadata.name ?? "", began, abort.signal).catch(() => Infinity);
    const created = await create(object);
    const error = await awaitReady(context(created, 60)).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    const reported = (performance.now() - began) / 1000;
    setTimeout(() => abort.abort(), 2000);
    const shown = await certain;
    abort.abort();
    await client.delete(
      { ...object, name: object.metadata.name ?? "", namespace },
      { propagationPolicy: "Foreground" },
    );
    if (!(error instanceof AwaitError)) throw new Error("the wait did not fail", { cause: error });
    const seconds = (value: number) => value.toFixed(1);
    times.push({ case: name, certain: seconds(shown), reported: seconds(reported), late: seconds(reported - shown) });
    expect(error.reason).to.equal("Failed");
    expect(reported - shown, "seconds from certain to told").to.be.below(LIMIT);
    return error;
  }

  it("a missing image", async () => {
    const [registry = ""] = image.split("/");
    const spec = { containers: [container({ image: `${registry}/none:1` })] };
    const error = await fails("image", deployment("no-such-image", spec), podWaits("ErrImagePull", "ImagePullBackOff"));
    expect(error.headline).to.contain(`cannot pull image "${registry}/none:1"`);
    expect(error.headline).to.contain("not found");
  });

  it("a registry that does not exist", async () => {
    const spec = { containers: [container({ image: "registry.invalid/none:1" })] };
    const second: Evidence = {
      apiVersion: "v1",
      kind: "Event",
      shows: (event) =>
        event.reason === "Failed" && String(event.message).includes("Failed to pull") && Number(event.count) > 1,
    };
    const error = await fails("registry", deployment("no-such-host", spec), second);
    expect(error.headline).to.contain('cannot pull image "registry.invalid/none:1"');
  });

  it("a crash loop", async () => {
    const spec = { containers: [container({ args: ["-conf", "/no/such/file"] })] };
    // A third end in a row is what makes a loop of it; the cluster's own word for it comes at the first or second.
    const third: Evidence = {
      ...POD,
      shows: (pod) =>
        statusesOf(pod).some((one) => (one.restartCount ?? 0) >= 2 && (one.state?.running ?? null) === null),
    };
    const error = await fails("crash", deployment("crash", spec), third);
    expect(error.headline).to.contain("container main crashes with exit code 1");
    expect(error.details.join("\n")).to.contain("/no/such/file");
  });

  it("a command that does not exist", async () => {
    const spec = { containers: [container({ command: ["/no/such/program"] })] };
    const ended: Evidence = {
      ...POD,
      shows: (pod) => statusesOf(pod).some((one) => one.state?.terminated ?? one.lastState?.terminated),
    };
    const error = await fails("command", deployment("command", spec), ended);
    expect(error.headline).to.match(/container main cannot be started: .*\/no\/such\/program/);
  });

  it("a pod that no node takes", async () => {
    const spec = { containers: [container({ resources: { requests: { cpu: "64" } } })] };
    const unscheduled: Evidence = { ...POD, shows: (pod) => conditionOf(pod, "PodScheduled")?.status === "False" };
    const error = await fails("schedule", deployment("too-big", spec), unscheduled);
    expect(error.headline).to.contain("Insufficient cpu");
    expect(error.details[0]).to.contain("The pod requests cpu 64; the largest node can give");
  });

  it("a Secret that does not exist", async () => {
    const env = [{ name: "P", valueFrom: { secretKeyRef: { name: "none", key: "p" } } }];
    const spec = { containers: [container({ env })] };
    const error = await fails("secret", deployment("secret", spec), podWaits("CreateContainerConfigError"));
    expect(error.headline).to.contain("Secret none does not exist");
  });

  it("a probe that fails until the rollout's deadline", async () => {
    const readinessProbe = { httpGet: { path: "/", port: 81 }, periodSeconds: 1 };
    const late: Evidence = {
      apiVersion: "apps/v1",
      kind: "Deployment",
      shows: (one) => conditionOf(one, "Progressing")?.reason === "ProgressDeadlineExceeded",
    };
    const error = await fails("probe", deployment("probe", { containers: [container({ readinessProbe })] }), late);
    expect(error.headline).to.contain("Readiness probe failed");
    expect(error.headline).to.contain("connection refused");
  });

  it("a memory limit that is too small", async () => {
    const data = { Corefile: ".:1053 {\n  hosts /hosts/table\n}\n", table: HOSTS };
    await create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "hosts", namespace }, data });
    const volumes = [{ name: "hosts", configMap: { name: "hosts" } }];
    const hungry = container({
      args: ["-conf", "/hosts/Corefile"],
      volumeMounts: [{ name: "hosts", mountPath: "/hosts" }],
      resources: { limits: { memory: "12Mi" } },
    });
    const twice: Evidence = {
      ...POD,
      shows: (pod) => statusesOf(pod).some((one) => (one.restartCount ?? 0) > 0 && !one.state?.running),
    };
    const error = await fails("memory", deployment("memory", { containers: [hungry], volumes }), twice);
    expect(error.headline).to.contain("container main needs more memory than its limit of 12Mi");
  });

  it("a Job that fails", async () => {
    const volumes = [{ name: "dns", configMap: { name: "dns" } }];
    const spec = { restartPolicy: "Never", volumes, containers: [container({ args: ["-conf", "/no/such/file"] })] };
    const job = {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { name: "failing-job", namespace },
      spec: { backoffLimit: 0, template: { spec } },
    };
    const failed: Evidence = {
      apiVersion: "batch/v1",
      kind: "Job",
      shows: (one) =>
        conditionOf(one, "FailureTarget")?.status === "True" || conditionOf(one, "Failed")?.status === "True",
    };
    const error = await fails("job", job, failed);
    expect(error.headline).to.contain("container main ended with exit code 1");
    expect(error.details.join("\n")).to.contain("/no/such/file");
  });

  it("a claim of a class that does not exist", async () => {
    const claim = {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { name: "pending", namespace },
      spec: { accessModes: ["ReadWriteOnce"], storageClassName: "absent", resources: { requests: { storage: "1Mi" } } },
    };
    const refused: Evidence = {
      apiVersion: "v1",
      kind: "Event",
      shows: (event) => event.reason === "ProvisioningFailed",
    };
    const error = await fails("claim", claim, refused);
    expect(error.headline).to.contain("StorageClass absent does not exist");
  });

  it("a Service that nothing backs is ready within seconds, with a warning", async () => {
    const began = performance.now();
    const object = await create({
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "nobody", namespace },
      spec: { selector: { app: "nobody" }, ports: [{ port: 80 }] },
    });
    const messages: string[] = [];
    await awaitReady(context(object, 60, messages));
    expect((performance.now() - began) / 1000).to.be.below(LIMIT / 2);
    expect(messages.at(-1)).to.contain("No pod backs the Service yet");
  });

  it("a Deployment and its Service become ready together, and an update replaces the pods", async () => {
    const messages: string[] = [];
    const written = await create(deployment("good", { containers: [container()] }, { replicas: 2 }));
    const service = await create({
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "good", namespace },
      spec: { selector: { app: "good" }, ports: [{ port: 1053 }] },
    });
    const [live] = await Promise.all([awaitReady(context(written, 60, messages)), awaitReady(context(service, 60))]);
    expect((live.status as { availableReplicas: number }).availableReplicas).to.equal(2);
    expect(messages.join("\n")).to.contain("0 of 2 replicas ready");

    const changed = deployment(
      "good",
      { containers: [container({ env: [{ name: "A", value: "b" }] })] },
      { replicas: 2 },
    );
    const updated = await client.apply(changed, { fieldManager: "await-test", force: true });
    const rolled = await awaitReady({ ...context(updated, 60), operation: "update" });
    const status = rolled.status as { observedGeneration: number; updatedReplicas: number; replicas: number };
    expect([status.observedGeneration, status.updatedReplicas, status.replicas]).to.deep.equal([2, 2, 2]);

    await client.delete({ ...rolled, name: "good", namespace }, { propagationPolicy: "Foreground" });
    await remove(rolled);
    expect(await client.list(POD, { namespace, labelSelector: "app=good" })).to.deep.equal([]);
  });

  it("a quota that is used up", async () => {
    await create({
      apiVersion: "v1",
      kind: "ResourceQuota",
      metadata: { name: "none", namespace },
      spec: { hard: { pods: "0" } },
    });
    const refused: Evidence = {
      apiVersion: "apps/v1",
      kind: "ReplicaSet",
      shows: (set) => conditionOf(set, "ReplicaFailure")?.status === "True",
    };
    const error = await fails("quota", deployment("quota", { containers: [container()] }), refused);
    expect(error.headline).to.match(/exceeded quota: none|must specify|status unknown/);
    await client.delete(
      { apiVersion: "v1", kind: "ResourceQuota", name: "none", namespace },
      { propagationPolicy: "Background" },
    );
  });

  it("a pod that the Pod Security level refuses", async () => {
    await client.mergePatch(
      {
        apiVersion: "v1",
        kind: "Namespace",
        metadata: { name: namespace, labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
      },
      { fieldManager: "await-test" },
    );
    const refused: Evidence = {
      apiVersion: "apps/v1",
      kind: "ReplicaSet",
      shows: (set) => conditionOf(set, "ReplicaFailure")?.status === "True",
    };
    const error = await fails("security", deployment("security", { containers: [container()] }), refused);
    expect(error.headline).to.contain('violates PodSecurity "restricted');
  });
});
