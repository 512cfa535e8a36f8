import { once } from "node:events";
import * as fs from "node:fs";
import * as https from "node:https";
import type { AddressInfo } from "node:net";
import * as net from "node:net";
import * as path from "node:path";
import { expect } from "chai";
import { parse, stringify } from "yaml";
import { ensurePki, keyPairFiles } from "../../../embedded/cluster/pki";
import { toldErrors } from "../../support/engine-events";
import { kubectl, PlatformStack, type UpdateResult } from "../../support/platform-stack";
import { KUBERNETES_TARGET } from "../../support/stack";

/** No fault may take longer to be told, in seconds. */
const LIMIT = 60;

describe("the program on the cluster: faults", function () {
  this.timeout(300_000);

  let stack: PlatformStack;
  /** The stack's file as it is right. */
  let sound: string;

  before(async () => {
    stack = await PlatformStack.create();
    sound = fs.readFileSync(stack.file, "utf8");
  });

  afterEach(() => fs.writeFileSync(stack.file, sound));

  after(async () => {
    await stack.destroy();
  });

  /**
   * Runs `up`, which must fail in time with one error that says all of these.
   *
   * @returns The error.
   */
  async function fails(...words: (string | RegExp)[]): Promise<string> {
    const result = await stack.update("up");
    return expectFault(result, words);
  }

  function expectFault(result: UpdateResult, words: readonly (string | RegExp)[]): string {
    expect(result.code, result.output).not.to.equal(0);
    expect(result.seconds).to.be.below(LIMIT);
    const errors = toldErrors(result.events);
    expect(errors, result.output).to.have.length(1);
    const [error = ""] = errors;
    for (const word of words) {
      if (typeof word === "string") expect(error).to.contain(word);
      else expect(error).to.match(word);
    }
    expect(error).not.to.match(/^\s+at .*:\d+:\d+\)?$/m);
    return error;
  }

  describe("of the configuration", () => {
    const setCluster = (fields: object) =>
      stack.configure((config) => (config.target = { ...KUBERNETES_TARGET, ...fields }));

    it("a kubeconfig that is not there", async () => {
      setCluster({ kubeconfig: "/nowhere/kubeconfig" });
      await fails("platform:target.kubeconfig", "/nowhere/kubeconfig");
    });

    it("a context that the kubeconfig does not have", async () => {
      setCluster({ context: "elsewhere" });
      await fails("platform:target.context", "elsewhere", "platform-embedded");
    });

    it("names that are no DNS labels, all in one message", async () => {
      stack.configure((config) => {
        config.namespace = { ...(config.namespace as object), name: "My_Namespace" };
        const services = config.services as Record<string, object>;
        config.services = { ...services, Orders_1: services.web, web: { ...services.web, name: "-web" } };
      });
      await fails("platform:namespace.name", "platform:services.Orders_1", "platform:services.web.name", "DNS label");
    });

    it("two services of one name", async () => {
      stack.configure((config) => {
        const services = config.services as Record<string, object>;
        config.services = { ...services, shop: { ...services.web } };
      });
      await fails(/platform:services\.(shop|web)\.name = "platform-web"/, "has it already");
    });

    it("one service twice in the file", async () => {
      const twice = sound.replace(/^( +)web:\n/m, "$1web: {port: 8000}\n$1web:\n");
      expect(twice).not.to.equal(sound);
      fs.writeFileSync(stack.file, twice);
      const result = await stack.update("up");
      expect(result.code).not.to.equal(0);
      expect(result.output).to.match(/key "web" already (set|defined)/);
    });
  });

  describe("of the way to the cluster", () => {
    const servers: net.Server[] = [];
    const sockets = new Set<net.Socket>();

    afterEach(() => {
      for (const socket of sockets) socket.destroy();
      for (const server of servers.splice(0)) server.close();
    });

    async function listen(server: net.Server): Promise<number> {
      servers.push(server);
      server.on("connection", (socket) => sockets.add(socket.on("close", () => sockets.delete(socket))));
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      return (server.address() as AddressInfo).port;
    }

    function useServer(port: number, cluster: object = {}, user: object = {}): void {
      const file = path.join(stack.home, "kubeconfig");
      fs.writeFileSync(
        file,
        stringify({
          apiVersion: "v1",
          kind: "Config",
          clusters: [{ name: "other", cluster: { server: `https://127.0.0.1:${port}`, ...cluster } }],
          users: [{ name: "other", user }],
          contexts: [{ name: "other", context: { cluster: "other", user: "other" } }],
        }),
      );
      stack.configure((config) => (config.target = { ...KUBERNETES_TARGET, context: "other", kubeconfig: file }));
    }

    it("an API server that is not there", async () => {
      const port = await listen(net.createServer());
      servers.splice(0).forEach((server) => server.close());
      useServer(port);
      await fails(`https://127.0.0.1:${port}`);
    });

    it("an API server that says nothing", async () => {
      const port = await listen(net.createServer());
      useServer(port);
      await fails(`https://127.0.0.1:${port}`);
    });

    it("a server whose certificate has expired", async () => {
      const directory = path.join(stack.home, "pki");
      const longAgo = new Date(Date.now() - 2 * 365 * 24 * 3600 * 1000);
      const leaf = { name: "server", commonName: "server", ipAddresses: ["127.0.0.1"] };
      await ensurePki(directory, [{ ...leaf, authority: "cluster", usages: ["server"] }], longAgo);
      const files = keyPairFiles(directory, "server");
      const port = await listen(
        https.createServer({ cert: fs.readFileSync(files.certificate), key: fs.readFileSync(files.key) }),
      );
      useServer(port, { "certificate-authority": keyPairFiles(directory, "ca-cluster").certificate });
      await fails("certificate", "expired");
    });
  });

  describe("of a service", () => {
    before(async () => {
      await stack.updated("up");
    });

    async function stillServes(): Promise<void> {
      const { services } = await stack.outputs();
      expect((await fetch(services.web!.url!)).status).to.equal(200);
    }

    const SMALL = { requests: { cpu: "50m", memory: "64Mi" } };

    function second(fields: object): void {
      stack.configure((config) => {
        config.services = { ...(config.services as object), second: { port: 9000, ...SMALL, ...fields } };
      });
    }

    /** What a second service needs to run the first one's image. */
    function likeWeb(): object {
      const { config } = parse(sound) as { config: Record<string, Record<string, Record<string, unknown>>> };
      const { port, environment, secretFiles } = config["platform:services"]!.web!;
      return { port, environment, secretFiles };
    }

    it("an image that does not exist", async () => {
      second({ image: `127.0.0.1:5000/none@sha256:${"0".repeat(64)}` });
      await fails("Deployment", "cannot pull image", "127.0.0.1:5000/none", "not found");
      await stillServes();
    });

    it("a service that crashes, with its last words", async () => {
      stack.write({
        "crash/Dockerfile":
          "ARG PYTHON_IMAGE\nFROM ${PYTHON_IMAGE}\nUSER 10002:10002\nEXPOSE 9000\n" +
          `CMD ["python3", "-c", "import sys; sys.exit('these are the last words')"]\n`,
      });
      second({ build: { context: "crash", repository: `${stack.namespace}/crash` } });
      await fails("Deployment", "crash", "these are the last words");
      await stillServes();
    });

    it("a Dockerfile that fails", async () => {
      stack.write({
        "failing/Dockerfile":
          "ARG PYTHON_IMAGE\nFROM ${PYTHON_IMAGE}\nRUN echo this step breaks >&2; exit 3\nUSER 10002:10002\nEXPOSE 9000\n" +
          `CMD ["python3"]\n`,
      });
      second({ build: { context: "failing", repository: `${stack.namespace}/failing` } });
      await fails("failing/Dockerfile", "this step breaks", "3");
      await stillServes();
    });

    it("a Dockerfile that is missing, and a folder that is", async () => {
      fs.mkdirSync(path.join(stack.directory, "empty"));
      second({ build: { context: "empty" } });
      await fails("empty/Dockerfile", "build.dockerfile");
      second({ build: { context: "nowhere" } });
      await fails("nowhere", "build.context");
    });

    it("a node port that is taken", async () => {
      const { services } = await stack.outputs();
      const nodePort = Number(new URL(services.web!.url!).port);
      second({ ...likeWeb(), image: services.web!.image, expose: { kind: "node", nodePort } });
      await fails("Service", String(nodePort), "already allocated", "let the cluster choose");
      await stillServes();
    });

    it("requests larger than any node", async () => {
      stack.configure((config) => {
        config.namespace = { ...(config.namespace as object), quota: { pods: 20, cpu: "64", memory: "1Ti" } };
      });
      const { services } = await stack.outputs();
      const large = { cpu: "16", memory: "64Gi" };
      second({ ...likeWeb(), image: services.web!.image, requests: large, limits: large });
      await fails("Deployment", "second", /insufficient cpu/i);
      await stillServes();
    });

    it("once everything is right again, up reaches the goal", async () => {
      await stack.updated("up");
      expect((await stack.get("deployment")).map(({ metadata }) => metadata.name)).to.deep.equal(["platform-web"]);
      await stack.updated("preview", "--expect-no-changes");
      const pods = await kubectl("--namespace", stack.namespace, "get", "pods", "-o", "name");
      expect(pods.trim().split("\n")).to.have.length(1);
    });
  });
});
