import { expect } from "chai";
import { ApiError, type KubernetesObject } from "../../../../local/engine/kubernetes/types";
import { event, object, pod, waiting } from "./support/objects";
import { Run } from "./support/run";

type Fields = Record<string, unknown>;

function service(spec: Fields = {}, status: Fields = {}): KubernetesObject {
  const ports = [{ port: 80, targetPort: 8000 }];
  return object("v1", "Service", "web", { spec: { selector: { app: "web" }, ports, ...spec }, status });
}

function slice(endpoints: { pod: string; ready: boolean }[], port = 8000): KubernetesObject {
  return object(
    "discovery.k8s.io/v1",
    "EndpointSlice",
    "web-x1",
    {
      endpoints: endpoints.map((one) => ({
        conditions: { ready: one.ready },
        targetRef: { kind: "Pod", name: one.pod },
      })),
      ports: [{ name: "", port }],
    },
    { labels: { "kubernetes.io/service-name": "web" } },
  );
}

describe("await Service, on a cluster in memory", () => {
  it("is ready as soon as one endpoint is", async () => {
    const run = new Run();
    run.start(run.cluster.put(service()));
    run.cluster.put(pod("web-1-a", { main: waiting("ContainerCreating") }));
    run.cluster.put(slice([{ pod: "web-1-a", ready: false }]));
    await run.clock.advance(60);
    expect(await run.isOpen()).to.equal(true);
    expect(run.reports.at(-1)).to.equal("no ready endpoint; 1 pod matches the selector");
    run.cluster.put(slice([{ pod: "web-1-a", ready: true }]));
    await run.success();
    expect(run.warnings).to.deep.equal([]);
  });

  it("is ready without any time passing when its pods are", async () => {
    const run = new Run();
    run.cluster.put(pod("web-1-a", { ready: true }));
    run.cluster.put(slice([{ pod: "web-1-a", ready: true }]));
    run.start(run.cluster.put(service()));
    await run.success();
  });

  it("does not count endpoints that the selector or the ports before its update have left", async () => {
    for (const changed of [
      service({ selector: { app: "api" } }),
      service({ ports: [{ port: 80, targetPort: 9000 }] }),
    ]) {
      const run = new Run();
      run.cluster.put(pod("web-1-a", { ready: true }));
      run.cluster.put(pod("api-1-a", { ready: true, metadata: { labels: { app: "api" } } }));
      run.cluster.put(slice([{ pod: "web-1-a", ready: true }]));
      run.start(run.cluster.put(changed), { operation: "update" });
      expect(await run.isOpen()).to.equal(true);
      const { selector, ports } = changed.spec as { selector: { app: string }; ports: { targetPort: number }[] };
      run.cluster.put(slice([{ pod: `${selector.app}-1-a`, ready: true }], ports[0]?.targetPort));
      await run.success();
    }
  });

  it("says that nothing backs it, after a moment for a workload made in parallel", async () => {
    const run = new Run();
    run.start(run.cluster.put(service()));
    await run.clock.advance(2.9);
    expect(await run.isOpen()).to.equal(true);
    await run.clock.advance(0.2);
    await run.success();
    expect(run.warnings).to.deep.equal(["No pod backs the Service yet: none in namespace apps has the labels app=web"]);
  });

  it("takes that back when the pods come with the same update, or from elsewhere", async () => {
    const run = new Run();
    let declared = "another";
    run.start(run.cluster.put(service()), { declaresPods: ({ app }) => app === declared });
    await run.clock.advance(3);
    await run.success();
    run.cluster.put(pod("other-1-a", { metadata: { labels: { app: "other" } } }));
    expect(await run.holds!(), "nothing has come yet").to.equal(true);
    declared = "web";
    expect(await run.holds!(), "its workload is declared").to.equal(false);
    declared = "another";
    const foreign = run.cluster.put(pod("web-1-a"));
    expect(await run.holds!(), "a pod is there").to.equal(false);
    run.cluster.remove(foreign);
    expect(await run.holds!(), "it is gone again").to.equal(true);
    run.cluster.put(foreign);
    run.cluster.refuseWatch("Pod", new ApiError("forbidden", 403, "Forbidden"));
    expect(await run.holds!(), "pods may not be seen any more").to.equal(true);
  });

  it("counts that moment anew after a pod has come and gone", async () => {
    const run = new Run();
    run.start(run.cluster.put(service()));
    await run.clock.advance(2);
    const short = run.cluster.put(pod("web-1-a", { main: waiting("ContainerCreating") }));
    await run.clock.advance(10);
    run.cluster.remove(short);
    await run.clock.advance(2.9);
    expect(await run.isOpen()).to.equal(true);
    await run.clock.advance(0.2);
    await run.success();
  });

  it("waits for a pod that shows up in that moment", async () => {
    const run = new Run();
    run.start(run.cluster.put(service()));
    await run.clock.advance(2);
    run.cluster.put(pod("web-1-a", { main: waiting("ContainerCreating") }));
    await run.clock.advance(30);
    expect(await run.isOpen()).to.equal(true);
  });

  it("fails with the cause when its pods are certain to fail", async () => {
    const run = new Run();
    run.start(run.cluster.put(service()));
    run.cluster.put(pod("web-1-a", { main: waiting("ErrImagePull", "manifest unknown") }));
    expect((await run.failure()).headline).to.contain(
      "manifest unknown (pod web-1-a, container main); no ready endpoint",
    );
  });

  it("waits for nothing where there is nothing to wait for", async () => {
    for (const spec of [
      { type: "ExternalName", externalName: "example.org", selector: undefined },
      { selector: undefined },
      { selector: {} },
      { clusterIP: "None" },
    ]) {
      const run = new Run();
      run.start(run.cluster.put(service(spec)));
      await run.success();
      expect(run.cluster.opened).to.equal(0);
      expect(run.warnings).to.deep.equal([]);
    }
  });

  it("waits for the address of a load balancer, and tells its controller's words", async () => {
    const run = new Run();
    const spec = { type: "LoadBalancer", selector: undefined };
    run.start(run.cluster.put(service(spec)), { timeoutSeconds: 60 });
    run.cluster.put(event(service(), "SyncLoadBalancerFailed", "quota of addresses exceeded"));
    expect(await run.isOpen()).to.equal(true);
    expect(run.reports.at(-1)).to.equal("quota of addresses exceeded");
    run.cluster.put(service(spec, { loadBalancer: { ingress: [{ ip: "192.0.2.1" }] } }));
    await run.success();
  });
});

function ingress(spec: Fields = {}, status: Fields = {}, annotations: Record<string, string> = {}): KubernetesObject {
  const rules = [{ http: { paths: [{ backend: { service: { name: "web" } } }] } }];
  return object("networking.k8s.io/v1", "Ingress", "front", { spec: { rules, ...spec }, status }, { annotations });
}

const ADDRESS = { loadBalancer: { ingress: [{ ip: "192.0.2.1" }] } };

function ingressClass(name: string, annotations: Record<string, string> = {}): KubernetesObject {
  return { apiVersion: "networking.k8s.io/v1", kind: "IngressClass", metadata: { name, annotations } };
}

describe("await Ingress, on a cluster in memory", () => {
  it("is ready when it has an address and its Services exist", async () => {
    const run = new Run();
    run.cluster.put(ingressClass("nginx"));
    run.start(run.cluster.put(ingress({ ingressClassName: "nginx" }, ADDRESS)));
    await run.clock.advance(10);
    expect(await run.isOpen()).to.equal(true);
    expect(run.reports.at(-1)).to.equal("its backend Service web does not exist");
    run.cluster.put(service());
    await run.success();
  });

  it("waits for the address", async () => {
    const run = new Run();
    run.cluster.put(ingressClass("nginx"));
    run.cluster.put(service());
    run.start(run.cluster.put(ingress({ ingressClassName: "nginx" })));
    await run.clock.advance(30);
    expect(await run.isOpen()).to.equal(true);
    run.cluster.put(ingress({ ingressClassName: "nginx" }, ADDRESS));
    await run.success();
  });

  it("fails for a class that does not exist", async () => {
    const run = new Run();
    run.cluster.put(ingressClass("nginx"));
    run.start(run.cluster.put(ingress({ ingressClassName: "ngnix" })));
    await run.clock.advance(5);
    expect((await run.failure()).headline).to.contain(
      "no controller serves it: IngressClass ngnix does not exist; the cluster has nginx",
    );
  });

  it("is ready with a warning when no class covers it, and waits when a default one does", async () => {
    const none = new Run();
    none.start(none.cluster.put(ingress()));
    await none.clock.advance(4);
    await none.success();
    expect(none.warnings.join()).to.contain("No controller serves the Ingress");
    for (const covered of [true, false]) {
      const run = new Run();
      const annotation: Record<string, string> = covered
        ? { "ingressclass.kubernetes.io/is-default-class": "true" }
        : {};
      run.cluster.put(ingressClass("nginx", annotation));
      run.start(run.cluster.put(ingress({}, {}, covered ? {} : { "kubernetes.io/ingress.class": "nginx" })));
      await run.clock.advance(20);
      expect(await run.isOpen()).to.equal(true);
    }
  });
});
