import { expect } from "chai";
import { ApiError, type KubernetesObject } from "../../../../engine/kubernetes/types";
import { object } from "./support/objects";
import { Run } from "./support/run";

type Fields = Record<string, unknown>;

function service(spec: Fields = {}): KubernetesObject {
  return object("v1", "Service", "web", { spec: { ports: [{ port: 80, targetPort: 8000 }], ...spec } });
}

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
    run.cluster.put(service());
    run.start(run.cluster.put(ingress({ ingressClassName: "nginx" }, ADDRESS)));
    await run.success();
    expect(run.warnings).to.deep.equal([]);
  });

  it("waits a moment for Services that are made in parallel", async () => {
    const run = new Run();
    run.start(run.cluster.put(ingress({}, ADDRESS)));
    await run.clock.advance(2.9);
    expect(await run.isOpen()).to.equal(true);
    expect(run.reports.at(-1)).to.equal("Service web does not exist");
    run.cluster.put(service());
    await run.success();
    expect(run.warnings).to.deep.equal([]);
  });

  const to = (name: string, port?: Fields) => ({ service: { name, port } });
  const paths = (...backends: Fields[]) => ({ rules: [{ http: { paths: backends.map((backend) => ({ backend })) } }] });
  for (const [what, spec, fault] of [
    [
      "a backend that an annotation describes",
      paths(to("ssl-redirect", { name: "use-annotation" }), to("web", { number: 80 })),
      "Service ssl-redirect does not exist; an annotation has to say what stands for it",
    ],
    [
      "two Services that do not exist",
      paths(to("a"), to("b"), to("a")),
      "Service a does not exist and Service b does not exist",
    ],
    ["a default backend alone", { rules: undefined, defaultBackend: to("gone") }, "Service gone does not exist"],
    ["a port by a name that the Service has not", paths(to("web", { name: "http" })), "Service web has no port http"],
    ["a port by a number that the Service has not", paths(to("web", { number: 81 })), "Service web has no port 81"],
  ] as [string, Fields, string][]) {
    it(`is ready with a warning that holds for now, with an address and ${what}`, async () => {
      const run = new Run();
      run.cluster.put(service());
      run.start(run.cluster.put(ingress(spec, ADDRESS)));
      await run.clock.advance(3.1);
      await run.success();
      expect(run.warnings).to.deep.equal([`The Ingress has backends that lead nowhere: ${fault}`]);
      expect(await run.holds!()).to.equal(true);
      for (const name of ["ssl-redirect", "a", "b", "gone"]) {
        run.cluster.put({ ...service(), metadata: { ...service().metadata, name, uid: name } });
      }
      run.cluster.put(service({ ports: [{ name: "http", port: 80 }, { port: 81 }] }));
      expect(await run.holds!(), "they have come").to.equal(false);
    });
  }

  for (const [what, spec] of [
    ["that is another resource", paths({ resource: { apiGroup: "k8s.example.com", kind: "Bucket", name: "static" } })],
    ["whose port the Service has, by number", paths(to("web", { number: 80 }))],
    ["whose port the Service has, by name", paths(to("named", { name: "http" }))],
    ["that is the external name of another host", paths(to("external", { number: 443 }))],
  ] as [string, Fields][]) {
    it(`finds nothing wrong with a backend ${what}`, async () => {
      const run = new Run();
      run.cluster.put(service());
      const other = (name: string, spec: Fields) => ({ ...object("v1", "Service", name), spec });
      run.cluster.put(other("named", { ports: [{ name: "http", port: 80 }] }));
      run.cluster.put(other("external", { type: "ExternalName", externalName: "example.org" }));
      run.start(run.cluster.put(ingress(spec, ADDRESS)));
      await run.success();
      expect(run.warnings).to.deep.equal([]);
    });
  }

  it("does not look for backends where Services may not be seen", async () => {
    const run = new Run();
    run.cluster.refuseWatch("Service", new ApiError("forbidden", 403, "Forbidden"));
    run.start(run.cluster.put(ingress({}, ADDRESS)));
    await run.clock.advance(3.1);
    await run.success();
    expect(run.warnings).to.deep.equal([]);
  });

  it("names the controller that gives no address, and the way out", async () => {
    const run = new Run();
    run.cluster.put({ ...ingressClass("nginx"), spec: { controller: "k8s.io/ingress-nginx" } });
    run.start(run.cluster.put(ingress({ ingressClassName: "nginx" })), { timeoutSeconds: 60 });
    await run.clock.advance(61);
    const { headline, details } = await run.failure();
    expect(headline).to.contain(
      "k8s.io/ingress-nginx, the controller of IngressClass nginx, has given it no address; " +
        "waiting for the ingress controller to give it an address; Service web does not exist",
    );
    expect(details.join()).to.contain("pulumi.com/skipAwait");
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
