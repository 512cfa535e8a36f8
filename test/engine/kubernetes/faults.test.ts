import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { status } from "@grpc/grpc-js";
import { expect } from "chai";
import type { PropertyMap } from "../../../engine/plugin";
import { certificate } from "../../support/certificate";
import { FakeApiServer, sendJson } from "../../support/fake-api-server";
import { failureOf, ProviderUnderTest } from "../../support/kubernetes-provider";

const TYPE = "kubernetes:core/v1:ConfigMap";
const CONFIG_MAP: PropertyMap = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", namespace: "ns" } };

const base64 = (text: string) => Buffer.from(text).toString("base64");

describe("the Kubernetes provider in trouble", function () {
  this.timeout(20_000);
  const directory = mkdtempSync(join(tmpdir(), "kubeconfig-"));
  let server: FakeApiServer | undefined;
  let provider: ProviderUnderTest | undefined;

  afterEach(async () => {
    provider?.stop();
    provider = undefined;
    await server?.stop();
    server = undefined;
  });

  after(() => rmSync(directory, { recursive: true, force: true }));

  async function failingCheck(kubeconfig: string): Promise<{ code: number; message: string }> {
    provider = await ProviderUnderTest.start(kubeconfig);
    return failureOf(provider.check(TYPE, "a", CONFIG_MAP));
  }

  describe("with its kubeconfig", () => {
    const failingStart = async (kubeconfig: string, settings: PropertyMap = {}) =>
      (await failureOf(ProviderUnderTest.start(kubeconfig, settings))).message;

    it("names the file that is missing", async () => {
      expect(await failingStart("/nowhere/kubeconfig")).to.contain("no kubeconfig at /nowhere/kubeconfig");
    });

    it("says that a string is none, without quoting it", async () => {
      const message = await failingStart("clusters: [\n  token: canary");
      expect(message).to.contain("not a valid kubeconfig").and.not.contain("canary");
    });

    it("lists the contexts when the wanted one is not there", async () => {
      server = await FakeApiServer.start();
      const message = await failingStart(server.kubeconfig(), { context: "other" });
      expect(message).to.contain('no context "other"').and.contain("one of: fake");
    });

    it("takes a path as well as a string, and the namespace of the context", async () => {
      server = await FakeApiServer.start();
      const file = join(directory, "config");
      writeFileSync(file, server.kubeconfig());
      server.on(({ path }, response) => (path === "/version" ? sendJson(response, 200, { gitVersion: "v1" }) : false));
      provider = await ProviderUnderTest.start(file);
      const inputs = await provider.check(TYPE, "a", { ...CONFIG_MAP, metadata: { name: "a" } });
      expect((inputs.metadata as PropertyMap).namespace).to.equal("from-context");
    });
  });

  it("says that nothing listens, and what to do with the state of a lost cluster", async () => {
    server = await FakeApiServer.start();
    const kubeconfig = server.kubeconfig();
    await server.stop();
    server = undefined;
    const { code, message } = await failingCheck(kubeconfig);
    expect(code).to.equal(status.UNAVAILABLE);
    expect(message).to.contain("nothing listens there").and.contain("PULUMI_K8S_DELETE_UNREACHABLE");
  });

  it("drops resources of a lost cluster when told to", async () => {
    server = await FakeApiServer.start();
    const kubeconfig = server.kubeconfig();
    await server.stop();
    server = undefined;
    provider = await ProviderUnderTest.start(kubeconfig, { deleteUnreachable: "true" });
    const state = { id: "ns/a", inputs: CONFIG_MAP, outputs: CONFIG_MAP };
    await provider.delete(TYPE, "a", state);
    expect(await provider.plugin.read({ type: TYPE, name: "a" }, state)).to.be.undefined;
  });

  describe("keeps the resources in the state, although those of an unreachable cluster are to be dropped, when", () => {
    const state = { id: "ns/a", inputs: CONFIG_MAP, outputs: CONFIG_MAP };

    async function isKept(kubeconfig: string): Promise<void> {
      provider = await ProviderUnderTest.start(kubeconfig, {
        deleteUnreachable: "true",
        skipUpdateUnreachable: "true",
      });
      const deleted = await failureOf(provider.delete(TYPE, "a", state));
      expect(deleted.message).to.match(/credentials|certificate/);
      const read = await failureOf(provider.plugin.read({ type: TYPE, name: "a" }, state));
      expect(read.message).to.match(/credentials|certificate/);
    }

    it("the server refuses the credentials", async () => {
      server = await FakeApiServer.start();
      server.on((_, response) => sendJson(response, 401, { reason: "Unauthorized", message: "Unauthorized" }));
      await isKept(server.kubeconfig({ token: "old" }));
    });

    it("the command for credentials fails", async () => {
      server = await FakeApiServer.start(await certificate(-1, 1));
      const exec = { apiVersion: "client.authentication.k8s.io/v1", command: "false", interactiveMode: "Never" };
      await isKept(server.kubeconfig({ exec }, { "insecure-skip-tls-verify": true }));
    });

    it("the server's certificate is not valid", async () => {
      const tls = await certificate(-30, -1);
      server = await FakeApiServer.start(tls);
      await isKept(server.kubeconfig({}, { "certificate-authority-data": base64(tls.cert) }));
    });
  });

  it("says that the server's certificate has expired", async () => {
    const tls = await certificate(-30, -1);
    server = await FakeApiServer.start(tls);
    const { message } = await failingCheck(server.kubeconfig({}, { "certificate-authority-data": base64(tls.cert) }));
    expect(message).to.contain("certificate has expired");
  });

  it("says that the server is not signed by the kubeconfig's authority", async () => {
    server = await FakeApiServer.start(await certificate(-1, 1));
    const other = await certificate(-1, 1);
    const { message } = await failingCheck(server.kubeconfig({}, { "certificate-authority-data": base64(other.cert) }));
    expect(message).to.contain("not signed by the kubeconfig's authority");
  });

  it("says that the client's certificate has expired", async () => {
    const tls = await certificate(-1, 1);
    const client = await certificate(-30, -1);
    server = await FakeApiServer.start({ ...tls, requestCert: true, rejectUnauthorized: false });
    server.on((_, response) => sendJson(response, 401, { reason: "Unauthorized", message: "Unauthorized" }));
    const user = { "client-certificate-data": base64(client.cert), "client-key-data": base64(client.key) };
    const { code, message } = await failingCheck(
      server.kubeconfig(user, { "certificate-authority-data": base64(tls.cert) }),
    );
    expect(code).to.equal(status.UNAUTHENTICATED);
    expect(message).to.contain("client certificate expired on");
  });

  it("says why a command gave no credentials", async () => {
    const tls = await certificate(-1, 1);
    server = await FakeApiServer.start(tls);
    const exec = {
      apiVersion: "client.authentication.k8s.io/v1",
      command: "sh",
      args: ["-c", "echo no token >&2; exit 1"],
      interactiveMode: "Never",
    };
    const { message } = await failingCheck(
      server.kubeconfig({ exec }, { "certificate-authority-data": base64(tls.cert) }),
    );
    expect(message).to.contain("Cannot get credentials").and.contain("no token");
  });

  it("ends a call at once when the engine cancels, though the server never answers", async () => {
    const silent = createServer();
    silent.listen(0, "127.0.0.1");
    await once(silent, "listening");
    const connected = once(silent, "connection") as Promise<[Socket]>;
    const { port } = silent.address() as AddressInfo;
    server = await FakeApiServer.start();
    provider = await ProviderUnderTest.start(server.kubeconfig().replace(server.url, `http://127.0.0.1:${port}`));
    const pending = failureOf(provider.check(TYPE, "a", CONFIG_MAP));
    const [socket] = await connected;
    await provider.plugin.cancel();
    expect((await pending).code).to.equal(status.CANCELLED);
    socket.destroy();
    silent.close();
  });

  it("reports a write whose connection was cut as not made, and takes it up in the next run", async () => {
    server = await FakeApiServer.start();
    let stored: PropertyMap | undefined;
    let cut = true;
    server.on(({ method, path, query, body }, response) => {
      if (path === "/version") {
        sendJson(response, 200, { gitVersion: "v1" });
      } else if (path === "/api/v1/namespaces/ns/configmaps/a" && method === "PATCH") {
        const managedFields = [{ manager: query.get("fieldManager"), operation: "Apply" }];
        const object = JSON.parse(body) as PropertyMap;
        stored = { ...object, metadata: { ...(object.metadata as PropertyMap), uid: "u", managedFields } };
        if (cut) {
          cut = false;
          response.destroy();
        } else {
          sendJson(response, 200, stored);
        }
      } else if (path === "/api/v1/namespaces/ns/configmaps/a") {
        sendJson(response, stored ? 200 : 404, stored ?? { reason: "NotFound" });
      } else {
        return false;
      }
    });
    provider = await ProviderUnderTest.start(server.kubeconfig());
    const error = await failureOf(provider.create(TYPE, "a", CONFIG_MAP));
    expect(error.message).to.contain('ConfigMap "ns/a" was not created').and.contain("closed the connection");
    expect((await provider.create(TYPE, "a", CONFIG_MAP)).id).to.equal("ns/a");
  });

  it("knows at once that a kind does not exist, also in a preview", async () => {
    server = await FakeApiServer.start();
    server.on(({ path }, response) => (path === "/version" ? sendJson(response, 200, { gitVersion: "v1" }) : false));
    provider = await ProviderUnderTest.start(server.kubeconfig());
    const nothing = { apiVersion: "example.org/v9", kind: "Nothing", metadata: { namespace: "ns", name: "n" } };
    const resource = { type: "kubernetes:example.org/v9:Nothing", name: "n" };
    const error = await failureOf(provider.plugin.create(resource, nothing, { preview: true }));
    expect(error.message).to.contain('no kind "Nothing" in API version "example.org/v9"');
  });

  it("does not take a kind for a mistake whose definition the same run declares", async () => {
    server = await FakeApiServer.start();
    server.on(({ path }, response) => (path === "/version" ? sendJson(response, 200, { gitVersion: "v1" }) : false));
    provider = await ProviderUnderTest.start(server.kubeconfig());
    const definition = "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition";
    await provider.check(definition, "d", {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "nothings.example.org" },
      spec: { group: "example.org", names: { kind: "Nothing", plural: "nothings" }, scope: "Cluster" },
    });
    const type = "kubernetes:example.org/v9:Nothing";
    const inputs = await provider.check(type, "n", { apiVersion: "example.org/v9", kind: "Nothing", metadata: {} });
    expect((inputs.metadata as PropertyMap).namespace).to.be.undefined;
    const preview = await provider.plugin.create({ type, name: "n" }, inputs, { preview: true });
    expect(preview.outputs).to.deep.equal(inputs);
  });
});
