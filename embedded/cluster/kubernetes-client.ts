import * as https from "node:https";
import * as fs from "node:fs";
import { kubectlCache } from "../paths";
import { timeoutFactor } from "../timeouts";
import { apiServerUrl, kubeconfigFile } from "./kubeconfig";
import type { ClusterBinaries, ClusterLayout, ClusterPorts } from "./layout";
import type { ClusterNetwork } from "./network";
import { authorityName, keyPairFiles } from "./pki";
import { run } from "./run";

/** An answer of the API server. */
export interface ApiAnswer {
  status: number;
  body: string;
}

/** The start's and status's own access to the API server, with the bootstrap certificate. */
export class BootstrapClient {
  constructor(
    private readonly layout: ClusterLayout,
    private readonly network: ClusterNetwork,
    private readonly ports: ClusterPorts,
  ) {}

  /**
   * Reads one path.
   *
   * @param path such as `/readyz` or `/api/v1/nodes`
   * @param limit milliseconds on a machine of usual speed; default 3,000
   */
  get(path: string, limit = 3000): Promise<ApiAnswer> {
    const timeout = limit * timeoutFactor();
    const client = keyPairFiles(this.layout.pki, "bootstrap");
    const options = {
      ca: fs.readFileSync(keyPairFiles(this.layout.pki, authorityName("cluster")).certificate),
      cert: fs.readFileSync(client.certificate),
      key: fs.readFileSync(client.key),
      agent: false,
    };
    return new Promise((resolve, reject) => {
      const request = https.get(`${apiServerUrl(this.network, this.ports)}${path}`, options, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString("utf8") }),
        );
      });
      request.setTimeout(timeout, () => request.destroy(new Error(`no answer within ${timeout} ms`)));
      request.on("error", reject);
    });
  }

  /**
   * Reads one path as JSON.
   *
   * @throws Error with the answer if it is not 200
   */
  async getJson<T>(path: string, limit?: number): Promise<T> {
    const { status, body } = await this.get(path, limit);
    if (status !== 200) throw new Error(`the API server answered ${status} for ${path}: ${body.slice(0, 300)}`);
    return JSON.parse(body) as T;
  }

  /** Makes the objects, or changes them to what is given here. */
  async apply(binaries: ClusterBinaries, objects: object[]): Promise<void> {
    await run(
      binaries.path("kubernetes"),
      [
        "kubectl",
        `--kubeconfig=${kubeconfigFile(this.layout, "bootstrap")}`,
        "apply",
        "--server-side",
        "--force-conflicts",
        // The server checks the objects itself; kubectl would first fetch the schemas of all kinds, which has a time limit of its own.
        "--validate=false",
        "--field-manager=platform-embedded",
        "--filename=-",
      ],
      {
        input: JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }),
        environment: { KUBECACHEDIR: kubectlCache() },
      },
    );
  }
}
