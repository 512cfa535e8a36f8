import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import * as fc from "fast-check";
import type { SecretArgs } from "../../components/access/secret";
import { passwordName, Secret } from "../../components/access/secret";
import { ExistingCluster } from "../../components/cluster/existing";
import type { NamespaceArgs } from "../../components/cluster/namespace";
import { Namespace } from "../../components/cluster/namespace";
import { ExistingRegistry } from "../../components/registry/existing";
import type { NetworkPolicy } from "../support/find";
import { inputs, resource, TYPES } from "../support/find";
import { MISSING_IMAGE, REGISTRY_DIGEST, render, SECRET_MARK } from "../support/render";
import { renderInScope } from "../support/scope";

const QUOTA = { pods: 10, cpu: "4000m", memory: "8192Mi" };

function renderNamespace(changes: Partial<NamespaceArgs> = {}) {
  return render(() => {
    const provider = new kubernetes.Provider("provider", {});
    new Namespace("space", { name: "apps", quota: QUOTA, ...changes }, { provider });
  });
}

function renderSecret(keys: SecretArgs["keys"]) {
  return renderInScope((scope) => void new Secret("credentials", { name: "credentials", keys }, scope));
}

describe("component ExistingCluster", () => {
  const args = {
    kubeconfig: "/home/kubeconfig",
    context: "here",
    identifier: "this-cluster",
    capabilities: { networkPolicies: "enforced", loadBalancers: "none" },
  } as const;

  it("gives a provider of that context, whose identity is the cluster's and not the kubeconfig's", async () => {
    const rendering = await render(() => void new ExistingCluster("cluster", args));
    expect(inputs(rendering, TYPES.provider, "cluster-provider")).to.deep.include({
      kubeconfig: "/home/kubeconfig",
      context: "here",
      clusterIdentifier: "this-cluster",
      enableSecretMutable: "true",
    });
    expect(rendering.componentOutputs["cluster"]).to.deep.equal({ nodeAddress: "127.0.0.1" });
  });

  it("keeps the address of its nodes", async () => {
    const rendering = await render(() => void new ExistingCluster("cluster", { ...args, nodeAddress: "10.0.0.9" }));
    expect(rendering.componentOutputs["cluster"]).to.deep.equal({ nodeAddress: "10.0.0.9" });
  });
});

describe("component Namespace", () => {
  it("makes exactly its children, each named by its role", async () => {
    const children = (await renderNamespace()).resources.filter(({ parent }) => parent === "space");
    expect(children.map(({ name }) => name).toSorted()).to.deep.equal([
      "space-deny",
      "space-dns",
      "space-limits",
      "space-namespace",
      "space-priority",
      "space-quota",
    ]);
    for (const child of children) {
      expect(child.provider, child.name).to.equal("provider");
      // The PriorityClass is not in the namespace.
      const isOutside = ["space-namespace", "space-priority"].includes(child.name);
      expect(child.deletedWith, child.name).to.equal(isOutside ? undefined : "space-namespace");
    }
  });

  it("gives its services a priority of their own, which ends nobody else's pods", async () => {
    for (const name of ["apps", "system-apps"]) {
      const rendering = await renderNamespace({ name });
      expect(inputs(rendering, TYPES.priorityClass, "space-priority")).to.deep.include({
        value: 1000,
        globalDefault: false,
        preemptionPolicy: "Never",
      });
      // Kubernetes keeps names that begin with system- for itself.
      expect(rendering.componentOutputs["space"]).to.deep.equal({ name, priorityClass: `services-${name}` });
    }
  });

  it("enforces the restricted standard unless told otherwise, and warns of it always", async () => {
    const labelsOf = async (changes: Partial<NamespaceArgs>) =>
      inputs<{ metadata: { labels: Record<string, string> } }>(
        await renderNamespace(changes),
        TYPES.namespace,
        "space-namespace",
      ).metadata.labels;
    expect(await labelsOf({})).to.include({
      "pod-security.kubernetes.io/enforce": "restricted",
      "pod-security.kubernetes.io/warn": "restricted",
      "pod-security.kubernetes.io/audit": "restricted",
    });
    expect(await labelsOf({ podSecurity: "baseline" })).to.include({
      "pod-security.kubernetes.io/enforce": "baseline",
      "pod-security.kubernetes.io/warn": "restricted",
    });
  });

  it("denies all traffic but look-ups of names", async () => {
    const rendering = await renderNamespace();
    expect(inputs<NetworkPolicy>(rendering, TYPES.policy, "space-deny").spec).to.deep.equal({
      podSelector: {},
      policyTypes: ["Ingress", "Egress"],
    });
    const { egress, policyTypes } = inputs<NetworkPolicy>(rendering, TYPES.policy, "space-dns").spec;
    expect(policyTypes).to.deep.equal(["Egress"]);
    const both = (...ports: number[]) =>
      ports.flatMap((port) => [
        { protocol: "UDP", port },
        { protocol: "TCP", port },
      ]);
    expect(egress).to.deep.equal([
      {
        to: [
          {
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
            podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
          },
        ],
        ports: both(53, 1053, 5353, 8053),
      },
      { to: [{ ipBlock: { cidr: "169.254.20.10/32" } }], ports: both(53) },
    ]);
  });

  it("limits all together and each container that says nothing, in the API server's own form", async () => {
    const rendering = await renderNamespace();
    expect(inputs(rendering, TYPES.quota, "space-quota")).to.have.deep.nested.property("spec.hard", {
      pods: "10",
      "requests.cpu": "4",
      "requests.memory": "8Gi",
      "limits.cpu": "4",
      "limits.memory": "8Gi",
    });
    expect(inputs(rendering, TYPES.limitRange, "space-limits")).to.have.deep.nested.property("spec.limits", [
      { type: "Container", defaultRequest: { memory: "128Mi", cpu: "50m" }, default: { memory: "256Mi", cpu: "200m" } },
    ]);
  });

  it("has the logins of registries as a Secret for its pods, and none where there are none", async () => {
    const secret = resource(await renderNamespace({ pullSecret: "{}" }), TYPES.secret, "space-registry-logins");
    expect(secret.inputs).to.deep.include({
      type: "kubernetes.io/dockerconfigjson",
      stringData: { [SECRET_MARK]: { ".dockerconfigjson": "{}" } },
    });
    expect(secret.inputs).to.have.nested.property("metadata.name", "registry.logins");
    expect(secret.additionalSecretOutputs).to.include.members(["data", "stringData"]);
    expect(secret.deletedWith).to.equal("space-namespace");
    expect((await renderNamespace()).resources.filter(({ type }) => type === TYPES.secret)).to.deep.equal([]);
  });

  it("gives each child's arguments to its escape hatch", async () => {
    const rendering = await renderNamespace({
      transform: {
        namespace: (args) => ({ ...args, metadata: { name: "other" } }),
        quota: (args) => ({ ...args, metadata: { name: "other" } }),
        limits: (args) => ({ ...args, metadata: { name: "other" } }),
        priority: (args) => ({ ...args, metadata: { name: "other" } }),
      },
    });
    for (const name of ["space-namespace", "space-quota", "space-limits", "space-priority"]) {
      const found = rendering.resources.find((candidate) => candidate.name === name);
      expect(found?.inputs, name).to.have.nested.property("metadata.name", "other");
    }
  });
});

describe("component Secret", () => {
  it("generates a password into a template, and keeps everything about it secret", async () => {
    const rendering = await renderSecret({ url: { template: "db://user:{generated}@host" } });
    const secret = resource(rendering, TYPES.secret, "credentials-secret");
    expect(secret.inputs["stringData"]).to.deep.equal({
      [SECRET_MARK]: { url: "db://user:generated-for-credentials/url@host" },
    });
    expect(secret.additionalSecretOutputs).to.include.members(["data", "stringData"]);
    const password = resource(rendering, "random:index/randomPassword:RandomPassword", "credentials/url");
    expect(password.inputs).to.include({ length: 32, special: false });
    expect(password.additionalSecretOutputs).to.include("result");
  });

  it("names every password for itself, whatever the names of the Secret and the key, and knows it by its old name", async () => {
    const name = fc.stringMatching(/^[a-c]([-a-c]{0,4}[a-c])?$/);
    const key = fc.stringMatching(/^[-._a-c]{1,4}$/);
    fc.assert(
      fc.property(fc.tuple(name, key), fc.tuple(name, key), (one, other) => {
        expect(passwordName(...one) === passwordName(...other)).to.equal(one.join("/") === other.join("/"));
        fc.pre(one.join("/") !== other.join("/"));
      }),
      { numRuns: 2000 },
    );
    const { resources } = await renderInScope((scope) => {
      const template = "{generated}";
      new Secret("a", { name: "a", keys: { "b-c": { template } } }, scope);
      new Secret("a-b", { name: "a-b", keys: { c: { template } } }, scope);
    });
    const passwords = resources.filter(({ type }) => type === "random:index/randomPassword:RandomPassword");
    expect(passwords.map((one) => one.name).toSorted()).to.deep.equal(["a-b/c", "a/b-c"]);
    expect(passwords.map(({ aliases }) => aliases)).to.deep.equal([["a-b-c"], ["a-b-c"]]);
  });

  it("keeps a given value secret, even one that came as plain text", async () => {
    const rendering = await renderSecret({ a: { value: "plain" }, b: { value: pulumi.secret("hidden") } });
    expect(inputs(rendering, TYPES.secret, "credentials-secret")).to.have.deep.property("stringData", {
      [SECRET_MARK]: { a: "plain", b: "hidden" },
    });
  });

  it("has a revision that changes with the values and tells nothing of them", async () => {
    const rendering = await renderSecret({ a: { value: "one" } });
    const revision = resource(rendering, "random:index/randomId:RandomId", "credentials-revision");
    expect(revision.inputs["keepers"]).to.deep.equal({ a: { [SECRET_MARK]: "one" } });
    expect(revision.additionalSecretOutputs).to.include("keepers");
    expect(rendering.componentOutputs["credentials"]).to.deep.equal({ name: "credentials", revision: "00c0ffee" });
  });
});

describe("component ExistingRegistry", () => {
  const names = async (mirror: boolean, references: Record<string, string>, preview = false) => {
    const { outputs } = await render(
      () => {
        const registry = new ExistingRegistry("registry", { address: "127.0.0.1:5000", mirror });
        const thirdParty = Object.entries(references).map(([name, reference]) => [
          name,
          registry.thirdParty({ reference, tag: "24" }),
        ]);
        return { ours: registry.imageName("platform/web", "v1"), ...Object.fromEntries(thirdParty) };
      },
      { preview },
    );
    return outputs;
  };
  const node = { node: "docker.io/library/node" };

  it("names images of ours, and third-party images in their own registry or its mirror", async () => {
    expect(await names(false, node)).to.deep.equal({
      ours: "127.0.0.1:5000/platform/web:v1",
      node: "docker.io/library/node:24",
    });
    expect(await names(true, node)).to.deep.include({
      node: `127.0.0.1:5000/mirror/docker.io/library/node:24@${REGISTRY_DIGEST}`,
    });
  });

  it("keeps images of the same short name apart in the mirror", async () => {
    const { a, b } = await names(true, { a: "a.example/redis", b: "b.example:5000/team/redis" });
    expect(a).to.equal(`127.0.0.1:5000/mirror/a.example/redis:24@${REGISTRY_DIGEST}`);
    expect(b).to.equal(`127.0.0.1:5000/mirror/b.example_5000/team/redis:24@${REGISTRY_DIGEST}`);
  });

  it("logs in to registries, and gives their logins to pushes and to nodes, all of it secret", async () => {
    const logins = [
      { host: "docker.io", username: "hub", password: "one" },
      { host: "registry.example.org:5000", username: "robot", password: "two" },
    ];
    const rendering = await render(() => {
      const { pushLogin, pullSecret } = new ExistingRegistry("registry", {
        address: "registry.example.org:5000",
        logins,
      });
      return { pushLogin, pullSecret };
    });
    const { registryAuth } = inputs<Record<string, Record<string, string>>>(
      rendering,
      "pulumi:providers:docker",
      "registry-docker",
    );
    expect(JSON.parse(registryAuth![SECRET_MARK]!)).to.deep.equal([
      { address: "registry-1.docker.io", username: "hub", password: "one" },
      { address: "registry.example.org:5000", username: "robot", password: "two" },
    ]);
    const { pushLogin, pullSecret } = rendering.outputs as { pushLogin: object; pullSecret: string };
    expect(pushLogin).to.deep.equal({ server: "registry.example.org:5000", username: "robot", password: "two" });
    expect(JSON.parse(pullSecret)).to.deep.equal({
      auths: {
        "https://index.docker.io/v1/": { username: "hub", password: "one", auth: btoa("hub:one") },
        "registry.example.org:5000": { username: "robot", password: "two", auth: btoa("robot:two") },
      },
    });
  });

  it("pushes without a login where its own registry has none", async () => {
    const logins = [{ host: "docker.io", username: "hub", password: "one" }];
    const { outputs } = await render(() => {
      const registry = new ExistingRegistry("registry", { address: "127.0.0.1:5000", logins });
      return { pushes: registry.pushLogin !== undefined, pulls: registry.pullSecret !== undefined };
    });
    expect(outputs).to.deep.equal({ pushes: false, pulls: true });
  });

  it("refuses an image that the mirror does not have; a preview warns and goes by the tag", async () => {
    const missing = { node: `docker.io/library/${MISSING_IMAGE}` };
    let fault = "";
    await names(true, missing).catch((error: unknown) => (fault = (error as Error).message));
    expect(fault).to.match(
      /the mirror does not give the image 127\.0\.0\.1:5000\/mirror\/docker\.io\/library\/missing:24: .*registry\.mirror/,
    );
    expect(await names(true, missing, true)).to.deep.include({
      node: "127.0.0.1:5000/mirror/docker.io/library/missing:24",
    });
  });
});
