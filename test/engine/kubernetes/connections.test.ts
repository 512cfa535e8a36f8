import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { connect as connectTo, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { expect } from "chai";
import { ApiClient } from "../../../engine/kubernetes/client";
import { loadKubeconfig } from "../../../engine/kubernetes/kubeconfig";
import { certificate, type KeyPair } from "../../support/certificate";
import { FakeApiServer, sendJson } from "../../support/fake-api-server";

describe("the connections that a kubeconfig asks for", function () {
  this.timeout(30_000);
  let pair: KeyPair;
  let server: FakeApiServer;
  const opened: (Server | ApiClient)[] = [];

  before(async () => (pair = await certificate(-1, 1, "api.test")));

  afterEach(async () => {
    for (const one of opened.splice(0)) one.close();
    await server.stop();
  });

  const start = async (tls: KeyPair | undefined) => {
    server = await FakeApiServer.start(tls);
    server.on((_request, response) => sendJson(response, 200, { gitVersion: "v1" }));
  };
  const authority = () => ({ "certificate-authority-data": Buffer.from(pair.cert).toString("base64") });

  /** What comes of a request. */
  async function ask(cluster: object): Promise<string> {
    const client = new ApiClient(await loadKubeconfig({ kubeconfig: server.kubeconfig({ token: "t" }, cluster) }));
    opened.push(client);
    return client.version();
  }

  async function refusal(cluster: object): Promise<string> {
    return ask(cluster).then(
      () => "none",
      (error: Error) => error.message,
    );
  }

  async function listening(proxy: Server): Promise<number> {
    opened.push(proxy);
    proxy.listen(0, "127.0.0.1");
    await once(proxy, "listening");
    return (proxy.address() as AddressInfo).port;
  }

  it("hold the certificate against the name that is given, and against the host otherwise", async () => {
    await start(pair);
    expect(await ask({ ...authority(), "tls-server-name": "api.test" })).to.equal("v1");
    expect(await refusal(authority())).to.contain("its certificate is for another name");
    expect(await refusal({ ...authority(), "tls-server-name": "127.0.0.9" })).to.contain("for another name");
  });

  it("name the server that is meant in the handshake, but no address", async () => {
    const names: (string | false | undefined)[] = [];
    await start({ ...pair, ...(await certificate(-1, 1, "127.0.0.9")) });
    server.onConnection((socket) => names.push((socket as { servername?: string | false }).servername));
    await refusal({ ...authority(), "tls-server-name": "api.test" });
    await refusal({ ...authority(), "tls-server-name": "127.0.0.9" });
    expect(names).to.deep.equal([]);
    expect(await ask({ "insecure-skip-tls-verify": true, "tls-server-name": "127.0.0.9" })).to.equal("v1");
    expect(await ask({ "insecure-skip-tls-verify": true, "tls-server-name": "api.test" })).to.equal("v1");
    expect(names).to.deep.equal([false, "api.test"]);
  });

  it("take any certificate only where the kubeconfig says so, whatever the environment says", async () => {
    await start(pair);
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
    try {
      expect(await refusal({})).to.contain("not signed by the kubeconfig's authority");
      expect(await ask({ "insecure-skip-tls-verify": true })).to.equal("v1");
      expect(await refusal({ ...authority(), "insecure-skip-tls-verify": true })).to.contain("only one can count");
    } finally {
      delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    }
  });

  it("are refused with an authority that is not a certificate", async () => {
    await start(pair);
    expect(await refusal({ "certificate-authority-data": Buffer.from("canary").toString("base64") }))
      .to.contain("not a certificate")
      .and.not.contain("canary");
    expect(await refusal({ "certificate-authority": "/nowhere/ca.pem" })).to.contain("/nowhere/ca.pem cannot be read");
  });

  for (const secure of [true, false]) {
    it(`go through an HTTP proxy to ${secure ? "HTTPS" : "HTTP"}, with the proxy's own user`, async () => {
      await start(secure ? pair : undefined);
      const seen: string[] = [];
      const proxy = createHttpServer((request, response) => {
        seen.push(`${request.method} ${request.url} ${request.headers["proxy-authorization"]}`);
        sendJson(response, 200, { gitVersion: "proxy" });
      });
      proxy.on("connect", (request, socket: Socket) => {
        seen.push(`${request.method} ${request.url} ${request.headers["proxy-authorization"]}`);
        const [host, port] = request.url!.split(":") as [string, string];
        const onward = connectTo(Number(port), host, () => {
          socket.write("HTTP/1.1 200 OK\r\n\r\n");
          onward.pipe(socket).pipe(onward);
        });
        onward.on("error", () => socket.destroy());
        socket.on("error", () => onward.destroy());
      });
      const port = await listening(proxy);
      const cluster = { "proxy-url": `http://me:it@127.0.0.1:${port}`, "tls-server-name": "api.test", ...authority() };
      expect(await ask(secure ? cluster : { "proxy-url": cluster["proxy-url"] })).to.equal(secure ? "v1" : "proxy");
      const host = new URL(server.url).host;
      const basic = `Basic ${Buffer.from("me:it").toString("base64")}`;
      expect(seen).to.deep.equal([secure ? `CONNECT ${host} ${basic}` : `GET ${server.url}/version ${basic}`]);
      proxy.closeAllConnections();
    });
  }

  it("go through a SOCKS proxy, which looks the name up", async () => {
    await start(pair);
    const asked: string[] = [];
    const port = new URL(server.url).port;
    const proxy = createServer((socket) => {
      socket.on("error", () => socket.destroy());
      socket.once("data", () => {
        socket.write(Buffer.from([5, 0]));
        socket.once("data", (request) => {
          // Version, command, reserved, type 3: a name with its length before it.
          asked.push(request[3] === 3 ? request.subarray(5, 5 + request[4]!).toString() : `type ${request[3]}`);
          const onward = connectTo(Number(port), "127.0.0.1", () => {
            socket.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
            onward.pipe(socket).pipe(onward);
          });
          onward.on("error", () => socket.destroy());
        });
      });
    });
    const url = `socks5://127.0.0.1:${await listening(proxy)}`;
    expect(await ask({ server: `https://api.test:${port}`, "proxy-url": url, ...authority() })).to.equal("v1");
    expect(asked).to.deep.equal(["api.test"]);
  });

  it("are not made through a proxy of another kind", async () => {
    await start(pair);
    expect(await refusal({ ...authority(), "proxy-url": "ftp://proxy" })).to.contain("proxy-url");
  });

  it("take the user of the server's URL where the kubeconfig names none, and show no password", async () => {
    await start(pair);
    const { host } = new URL(server.url);
    const cluster = { ...authority(), "tls-server-name": "api.test", server: `https://me:canary@${host}/prefix/` };
    const kubeconfig = server.kubeconfig({}, cluster);
    const client = new ApiClient(await loadKubeconfig({ kubeconfig }));
    opened.push(client);
    await client.version();
    const { headers, path } = server.requests.at(-1)!;
    expect(path).to.equal("/prefix/version");
    expect(headers.authorization).to.equal(`Basic ${Buffer.from("me:canary").toString("base64")}`);
    expect(client.place).not.to.contain("canary");
  });
});
