import { expect } from "chai";
import { ApiError, type KubernetesObject } from "../../../../engine/kubernetes/types";
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

  /** A pod of the Service with some container ports. */
  const serving = (name: string, ports: Fields[], more: Fields = {}) =>
    pod(name, { ready: true, container: { ports }, ...more });
  /** A slice with some ports whose endpoints are ready pods. */
  const slicing = (name: string, ports: Fields[], pods: string[], more: Fields = {}) => ({
    ...slice(pods.map((one) => ({ pod: one, ready: true }))),
    ports,
    metadata: { ...slice([]).metadata, name, uid: name },
    ...more,
  });
  const HTTP = { name: "http", port: 80, targetPort: "web" };
  const METRICS = { name: "metrics", port: 9090, targetPort: "metrics" };
  const WEB = { name: "web", containerPort: 8000 };

  it("is ready with a warning when no pod has what one of its ports leads to", async () => {
    const run = new Run();
    run.cluster.put(serving("web-1-a", [WEB]));
    run.cluster.put(slicing("s", [{ name: "http", port: 8000 }], ["web-1-a"]));
    run.start(run.cluster.put(service({ ports: [HTTP, METRICS] })));
    await run.success();
    expect(run.warnings).to.deep.equal([
      'Nothing serves port "metrics": no pod that the Service selects has a container port named "metrics" (TCP)',
    ]);
    expect(await run.holds!()).to.equal(true);
    run.cluster.put(serving("web-2-a", [WEB, { name: "metrics", containerPort: 9 }]));
    expect(await run.holds!(), "pods that do come with the same update").to.equal(false);
  });

  it("waits for a port that its pods have and no slice has yet", async () => {
    for (const ready of [true, false]) {
      const run = new Run();
      run.cluster.put(serving("web-1-a", [WEB]));
      run.cluster.put(serving("web-2-a", [WEB, { name: "metrics", containerPort: 9 }], { ready }));
      run.cluster.put(slicing("s", [{ name: "http", port: 8000 }], ["web-1-a"]));
      run.start(run.cluster.put(service({ ports: [HTTP, METRICS] })), { operation: "update" });
      await run.clock.advance(30);
      expect(await run.isOpen()).to.equal(true);
      expect(run.reports.at(-1)).to.equal('no ready endpoint for port "metrics"');
      const ports = [
        { name: "http", port: 8000 },
        { name: "metrics", port: 9 },
      ];
      run.cluster.put(slicing("t", ports, ["web-2-a"]));
      await run.success();
      expect(run.warnings).to.deep.equal([]);
    }
  });

  it("is ready when different pods serve its ports", async () => {
    const run = new Run();
    run.cluster.put(serving("web-1-a", [WEB]));
    run.cluster.put(serving("web-1-b", [{ name: "metrics", containerPort: 9 }]));
    run.cluster.put(slicing("s", [{ name: "http", port: 8000 }], ["web-1-a"]));
    run.cluster.put(slicing("t", [{ name: "metrics", port: 9 }], ["web-1-b"]));
    run.start(run.cluster.put(service({ ports: [HTTP, METRICS] })));
    await run.success();
    expect(run.warnings).to.deep.equal([]);
  });

  it("tells ports apart by their protocol, also in the pods", async () => {
    const ports = [
      { name: "dns", port: 53, targetPort: "dns", protocol: "UDP" },
      { name: "dns-tcp", port: 53, targetPort: "dns", protocol: "TCP" },
    ];
    const run = new Run();
    run.cluster.put(serving("web-1-a", [{ name: "dns", containerPort: 5353, protocol: "UDP" }]));
    run.cluster.put(slicing("s", [{ name: "dns", port: 5353, protocol: "UDP" }], ["web-1-a"]));
    run.start(run.cluster.put(service({ ports })));
    await run.success();
    expect(run.warnings.join()).to.contain('Nothing serves port "dns-tcp"').and.contain('"dns" (TCP)');
    const changed = new Run();
    changed.cluster.put(serving("web-1-a", [{ name: "dns", containerPort: 5353, protocol: "UDP" }]));
    changed.cluster.put(slicing("s", [{ name: "dns", port: 5353, protocol: "TCP" }], ["web-1-a"]));
    changed.start(changed.cluster.put(service({ ports: ports.slice(0, 1) })), { operation: "update" });
    await changed.clock.advance(30);
    expect(await changed.isOpen(), "the slice is from before the change of the protocol").to.equal(true);
  });

  it("does not count a slice whose number is that of another name", async () => {
    const run = new Run();
    run.cluster.put(serving("web-1-a", [WEB, { name: "new", containerPort: 9000 }]));
    run.cluster.put(slicing("s", [{ name: "http", port: 8000 }], ["web-1-a"]));
    run.start(run.cluster.put(service({ ports: [{ ...HTTP, targetPort: "new" }] })), { operation: "update" });
    expect(await run.isOpen()).to.equal(true);
    run.cluster.put(slicing("s", [{ name: "http", port: 9000 }], ["web-1-a"]));
    await run.success();
  });

  it("finds the port of a sidecar, and not that of an init container", async () => {
    for (const restartPolicy of ["Always", undefined]) {
      const initContainers = [{ name: "proxy", restartPolicy, ports: [{ name: "metrics", containerPort: 9 }] }];
      const run = new Run();
      run.cluster.put(
        serving("web-1-a", [WEB], { spec: { initContainers, containers: [{ name: "main", ports: [WEB] }] } }),
      );
      run.cluster.put(slicing("s", [{ name: "http", port: 8000 }], ["web-1-a"]));
      run.start(run.cluster.put(service({ ports: [HTTP, METRICS] })));
      expect(await run.isOpen()).to.equal(restartPolicy === "Always");
    }
  });

  it("says what is missing when no port leads anywhere, and keeps waiting", async () => {
    const run = new Run();
    run.cluster.put(serving("web-1-a", [WEB]));
    run.cluster.put(slicing("s", [], ["web-1-a"]));
    run.start(run.cluster.put(service({ ports: [METRICS] })), { timeoutSeconds: 60 });
    await run.clock.advance(59);
    expect(await run.isOpen()).to.equal(true);
    await run.clock.advance(2);
    expect((await run.failure()).headline).to.contain('has a container port named "metrics" (TCP); no ready endpoint');
  });

  it("is ready when endpoints of one address family are", async () => {
    for (const family of ["IPv4", "IPv6"]) {
      const run = new Run();
      run.cluster.put(pod("web-1-a", { ready: true }));
      const port = [{ name: "", port: 8000 }];
      for (const addressType of ["IPv4", "IPv6"]) {
        run.cluster.put(slicing(addressType, port, addressType === family ? ["web-1-a"] : [], { addressType }));
      }
      run.start(run.cluster.put(service({ ipFamilies: ["IPv4", "IPv6"], ipFamilyPolicy: "PreferDualStack" })));
      await run.success();
      expect(run.warnings).to.deep.equal([]);
    }
  });

  it("counts endpoints of pods that are not ready where the Service publishes them", async () => {
    const run = new Run();
    run.cluster.put(pod("web-1-a"));
    run.cluster.put(slicing("s", [{ name: "", port: 8000 }], ["web-1-a"]));
    run.start(run.cluster.put(service({ publishNotReadyAddresses: true })));
    await run.success();
  });

  it("counts endpoints that do not say whether they are ready, and those that are no pods", async () => {
    const run = new Run();
    const endpoints = [{ addresses: ["192.0.2.1"] }];
    run.cluster.put(slicing("s", [{ name: "http", port: 8000 }], [], { endpoints }));
    run.start(run.cluster.put(service({ ports: [HTTP] })));
    await run.success();
  });

  it("is ready with a warning after a moment where pods may not be seen and one port has endpoints", async () => {
    const run = new Run();
    run.cluster.refuseWatch("Pod", new ApiError("forbidden", 403, "Forbidden"));
    run.cluster.put(slicing("s", [{ name: "http", port: 8000 }], ["web-1-a"]));
    run.start(run.cluster.put(service({ ports: [HTTP, METRICS] })));
    await run.clock.advance(2.9);
    expect(await run.isOpen()).to.equal(true);
    await run.clock.advance(0.2);
    await run.success();
    expect(run.warnings).to.deep.equal(['Nothing serves port "metrics" of the Service']);
  });

  it("waits for no pod that has ended well", async () => {
    const run = new Run();
    run.cluster.put(pod("job-a", { status: { phase: "Succeeded" } }));
    run.start(run.cluster.put(service()));
    await run.clock.advance(3.1);
    await run.success();
    expect(run.warnings.join()).to.contain("No pod backs the Service yet");
  });

  it("warns of a port that nothing serves only when the load balancer has its address", async () => {
    const run = new Run();
    run.cluster.put(serving("web-1-a", [WEB]));
    run.cluster.put(slicing("s", [{ name: "http", port: 8000 }], ["web-1-a"]));
    const spec = { type: "LoadBalancer", ports: [HTTP, METRICS] };
    run.start(run.cluster.put(service(spec)));
    await run.clock.advance(30);
    expect(await run.isOpen()).to.equal(true);
    expect(run.warnings).to.deep.equal([]);
    run.cluster.put(service(spec, { loadBalancer: { ingress: [{ ip: "192.0.2.1" }] } }));
    await run.success();
    expect(run.warnings).to.have.length(1);
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
