import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { changedResources, toldErrors } from "../../support/engine-events";
import { underLoad } from "../../support/load";
import { kubectl, type LiveObject, PlatformStack } from "../../support/platform-stack";
import { readState } from "../../support/state";
import { eventually } from "../../support/eventually";

/** Requests per second during an update. */
const RATE = 50;

const WEB = "services/web/src";

/** What the tests look at of the objects. */
interface Deployment {
  spec: { strategy: object; template: { spec: Pod["spec"] } };
}

interface Pod {
  spec: {
    securityContext: object;
    priorityClassName: string;
    automountServiceAccountToken: boolean;
    serviceAccountName: string;
    containers: { image: string; resources: object; securityContext: object }[];
  };
  status: { containerStatuses: { imageID: string }[] };
}

interface Quota {
  spec: { hard: Record<string, string> };
  status: { used: Record<string, string> };
}

describe("the program on the cluster: life of a stack", function () {
  this.timeout(300_000);
  // Each step goes on from the one before.
  this.bail(true);

  let stack: PlatformStack;
  let url: string;
  /** The image that serves. */
  let image: string;

  before(async () => {
    stack = await PlatformStack.create();
  });

  after(async () => {
    await stack.destroy();
  });

  function deployment() {
    return stack.get<Deployment>("deployment", "platform-web");
  }

  /** The pods that have not been told to end. */
  async function livePods(): Promise<LiveObject[]> {
    return (await stack.get("pods")).filter(({ metadata }) => !("deletionTimestamp" in metadata));
  }

  it("up: deploys the service, which answers from the running pod", async () => {
    const { changes } = await stack.updated("up");
    expect(Object.keys(changes)).to.deep.equal(["create"]);
    const { services, namespace } = await stack.outputs();
    expect(namespace).to.equal(stack.namespace);
    url = services.web!.url!;
    image = services.web!.image;

    // The packet filter of the node follows an endpoint within a second or so.
    const requestId = randomUUID();
    const body = await eventually("the service answers", async () => {
      const response = await fetch(url, { headers: { "x-request-id": requestId } });
      expect(response.status).to.equal(200);
      return (await response.json()) as object;
    });
    expect(body).to.include({ service: "platform-web", environment: "dev" });
    const [pod, ...others] = await stack.get("pods");
    expect(others).to.be.empty;
    await eventually("the pod's log has the request", async () => {
      expect(await kubectl("--namespace", stack.namespace, "logs", pod!.metadata.name)).to.contain(requestId);
    });
  });

  it("up: deploys by digest, and the digest is what runs", async () => {
    expect(image).to.match(/@sha256:[0-9a-f]{64}$/);
    const { spec } = await deployment();
    expect(spec.template.spec.containers[0]!.image).to.equal(image);
    const [pod] = await stack.get<Pod>("pods");
    expect(pod!.status.containerStatuses[0]!.imageID).to.contain(image.slice(image.indexOf("@") + 1));
  });

  it("up: the pod is hardened, and the kernel keeps to it", async () => {
    const { spec } = await deployment();
    const pod = spec.template.spec;
    expect(pod.securityContext).to.deep.equal({
      runAsNonRoot: true,
      runAsUser: 10001,
      runAsGroup: 10001,
      fsGroup: 10001,
      seccompProfile: { type: "RuntimeDefault" },
    });
    expect(pod.priorityClassName).to.equal(`services-${stack.namespace}`);
    expect(pod.automountServiceAccountToken).to.equal(false);
    expect(pod.serviceAccountName).to.equal("platform-web");
    const container = pod.containers[0]!;
    expect(container.securityContext).to.deep.equal({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      readOnlyRootFilesystem: true,
    });
    expect(container).to.include.keys("startupProbe", "readinessProbe", "livenessProbe", "lifecycle");
    expect(container.resources).to.deep.equal({
      requests: { cpu: "250m", memory: "512Mi", "ephemeral-storage": "164Mi" },
      limits: { cpu: "500m", memory: "1Gi", "ephemeral-storage": "164Mi" },
    });
    expect(spec.strategy).to.deep.equal({
      type: "RollingUpdate",
      rollingUpdate: { maxUnavailable: 0, maxSurge: 1 },
    });

    const script = `
      const fs = require("fs");
      const status = fs.readFileSync("/proc/self/status", "utf8");
      const field = (name) => new RegExp("^" + name + ":\\\\s*(\\\\S+)", "m").exec(status)[1];
      let written = "yes";
      try { fs.writeFileSync("/app/x", ""); } catch (error) { written = error.code; }
      console.log(JSON.stringify({ user: process.getuid(), written,
        capabilities: field("CapEff"), seccomp: field("Seccomp"), noNewPrivileges: field("NoNewPrivs"),
        group: process.getgid(), secretMode: (fs.statSync(process.env.DATABASE_URL_FILE).mode & 0o777).toString(8),
        token: fs.existsSync("/var/run/secrets/kubernetes.io") }));`;
    const said = await kubectl(
      "--namespace",
      stack.namespace,
      "exec",
      "deployment/platform-web",
      "--",
      "node",
      "-e",
      script,
    );
    expect(JSON.parse(said)).to.deep.equal({
      user: 10001,
      group: 10001,
      secretMode: "440",
      written: "EROFS",
      capabilities: "0000000000000000",
      seccomp: "2",
      noNewPrivileges: "1",
      token: false,
    });
  });

  it("up: the namespace has its guards, and they hold", async () => {
    const namespace = await stack.get("namespace", stack.namespace);
    expect(namespace.metadata.labels).to.include({ "pod-security.kubernetes.io/enforce": "restricted" });
    const policies = await stack.get("networkpolicy");
    expect(policies.map(({ metadata }) => metadata.name)).to.have.members(["deny-all", "allow-dns", "platform-web"]);
    const deny = policies.find(({ metadata }) => metadata.name === "deny-all");
    expect(deny!.spec).to.deep.equal({ podSelector: {}, policyTypes: ["Ingress", "Egress"] });
    const [quota] = await stack.get<Quota>("resourcequota");
    expect(quota!.spec.hard).to.include({ pods: "20", "limits.cpu": "8", "limits.memory": "16Gi" });
    expect(quota!.status.used).to.include({ pods: "1", "requests.cpu": "250m" });
    expect(await stack.get("limitrange")).to.have.length(1);
    const account = await stack.get("serviceaccount", "platform-web");
    expect(account.automountServiceAccountToken).to.equal(false);
    const secret = await stack.get<{ data: Record<string, string> }>("secret", "platform-secrets");
    expect(Buffer.from(secret.data["database-url"]!, "base64").toString()).to.match(
      /^postgresql:\/\/platform:\w{32}@platform-database:5432\/platform$/,
    );

    const refused = await kubectl(
      ...["--namespace", stack.namespace, "run", "root", `--image=${image}`, "--privileged", "--restart=Never"],
    ).then(
      () => "not refused",
      (error: Error) => error.message,
    );
    expect(refused).to.contain('violates PodSecurity "restricted:latest"');
  });

  it("preview and up: nothing to change", async () => {
    const preview = await stack.updated("preview", "--expect-no-changes");
    expect(Object.keys(preview.changes)).to.deep.equal(["same"]);
    const { metadata: before } = await deployment();
    const up = await stack.updated("up", "--expect-no-changes");
    expect(Object.keys(up.changes)).to.deep.equal(["same"]);
    expect((await deployment()).metadata).to.deep.equal(before);
  });

  it("refresh: no drift", async () => {
    const { changes } = await stack.updated("refresh", "--expect-no-changes");
    expect(Object.keys(changes)).to.deep.equal(["same"]);
  });

  it("a code change: another digest rolls out, and no request fails", async () => {
    stack.edit(`${WEB}/app.ts`, (text) => text.replace('SERVICE = "platform-web"', 'SERVICE = "changed-web"'));
    const { value: up, load } = await underLoad(`${url}/`, RATE, async () => {
      const result = await stack.updated("up");
      // The old pod still finishes its requests: only when it is gone is the update over for those who ask.
      await eventually("the old pod is gone", async () => expect(await stack.get("pods")).to.have.length(1));
      return result;
    });
    expect(changedResources(up.events)).to.have.members([
      "update docker:index/image:Image",
      "update kubernetes:apps/v1:Deployment",
    ]);
    const { services } = await stack.outputs();
    expect(services.web!.image).not.to.equal(image);
    expect(await (await fetch(url)).json()).to.include({ service: "changed-web" });
    expect(load, JSON.stringify(load)).to.include({ failed: 0 });
    expect(load.answered).to.be.above(RATE);
    image = services.web!.image;
  });

  it("a configuration change: one update of the Deployment, nothing replaced", async () => {
    stack.configureService("web", { environment: { ENVIRONMENT: "changed" } });
    const expected = ["update kubernetes:apps/v1:Deployment"];
    const preview = await stack.updated("preview", "--diff");
    expect(changedResources(preview.events)).to.deep.equal(expected);
    expect(preview.output).to.contain('"dev" => "changed"');
    const up = await stack.updated("up");
    expect(changedResources(up.events)).to.deep.equal(expected);
    expect(up.changes).to.include({ update: 1 }).and.not.to.have.any.keys("replace", "create", "delete");
    await eventually("the new pod answers", async () =>
      expect(await (await fetch(url)).json()).to.include({ environment: "changed" }),
    );
  });

  it("a release that crashes: the cause on top within a minute, and the old version serves on", async () => {
    stack.edit(`${WEB}/main.ts`, (text) => `${text}\nthrow new Error("planned crash");\n`);
    const { value: up, load } = await underLoad(`${url}/`, RATE, () => stack.update("up"));
    expect(up.code).not.to.equal(0);
    expect(up.seconds).to.be.below(60);
    const [told, ...others] = toldErrors(up.events);
    expect(others).to.be.empty;
    expect(told).to.match(/^1 error occurred:\s+\* Deployment /);
    expect(told).to.contain("Deployment").and.to.contain("crash").and.to.contain("planned crash");
    expect(load, JSON.stringify(load)).to.include({ failed: 0 });
    expect(await (await fetch(url)).json()).to.include({ service: "changed-web", environment: "changed" });
  });

  it("the repaired release: up goes on from the failed one", async () => {
    stack.edit(`${WEB}/main.ts`, (text) => text.replace('\nthrow new Error("planned crash");\n', ""));
    const { value: up, load } = await underLoad(`${url}/`, RATE, () => stack.updated("up"));
    expect(up.changes).not.to.have.any.keys("replace", "create", "delete");
    const { services } = await stack.outputs();
    // The same content is the same image.
    expect(services.web!.image).to.equal(image);
    expect(load, JSON.stringify(load)).to.include({ failed: 0 });
    expect((await stack.updated("preview", "--expect-no-changes")).changes).to.have.keys("same");
  });

  it("a release that never becomes ready: the probe's words within a minute, and the old version serves on", async () => {
    stack.configureService("web", { probes: { readiness: "/nowhere" } });
    const { value: up, load } = await underLoad(`${url}/`, RATE, () => stack.update("up"));
    expect(up.code).not.to.equal(0);
    expect(up.seconds).to.be.below(60);
    expect(toldErrors(up.events)[0]).to.contain("Readiness probe failed").and.to.contain("404");
    expect(load, JSON.stringify(load)).to.include({ failed: 0 });
    stack.configureService("web", { probes: undefined });
    await stack.updated("up");
    expect(await livePods()).to.have.length(1);
  });

  it("destroy: nothing is left", async () => {
    const managers = fieldManagers(await stack.state());
    expect(managers).not.to.be.empty;
    const { changes } = await stack.updated("destroy");
    expect(Object.keys(changes)).to.deep.equal(["delete"]);
    expect(readState(await stack.state()).resources).to.be.empty;

    const found = await kubectl("get", "namespace", stack.namespace, "--ignore-not-found", "-o", "name");
    expect(found).to.equal("");
    const kinds = (await kubectl("api-resources", "--namespaced=false", "--verbs=list", "-o", "name"))
      .trim()
      .split("\n");
    const { items } = JSON.parse(
      await kubectl("get", kinds.join(","), "-o", "json", "--show-managed-fields"),
    ) as unknown as { items: LiveObject[] };
    const left = items.filter(
      ({ metadata, spec }) =>
        metadata.managedFields?.some(({ manager }) => managers.has(manager)) ||
        (spec as { claimRef?: { namespace: string } } | undefined)?.claimRef?.namespace === stack.namespace,
    );
    expect(left.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).to.deep.equal([]);
  });
});

/** The field managers of all Kubernetes resources of a state: each resource has its own, in every stack another one. */
function fieldManagers(state: string): Set<string> {
  return new Set(readState(state).resources.flatMap(({ outputs }) => outputs?.__fieldManager ?? []));
}
