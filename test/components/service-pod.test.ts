import { expect } from "chai";
import { Secret } from "../../components/access/secret";
import type { ServiceArgs } from "../../components/service/arguments";
import { Service } from "../../components/service/service";
import type { Deployment } from "../support/find";
import { inputs, TYPES } from "../support/find";
import { renderInScope } from "../support/scope";

/** The pod template of a service that uses two Secrets, a and b, as a test says. */
async function templateOf(changes: (secrets: { a: Secret; b: Secret }) => Partial<ServiceArgs>) {
  const rendering = await renderInScope((scope) => {
    const secret = (name: string) =>
      new Secret(name, { name, keys: { one: { value: "1" }, two: { value: "2" } } }, scope);
    new Service(
      "api",
      {
        name: "api",
        image: `example.org/api@sha256:${"a".repeat(64)}`,
        port: 8080,
        scaling: { kind: "fixed", replicas: 1 },
        requests: { memory: "128Mi", cpu: "100m" },
        limits: { memory: "256Mi", cpu: "200m" },
        probes: { kind: "http", readiness: "/", liveness: "/", startupTimeout: 30 },
        ...changes({ a: secret("a"), b: secret("b") }),
      },
      scope,
    );
  });
  return inputs<Deployment>(rendering, TYPES.deployment, "api-workload").spec.template;
}

const USER = { id: 10001, group: 10002 };

describe("component Service: what a pod is given", () => {
  it("is all the disk that it may use: what can be written to, and logs", async () => {
    const cases: readonly (readonly [Partial<ServiceArgs>, string])[] = [
      [{}, "164Mi"],
      [{ writable: { "/var/cache": "1Gi" } }, "1188Mi"],
      [{ writable: { "/tmp": "924Mi", "/var/cache": "2048Ki" } }, "1026Mi"],
      [{ writable: { "/tmp": "1948Mi" } }, "2Gi"],
      [{ writable: { "/tmp": "1Ki" } }, "102401Ki"],
      [{ files: { "/tmp": "text" } }, "100Mi"],
    ];
    for (const [changes, amount] of cases) {
      const { requests, limits } = (await templateOf(() => changes)).spec.containers[0]?.resources ?? {};
      expect([requests, limits].map((list) => list?.["ephemeral-storage"])).to.deep.equal([amount, amount]);
    }
  });

  it("is the user and group that are named, who own what it can write to", async () => {
    expect((await templateOf(() => ({ user: USER }))).spec.securityContext).to.deep.equal({
      runAsNonRoot: true,
      runAsUser: 10001,
      runAsGroup: 10002,
      fsGroup: 10002,
      seccompProfile: { type: "RuntimeDefault" },
    });
  });

  it("is the priority of its namespace's services", async () => {
    expect((await templateOf(() => ({}))).spec.priorityClassName).to.equal("services-space");
  });
});

describe("component Service: a Secret", () => {
  it("is mounted as files, one volume a Secret, and nothing else of it", async () => {
    const { spec } = await templateOf(({ a, b }) => ({
      user: USER,
      secretFiles: {
        "/run/secrets/one": { secret: a, key: "one" },
        "/etc/b": { secret: b, key: "two" },
        "/run/secrets/two": { secret: a, key: "two" },
        "/run/secrets/again": { secret: a, key: "one" },
      },
    }));
    const items = (...keys: string[]) => keys.map((key) => ({ key, path: key }));
    expect(spec.volumes.slice(1)).to.deep.equal([
      { name: "secret-0", secret: { secretName: "a", items: items("one", "two"), defaultMode: 0o440 } },
      { name: "secret-1", secret: { secretName: "b", items: items("two"), defaultMode: 0o440 } },
    ]);
    const mount = (name: string, mountPath: string, subPath: string) => ({ name, mountPath, subPath, readOnly: true });
    expect(spec.containers[0]?.volumeMounts.slice(1)).to.deep.equal([
      mount("secret-0", "/run/secrets/one", "one"),
      mount("secret-0", "/run/secrets/two", "two"),
      mount("secret-0", "/run/secrets/again", "one"),
      mount("secret-1", "/etc/b", "two"),
    ]);
    expect(spec.containers[0]?.env).to.deep.equal([]);
  });

  it("is read by the group of the pod alone, also where nobody says who it runs as", async () => {
    for (const [user, group] of [
      [USER, USER.group],
      [undefined, 10001],
    ] as const) {
      const { spec } = await templateOf(({ a }) => ({ user, secretFiles: { "/run/a": { secret: a, key: "one" } } }));
      expect(spec.volumes.at(-1)?.secret.defaultMode).to.equal(0o440);
      expect(spec.securityContext.fsGroup).to.equal(group);
    }
  });

  it("can be a variable", async () => {
    const { spec } = await templateOf(({ a }) => ({ secrets: { DATABASE_URL: { secret: a, key: "one" } } }));
    expect(spec.containers[0]?.env).to.deep.equal([
      { name: "DATABASE_URL", valueFrom: { secretKeyRef: { name: "a", key: "one" } } },
    ]);
    expect(spec.volumes).to.have.length(1);
  });

  it("that changes makes a new release, however it is read", async () => {
    const revisions = async (changes: Parameters<typeof templateOf>[0]) =>
      (await templateOf(changes)).metadata.annotations["platform.internal/secret-revisions"];
    expect(await revisions(() => ({}))).to.equal(undefined);
    expect(await revisions(({ a }) => ({ secrets: { A: { secret: a, key: "one" } } }))).to.equal("a=00c0ffee");
    expect(await revisions(({ a }) => ({ secretFiles: { "/a": { secret: a, key: "one" } } }))).to.equal("a=00c0ffee");
    const both = await revisions(({ a, b }) => ({
      secrets: { A: { secret: a, key: "one" } },
      secretFiles: { "/a": { secret: a, key: "two" }, "/b": { secret: b, key: "one" } },
    }));
    expect(both).to.equal("a=00c0ffee,b=00c0ffee");
  });

  it("at /tmp leaves nothing to write to there", async () => {
    const { spec } = await templateOf(({ a }) => ({ secretFiles: { "/tmp": { secret: a, key: "one" } } }));
    expect(spec.volumes.map(({ name }) => name)).to.deep.equal(["secret-0"]);
    expect(spec.containers[0]?.resources.requests).to.include({ "ephemeral-storage": "100Mi" });
  });

  it("is refused at a path that is something else too", async () => {
    for (const other of [{ files: { "/etc/a": "" } }, { writable: { "/etc/a": "1Mi" } }]) {
      const failure = await templateOf(({ a }) => ({ ...other, secretFiles: { "/etc/a": { secret: a, key: "one" } } }))
        .then(() => "accepted")
        .catch((error: Error) => error.message);
      expect(failure).to.contain("/etc/a is under secretFiles and under files or writable: remove one");
    }
  });
});
