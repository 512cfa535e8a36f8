import { expect } from "chai";
import { Secret } from "../../components/access/secret";
import type { ServiceArgs } from "../../components/service/arguments";
import { Service } from "../../components/service/service";
import { Worker } from "../../components/service/worker";
import type { Deployment, KubernetesService, NetworkPolicy } from "../support/find";
import { inputs, namesOf, resource, TYPES } from "../support/find";
import { renderInScope } from "../support/scope";
import { EXEC, failureOf, HTTP, POD, SAFE } from "../support/workloads";

const service = (changes: Partial<ServiceArgs>) =>
  renderInScope((scope) => new Service("api", { ...POD, name: "api", port: 8080, probes: HTTP, ...changes }, scope));

describe("component Service: several ports", () => {
  it("are on the Service and callable by those that need it; outside there is the one that is exposed", async () => {
    const rendering = await renderInScope((scope) => {
      const ports = { grpc: 9000, admin: 9001 };
      new Service("api", { ...POD, name: "api", port: 8080, ports, probes: HTTP, expose: { kind: "node" } }, scope);
      new Worker("mail", { ...POD, name: "mail", probes: EXEC, needs: [{ kind: "workload", name: "api" }] }, scope);
    });
    const { ports } = inputs<KubernetesService>(rendering, TYPES.service, "api-service").spec;
    expect(ports.map(({ name, port, targetPort }) => [name, port, targetPort])).to.deep.equal([
      ["main", 8080, "main"],
      ["grpc", 9000, "grpc"],
      ["admin", 9001, "admin"],
    ]);
    const { spec } = inputs<Deployment>(rendering, TYPES.deployment, "api-workload");
    expect(spec.template.spec.containers[0]?.ports.map(({ name }) => name)).to.deep.equal(["main", "grpc", "admin"]);
    const [open, called] = inputs<NetworkPolicy>(rendering, TYPES.policy, "api-policy").spec.ingress;
    expect(open).to.deep.equal({ ports: [{ protocol: "TCP", port: 8080 }] });
    expect(called?.from).to.have.length(1);
    expect(called?.ports.map(({ port }) => port)).to.deep.equal([8080, 9000, 9001]);
  });

  it("are apart from each other", async () => {
    expect(await failureOf(service({ ports: { grpc: 8080 } }))).to.contain("ports.grpc 8080 is port already");
    const metrics = { port: 9000, path: "/" };
    expect(await failureOf(service({ ports: { grpc: 9000 }, metrics }))).to.contain("metrics.port 9000");
  });
});

describe("component Service: containers beside the main one", () => {
  const EXTRA = { image: `example.org/extra@sha256:${"c".repeat(64)}`, requests: POD.requests, limits: POD.limits };

  it("have the whole safety set, run before it in their order, and sidecars go on running", async () => {
    const rendering = await service({
      init: [
        { ...EXTRA, name: "first", command: ["prepare"], args: ["--all"] },
        { ...EXTRA, name: "second" },
      ],
      sidecars: [{ ...EXTRA, name: "proxy", environment: { A: "1" } }],
    });
    const { initContainers, containers } = inputs<Deployment>(rendering, TYPES.deployment, "api-workload").spec.template
      .spec;
    expect(initContainers.map(({ name, restartPolicy }) => [name, restartPolicy])).to.deep.equal([
      ["proxy", "Always"],
      ["first", undefined],
      ["second", undefined],
    ]);
    for (const one of initContainers) {
      expect(one, one.name).to.deep.include(SAFE);
      const disk = { "ephemeral-storage": "164Mi" };
      expect(one.resources).to.deep.equal({
        requests: { memory: "128Mi", cpu: "100m", ...disk },
        limits: { memory: "128Mi", cpu: "200m", ...disk },
      });
    }
    expect(initContainers[1]).to.deep.include({ command: ["prepare"], args: ["--all"] });
    expect(initContainers[0]?.env).to.deep.equal([{ name: "A", value: "1" }]);
    expect(containers.map(({ name }) => name)).to.deep.equal(["api"]);
  });

  it("share what the service has named, and have temporary files and Secrets of their own", async () => {
    const rendering = await renderInScope((scope) => {
      const secret = new Secret("a", { name: "a", keys: { one: { value: "1" }, two: { value: "2" } } }, scope);
      new Service(
        "api",
        {
          ...POD,
          name: "api",
          port: 8080,
          probes: HTTP,
          files: { "/etc/app.conf": "x" },
          writable: { "/var/cache": "1Mi" },
          secretFiles: { "/run/one": { secret, key: "one" } },
          init: [{ ...EXTRA, name: "first", secretFiles: { "/run/two": { secret, key: "two" } } }],
        },
        scope,
      );
    });
    const { spec } = inputs<Deployment>(rendering, TYPES.deployment, "api-workload").spec.template;
    const mountsOf = (mounts: { mountPath: string; name: string }[] = []) =>
      Object.fromEntries(mounts.map(({ mountPath, name }) => [mountPath, name]));
    expect(mountsOf(spec.initContainers[0]?.volumeMounts)).to.deep.equal({
      "/etc/app.conf": "files",
      "/var/cache": "writable-0",
      "/tmp": "init-0-writable-0",
      "/run/two": "init-0-secret-0",
    });
    expect(mountsOf(spec.containers[0]?.volumeMounts)).to.deep.equal({
      "/etc/app.conf": "files",
      "/var/cache": "writable-0",
      "/tmp": "writable-1",
      "/run/one": "secret-0",
    });
    const names = spec.volumes.map(({ name }) => name);
    expect(new Set(names).size).to.equal(names.length);
    expect(names).to.include.members(["init-0-writable-0", "init-0-secret-0"]);
  });

  it("make a new release when a Secret of theirs changes", async () => {
    const rendering = await renderInScope((scope) => {
      const secret = new Secret("a", { name: "a", keys: { one: { value: "1" } } }, scope);
      const sidecars = [{ ...EXTRA, name: "proxy", secrets: { A: { secret, key: "one" } } }];
      new Service("api", { ...POD, name: "api", port: 8080, probes: HTTP, sidecars }, scope);
    });
    const { template } = inputs<Deployment>(rendering, TYPES.deployment, "api-workload").spec;
    expect(template.metadata.annotations).to.deep.equal({ "platform.internal/secret-revisions": "a=00c0ffee" });
  });

  it("may be called and asked where they run on: by those that need the service, and by the node", async () => {
    const sidecars = [
      { ...EXTRA, name: "gateway", ports: { gateway: 8443 }, probes: HTTP },
      { ...EXTRA, name: "proxy", ports: { proxy: 8081 }, probes: { ...HTTP, kind: "tcp", port: 8082 } },
      { ...EXTRA, name: "agent", probes: EXEC },
    ] as const;
    const rendering = await renderInScope((scope) => {
      new Service("api", { ...POD, name: "api", port: 8080, probes: HTTP, sidecars }, scope);
      new Worker("mail", { ...POD, name: "mail", probes: EXEC, needs: [{ kind: "workload", name: "api" }] }, scope);
    });
    const { initContainers, containers } = inputs<Deployment>(rendering, TYPES.deployment, "api-workload").spec.template
      .spec;
    const [gateway, proxy, agent] = initContainers;
    const tcp = (name: string, containerPort: number) => ({ name, containerPort, protocol: "TCP" });
    expect(gateway?.ports).to.deep.equal([tcp("gateway", 8443)]);
    expect(gateway).to.deep.include({
      restartPolicy: "Always",
      startupProbe: {
        httpGet: { path: HTTP.liveness, port: 8443 },
        periodSeconds: 1,
        timeoutSeconds: 1,
        failureThreshold: HTTP.startupTimeout,
      },
    });
    expect(gateway?.readinessProbe.httpGet).to.deep.equal({ path: HTTP.readiness, port: 8443 });
    expect(gateway?.livenessProbe.httpGet).to.deep.equal({ path: HTTP.liveness, port: 8443 });
    expect(proxy?.ports).to.deep.equal([tcp("proxy", 8081), tcp("probe", 8082)]);
    expect(proxy?.readinessProbe.tcpSocket).to.deep.equal({ port: 8082 });
    expect(agent).to.not.have.property("ports");
    expect(agent?.livenessProbe.exec).to.deep.equal({ command: EXEC.command });
    expect(containers[0]?.ports).to.deep.equal([tcp("main", 8080)]);

    const { spec } = inputs<KubernetesService>(rendering, TYPES.service, "api-service");
    expect(spec.ports.slice(1)).to.deep.equal([
      { name: "gateway", port: 8443, targetPort: 8443, protocol: "TCP" },
      { name: "proxy", port: 8081, targetPort: 8081, protocol: "TCP" },
    ]);
    const [called] = inputs<NetworkPolicy>(rendering, TYPES.policy, "api-policy").spec.ingress;
    expect(called?.ports.map(({ port }) => port)).to.deep.equal([8080, 8443, 8081]);
  });

  it("are waited for, one after the other, before a release has failed", async () => {
    const slow = { ...EXTRA, probes: { ...HTTP, startupTimeout: 100, port: 9000 } };
    const rendering = await service({
      sidecars: [
        { ...slow, name: "a" },
        { ...EXTRA, name: "b" },
      ],
    });
    const { spec } = inputs<Deployment>(rendering, TYPES.deployment, "api-workload");
    expect(spec.progressDeadlineSeconds).to.equal(HTTP.startupTimeout + 100 + 30);
  });

  it("are refused where nothing says how they are asked, or two have one port or name of a port", async () => {
    const sidecar = (name: string, rest: object) => ({ ...EXTRA, name, ...rest });
    const refused = (...sidecars: ReturnType<typeof sidecar>[]) => failureOf(service({ sidecars }));
    expect(await refused(sidecar("a", { probes: HTTP }))).to.contain("api: a: probes.port is missing");
    expect(await refused(sidecar("a", { probes: { ...EXEC, command: undefined } }))).to.contain(
      "api: a: probes.command is missing",
    );
    expect(await refused(sidecar("a", { ports: { x: 8080 } }))).to.contain("ports.x 8080 is port already");
    expect(await refused(sidecar("a", { ports: { x: 1 } }), sidecar("b", { ports: { x: 2 } }))).to.contain(
      "a sidecar has a port of this name too",
    );
  });

  it("have names of their own", async () => {
    expect(await failureOf(service({ sidecars: [{ ...EXTRA, name: "api" }] }))).to.contain('have the name "api"');
  });
});

describe("component Service: volumes", () => {
  const volumes = { "/var/lib/app": { size: "1024Mi", access: "one", keep: true } } as const;
  const single = { volumes, scaling: { kind: "fixed", replicas: 1 }, strategy: "recreate" } as const;

  it("are claims of their own, mounted, and owned by the group of the pod", async () => {
    const rendering = await service({ ...single, user: { id: 10001, group: 10002 } });
    const claim = resource(rendering, TYPES.claim, "api-volume-var-lib-app");
    expect(claim.inputs).to.deep.include({
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
    });
    expect(claim.inputs).to.have.nested.property("metadata.name", "api.var-lib-app");
    const { spec, metadata } = inputs<Deployment>(rendering, TYPES.deployment, "api-workload");
    const pod = spec.template.spec;
    expect(pod.volumes.at(-1)).to.deep.equal({
      name: "volume-0",
      persistentVolumeClaim: { claimName: "api.var-lib-app" },
    });
    expect(pod.containers[0]?.volumeMounts.at(-1)).to.deep.equal({ name: "volume-0", mountPath: "/var/lib/app" });
    expect(pod.securityContext).to.include({ fsGroup: 10002, fsGroupChangePolicy: "OnRootMismatch" });
    expect(spec.strategy).to.deep.equal({ type: "Recreate" });
    expect(metadata.labels).to.include({ "platform.internal/singleton": "true" });
  });

  it("stay when they are taken out of the program, and say so, unless they are not to be kept", async () => {
    for (const keep of [true, false]) {
      const rendering = await service({ ...single, volumes: { "/data": { ...volumes["/var/lib/app"], keep } } });
      const claim = resource(rendering, TYPES.claim, "api-volume-data");
      expect(claim.retained, String(keep)).to.equal(keep ? true : undefined);
      const { labels } = claim.inputs["metadata"] as { labels: Record<string, string> };
      expect(labels["platform.internal/kept"]).to.equal(keep ? "true" : undefined);
    }
  });

  it("that many nodes mount leave the replicas free", async () => {
    const many = { "/data": { size: "1Gi", access: "many", keep: true, className: "shared" } } as const;
    const rendering = await service({ volumes: many, scaling: { kind: "fixed", replicas: 3 } });
    expect(inputs(rendering, TYPES.claim, "api-volume-data")).to.deep.include({
      spec: {
        accessModes: ["ReadWriteMany"],
        resources: { requests: { storage: "1Gi" } },
        storageClassName: "shared",
      },
    });
    expect(namesOf(rendering, TYPES.budget)).to.deep.equal(["api-disruption-budget"]);
  });

  it("of one node are refused with several replicas, or where two would run at once", async () => {
    const message = "with the volume /var/lib/app, of access one, replicas must be 1 and strategy recreate";
    expect(await failureOf(service({ ...single, scaling: { kind: "fixed", replicas: 2 } }))).to.contain(message);
    expect(
      await failureOf(
        service({
          ...single,
          scaling: { kind: "auto", min: 1, max: 2, metrics: [{ resource: "cpu", utilization: 70 }] },
        }),
      ),
    ).to.contain(message);
    expect(await failureOf(service({ ...single, strategy: "rolling" }))).to.contain(message);
  });

  it("are refused where something else is, or with one name", async () => {
    expect(await failureOf(service({ ...single, writable: { "/var/lib/app": "1Mi" } }))).to.contain(
      "/var/lib/app is under volumes and under files, writable or secretFiles",
    );
    const twice = { ...volumes, "/var/lib-app": volumes["/var/lib/app"] };
    expect(await failureOf(service({ ...single, volumes: twice }))).to.contain("would have the same key var-lib-app");
  });
});
