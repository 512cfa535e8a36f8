import { once } from "node:events";
import { createServer, type AddressInfo, type Server } from "node:net";
import type { ServerResponse } from "node:http";
import { expect } from "chai";
import { ApiClient } from "../../../engine/kubernetes/client";
import { loadKubeconfig } from "../../../engine/kubernetes/kubeconfig";
import type { ApiError, KubernetesObject, WatchEvent } from "../../../engine/kubernetes/types";
import { FakeApiServer, sendJson } from "../../support/fake-api-server";

const CONFIG_MAP = { apiVersion: "v1", kind: "ConfigMap" };
const LIMITS = { connect: 300, answer: 300 };

function configMap(name: string, resourceVersion: string): KubernetesObject {
  return { ...CONFIG_MAP, metadata: { name, namespace: "ns", uid: `uid-${name}`, resourceVersion } };
}

async function failure(promise: Promise<unknown>): Promise<ApiError> {
  try {
    await promise;
  } catch (error) {
    return error as ApiError;
  }
  throw new Error("The call should have failed.");
}

describe("the Kubernetes API client", () => {
  let server: FakeApiServer;
  let client: ApiClient;
  let warnings: string[];

  beforeEach(async () => {
    server = await FakeApiServer.start();
    warnings = [];
    client = new ApiClient(await loadKubeconfig({ kubeconfig: server.kubeconfig() }), LIMITS);
  });

  afterEach(async () => {
    client.close();
    await server.stop();
  });

  it("finds namespaced and cluster-scoped kinds by discovery, and asks once", async () => {
    expect(await client.discover(CONFIG_MAP)).to.deep.equal({ ...CONFIG_MAP, plural: "configmaps", namespaced: true });
    await client.get({ apiVersion: "v1", kind: "Namespace", name: "a b" });
    await client.get({ ...CONFIG_MAP, name: "c", namespace: "ns" });
    expect(server.requests.map(({ path }) => path)).to.deep.equal([
      "/api/v1",
      "/api/v1/namespaces/a%20b",
      "/api/v1/namespaces/ns/configmaps/c",
    ]);
  });

  it("says which kind the cluster does not have, and looks again for one that was added", async () => {
    const missing = await failure(client.discover({ apiVersion: "example.org/v1", kind: "Widget" }));
    expect(missing.reason).to.equal("NotFound");
    expect(missing.message).to.contain("Widget").and.contain("example.org/v1");
    server.on(({ path }, response) => {
      if (path !== "/apis/example.org/v1") {
        return false;
      }
      sendJson(response, 200, { resources: [{ name: "widgets", kind: "Widget", namespaced: true }] });
    });
    expect((await client.discover({ apiVersion: "example.org/v1", kind: "Widget" })).plural).to.equal("widgets");
  });

  it("reads nothing where nothing is", async () => {
    expect(await client.get({ ...CONFIG_MAP, name: "none", namespace: "ns" })).to.be.undefined;
  });

  it("follows the pages of a long list and gives each item its kind", async () => {
    server.on(({ path, query }, response) => {
      if (!path.endsWith("/configmaps")) {
        return false;
      }
      const second = query.get("continue") === "more";
      const { apiVersion: _, kind: __, ...item } = configMap(second ? "b" : "a", "1");
      sendJson(response, 200, { items: [item], metadata: second ? {} : { continue: "more" } });
    });
    const items = await client.list(CONFIG_MAP, { namespace: "ns", labelSelector: "app=x" });
    expect(items).to.deep.equal([configMap("a", "1"), configMap("b", "1")]);
    expect(server.requests.at(-1)!.query.get("labelSelector")).to.equal("app=x");
  });

  it("applies with manager, force and dry run as asked, and passes the server's warnings on", async () => {
    server.on(({ method, body }, response) => {
      if (method !== "PATCH") {
        return false;
      }
      sendJson(response, 200, JSON.parse(body), { warning: '299 - "this kind is \\"old\\"", 299 - "and rare"' });
    });
    const object = configMap("a", "1");
    expect(
      await client.apply(object, {
        fieldManager: "me",
        force: true,
        dryRun: true,
        warn: (text) => warnings.push(text),
      }),
    ).to.deep.equal(object);
    const { query, headers } = server.requests.at(-1)!;
    expect(Object.fromEntries(query)).to.deep.equal({ fieldManager: "me", force: "true", dryRun: "All" });
    expect(headers["content-type"]).to.equal("application/apply-patch+yaml");
    expect(warnings).to.deep.equal(['this kind is "old"', "and rare"]);
  });

  it("gives the server's own reason of a refusal", async () => {
    server.on(({ method }, response) => {
      if (method !== "POST") {
        return false;
      }
      sendJson(response, 409, { reason: "AlreadyExists", message: 'configmaps "a" already exists' });
    });
    const refused = await failure(client.create(configMap("a", "1"), { fieldManager: "me" }));
    expect([refused.code, refused.reason, refused.message]).to.deep.equal([
      409,
      "AlreadyExists",
      'configmaps "a" already exists',
    ]);
  });

  it("tries again when the server is busy and says when to", async () => {
    let busy = 2;
    server.on(({ path }, response) => {
      if (!path.endsWith("/configmaps/a") || busy-- <= 0) {
        return false;
      }
      sendJson(response, 429, { reason: "TooManyRequests" }, { "retry-after": "0" });
    });
    expect(await client.get({ ...CONFIG_MAP, name: "a", namespace: "ns" })).to.be.undefined;
    expect(server.requests.filter(({ path }) => path.endsWith("/configmaps/a"))).to.have.length(3);
  });

  it("counts a delete of what is gone, or of another object of that name, as nothing to do", async () => {
    server.on(({ method, path }, response) => {
      if (method !== "DELETE") {
        return false;
      }
      const metadata = path.endsWith("/held") ? { deletionTimestamp: "2026-01-01T00:00:00Z" } : undefined;
      sendJson(response, path.endsWith("/gone") ? 404 : path.endsWith("/other") ? 409 : 200, { metadata });
    });
    const options = { propagationPolicy: "Background", uid: "u" } as const;
    const outcome = (name: string) => client.delete({ ...CONFIG_MAP, name, namespace: "ns" }, options);
    expect(await outcome("gone")).to.equal("gone");
    expect(await outcome("other")).to.equal("gone");
    expect(await outcome("at-once")).to.equal("gone");
    expect(await outcome("held")).to.equal("deleting");
  });

  it("has an empty log for a container that has none", async () => {
    server.on(({ path }, response) => {
      if (!path.endsWith("/log")) {
        return false;
      }
      sendJson(response, 400, { reason: "BadRequest", message: "waiting to start" });
    });
    expect(await client.logs({ namespace: "ns", name: "p", container: "c" }, { tailLines: 5 })).to.equal("");
  });

  describe("when the server does not answer", () => {
    it("says so within the limit", async () => {
      server.on(({ path }) => path === "/api/v1");
      const error = await failure(client.list(CONFIG_MAP));
      expect(error.reason).to.equal("Timeout");
      expect(error.message).to.contain(server.url).and.contain("0.3 s");
    });

    it("stops at the caller's signal with the caller's reason", async () => {
      const reason = new Error("cancelled");
      for (const silentPath of ["/api/v1", "/api/v1/namespaces/ns/configmaps/a"]) {
        const controller = new AbortController();
        server.on(({ path }) => {
          if (path === silentPath) {
            controller.abort(reason);
          }
          return path === silentPath;
        });
        expect(await failure(client.get({ ...CONFIG_MAP, name: "a", namespace: "ns" }, controller.signal))).to.equal(
          reason,
        );
        // The next round reaches the object itself.
        server.on(({ path }, response) => {
          if (path !== "/api/v1") {
            return false;
          }
          sendJson(response, 200, { resources: [{ name: "configmaps", kind: "ConfigMap", namespaced: true }] });
        });
        client = new ApiClient(await loadKubeconfig({ kubeconfig: server.kubeconfig() }), LIMITS);
      }
    });

    it("says that nothing listens", async () => {
      const { url } = server;
      const gone = new ApiClient(await loadKubeconfig({ kubeconfig: server.kubeconfig() }), LIMITS);
      await server.stop();
      const error = await failure(gone.list(CONFIG_MAP));
      server = await FakeApiServer.start();
      expect([error.code, error.reason]).to.deep.equal([0, "ECONNREFUSED"]);
      expect(error.message).to.contain(url).and.contain('context "fake"').and.contain("nothing listens");
    });

    it("says that the connection was cut in the middle of an answer", async () => {
      server.on(({ path }, response) => {
        if (path === "/api/v1") {
          return false;
        }
        response.writeHead(200, { "content-length": "1000" });
        response.write("{");
        response.destroy();
      });
      const error = await failure(client.get({ ...CONFIG_MAP, name: "a", namespace: "ns" }));
      expect([error.code, error.reason]).to.deep.equal([0, "ECONNRESET"]);
    });

    it("gives up a handshake that is not finished in time", async () => {
      const silent: Server = createServer();
      silent.listen(0, "127.0.0.1");
      await once(silent, "listening");
      const { port } = silent.address() as AddressInfo;
      const kubeconfig = server.kubeconfig().replace(server.url, `https://127.0.0.1:${port}`);
      const stuck = new ApiClient(await loadKubeconfig({ kubeconfig }), { connect: 100, answer: 5_000 });
      const error = await failure(stuck.list(CONFIG_MAP));
      stuck.close();
      silent.close();
      expect(error.message).to.contain("the connection was not accepted within 0.1 s");
    });
  });

  describe("a watch", () => {
    let streams: ServerResponse[];
    let items: KubernetesObject[];
    let nextStream: (response: ServerResponse) => void;
    let opened: Promise<ServerResponse>;

    function expectStream(): void {
      opened = new Promise((resolve) => (nextStream = resolve));
    }

    beforeEach(() => {
      streams = [];
      items = [configMap("a", "1")];
      expectStream();
      server.on(({ path, query }, response) => {
        if (!path.endsWith("/configmaps")) {
          return false;
        }
        if (!query.has("watch")) {
          sendJson(response, 200, { items, metadata: { resourceVersion: "10" } });
          return;
        }
        response.writeHead(200).flushHeaders();
        streams.push(response);
        nextStream(response);
      });
    });

    function start(): { next: () => Promise<WatchEvent>; stop: () => void; end: Promise<unknown> } {
      const controller = new AbortController();
      const events = client.watch(CONFIG_MAP, { namespace: "ns" }, controller.signal)[Symbol.asyncIterator]();
      let finish = (_: unknown) => {};
      const end = new Promise((resolve) => (finish = resolve));
      return {
        next: async () => {
          try {
            return (await events.next()).value as WatchEvent;
          } catch (error) {
            finish(error);
            throw error;
          }
        },
        stop: () => controller.abort(new Error("enough")),
        end,
      };
    }

    const send = (response: ServerResponse, type: string, object: object) =>
      response.write(JSON.stringify({ type, object }) + "\n");

    it("begins with what exists, then syncs, then follows, and ends by its signal", async () => {
      const watch = start();
      expect(await watch.next()).to.deep.equal({ type: "ADDED", object: configMap("a", "1") });
      expect(await watch.next()).to.deep.equal({ type: "SYNCED" });
      const event = watch.next();
      send(await opened, "MODIFIED", configMap("a", "11"));
      expect(await event).to.deep.equal({ type: "MODIFIED", object: configMap("a", "11") });
      expect(server.requests.at(-1)!.query.get("resourceVersion")).to.equal("10");
      const last = failure(watch.next());
      watch.stop();
      expect((await last).message).to.equal("enough");
    });

    it("goes on where it was after the connection broke, bookmarks counted", async () => {
      const watch = start();
      await watch.next();
      await watch.next();
      const event = watch.next();
      const first = await opened;
      expectStream();
      send(first, "BOOKMARK", configMap("", "15"));
      // The bookmark has to arrive before the connection is cut.
      setImmediate(() => setTimeout(() => first.destroy(), 20));
      const second = await opened;
      expect(server.requests.at(-1)!.query.get("resourceVersion")).to.equal("15");
      send(second, "DELETED", configMap("a", "16"));
      expect((await event).type).to.equal("DELETED");
      watch.stop();
    });

    it("lists anew and sends the difference when its place in the history is gone", async () => {
      const watch = start();
      await watch.next();
      await watch.next();
      const event = watch.next();
      const first = await opened;
      items = [configMap("b", "20")];
      expectStream();
      send(first, "ERROR", { code: 410, reason: "Expired", message: "too old" });
      expect(await event).to.deep.equal({ type: "DELETED", object: configMap("a", "1") });
      expect(await watch.next()).to.deep.equal({ type: "ADDED", object: configMap("b", "20") });
      watch.stop();
    });

    it("ends with the server's words when it is refused", async () => {
      server.on(({ path }, response) => {
        if (!path.endsWith("/configmaps")) {
          return false;
        }
        sendJson(response, 403, { reason: "Forbidden", message: "configmaps is forbidden" });
      });
      const error = await failure(start().next());
      expect([error.code, error.message]).to.deep.equal([403, "configmaps is forbidden"]);
    });
  });
});
