import http from "node:http";
import https from "node:https";
import { isIP } from "node:net";
import { checkServerIdentity, type ConnectionOptions } from "node:tls";
import type { Identity } from "./credentials";
import type { LoadedKubeconfig } from "./kubeconfig";

/** Idle connections are closed here before the server closes them, which would race with a new request. */
const IDLE_MILLISECONDS = 30_000;

/** The connections to one API server that are kept, directly or through the kubeconfig's proxy. */
export class Connections {
  private readonly agents = new Map<string, http.Agent>();
  private readonly secure: boolean;

  constructor(private readonly kubeconfig: LoadedKubeconfig) {
    this.secure = kubeconfig.url.protocol === "https:";
  }

  /** How the server is recognized, and the client. */
  tls({ cert, key }: Identity): ConnectionOptions {
    if (!this.secure) return {};
    const { tlsServerName, insecureSkipTlsVerify } = this.kubeconfig.cluster;
    return {
      ca: this.kubeconfig.authority,
      cert,
      key,
      rejectUnauthorized: !insecureSkipTlsVerify,
      ...(tlsServerName && serverName(tlsServerName)),
    };
  }

  /**
   * The pool that a request takes its connection from.
   *
   * @param use calls end soon; streams stay quiet for long, and have connections of their own
   */
  async agent(use: "calls" | "streams", identity: Identity): Promise<http.Agent> {
    // Credentials that a command renews get connections of their own.
    const id = `${use} ${String(identity.cert)}`;
    let agent = this.agents.get(id);
    if (!agent) {
      agent = await this.makeAgent(use, identity);
      this.agents.set(id, agent);
    }
    return agent;
  }

  /** Closes them. */
  close(): void {
    for (const agent of this.agents.values()) agent.destroy();
  }

  private async makeAgent(use: "calls" | "streams", identity: Identity): Promise<http.Agent> {
    const proxy = this.kubeconfig.cluster.proxyUrl;
    const options = {
      keepAlive: true,
      timeout: use === "calls" ? IDLE_MILLISECONDS : undefined,
      ...this.tls(identity),
    };
    if (proxy.startsWith("socks5:")) {
      // Loaded only when it is needed, which is seldom.
      const { SocksProxyAgent } = await import("socks-proxy-agent");
      // The proxy looks names up, as it does for kubectl.
      return new SocksProxyAgent(proxy.replace("socks5:", "socks5h:"), options);
    }
    const proxyEnv = proxy === "" ? undefined : { http_proxy: proxy, https_proxy: proxy };
    return this.secure ? new https.Agent({ ...options, proxyEnv }) : new http.Agent({ ...options, proxyEnv });
  }
}

/** No TLS client names an address to the server; the certificate is held against it all the same. */
function serverName(name: string): ConnectionOptions {
  return isIP(name)
    ? { servername: "", checkServerIdentity: (_host, certificate) => checkServerIdentity(name, certificate) }
    : { servername: name };
}
