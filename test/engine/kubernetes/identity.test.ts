import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { stringify } from "yaml";
import { ApiClient } from "../../../engine/kubernetes/client";
import { loadKubeconfig } from "../../../engine/kubernetes/kubeconfig";
import { installedToolchain } from "../../../embedded/toolchain";
import { certificate, type KeyPair } from "../../support/certificate";
import { ControlPlane } from "../../support/control-plane";
import { eventually } from "../../support/eventually";

const V1 = "client.authentication.k8s.io/v1";
const base64 = (text: string) => Buffer.from(text).toString("base64");

/** What a user is told apart by. */
interface UserInfo {
  username: string;
  uid?: string;
  groups?: string[];
  extra?: Record<string, string[]>;
}

/** Every pair of credential and impersonation; without it, each of them once. */
const ALL_PAIRS = Boolean(process.env.ORACLE_CASES);

describe("the identity of a kubeconfig's user at the API server", function () {
  this.timeout(300_000);
  let folder: string;
  let pair: KeyPair;
  let plane: ControlPlane;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "identities-"));
    pair = await certificate(-1, 1, "cert-user", "CN=cert-user, O=system:masters, O=certified");
    plane = await ControlPlane.start({
      clientAuthority: pair.cert,
      tokens: ["token-one,one,1,system:masters", 'token-two,two,2,"system:masters,second"'],
    });
    const files = {
      "client.pem": pair.cert,
      "client.key": pair.key,
      token: "token-two\n",
      plugin: `#!/bin/sh\necho '${credential({ token: "token-two" })}'\n`,
      "cert-plugin": `#!/bin/sh\ncat <<'END'\n${credential({ clientCertificateData: pair.cert, clientKeyData: pair.key })}\nEND\n`,
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    for (const name of ["plugin", "cert-plugin"]) chmodSync(join(folder, name), 0o755);
    // The server makes its roles after it serves; the one that lets everybody look at the kinds is among them.
    await eventually("anybody may look at the kinds", () => userInfo({ token: "token-one", as: "somebody" }));
  });

  /** Who a user is to the server. */
  async function userInfo(user: object): Promise<UserInfo> {
    const document = JSON.parse(plane.kubeconfig()) as object;
    writeFileSync(join(folder, "config"), stringify({ ...document, users: [{ name: "admin", user }] }));
    const client = new ApiClient(await loadKubeconfig({ kubeconfig: join(folder, "config") }));
    try {
      const review = { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview", metadata: {} };
      const reviewed = await client.create(review, { fieldManager: "test" });
      return (reviewed["status"] as { userInfo: UserInfo }).userInfo;
    } finally {
      client.close();
    }
  }

  after(async () => {
    await plane.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const certificateFiles = { "client-certificate": "client.pem", "client-key": "./client.key" };
  const credentials: Record<string, () => object> = {
    "a certificate in files": () => certificateFiles,
    "a certificate in the kubeconfig": () => ({
      "client-certificate-data": base64(pair.cert),
      "client-key-data": base64(pair.key),
    }),
    "a token": () => ({ token: "token-one" }),
    "a token in a file": () => ({ tokenFile: "token" }),
    "a token and one in a file": () => ({ token: "token-one", tokenFile: "token" }),
    "a token and a file that is not there": () => ({ token: "token-one", tokenFile: "none" }),
    "a token and a certificate": () => ({ token: "token-one", ...certificateFiles }),
    "a plugin that gives a token": () => ({ exec: exec("./plugin") }),
    "a plugin that gives a certificate": () => ({ exec: exec("./cert-plugin") }),
    "a plugin and a token": () => ({ exec: exec("./plugin"), token: "token-one" }),
    "a plugin and a certificate": () => ({ exec: exec("./plugin"), ...certificateFiles }),
  };
  const impersonations: Record<string, object> = {
    nobody: {},
    "a user": { as: "somebody" },
    "a user whose name is not ASCII": { as: "jürgen 東" },
    "a service account": { as: "system:serviceaccount:ns:name" },
    "a user and groups": { as: "somebody", "as-groups": ["a", "b c"] },
    "a user and a uid": { as: "somebody", "as-uid": "1234" },
    "a user and attributes": {
      as: "somebody",
      "as-user-extra": { scopes: ["x", "y, z"], "example.org/Some Key%": ["1"], empty: [] },
    },
    "everything at once": {
      as: "somebody",
      "as-groups": ["a"],
      "as-uid": "7",
      "as-user-extra": { scopes: ["x"] },
    },
  };

  const pairs = Object.keys(credentials).flatMap((credential) =>
    Object.keys(impersonations)
      .filter((impersonation) => ALL_PAIRS || impersonation === "nobody" || credential === "a token")
      .map((impersonation) => [credential, impersonation] as const),
  );
  for (const [credential, impersonation] of pairs) {
    it(`is kubectl's with ${credential}, acting as ${impersonation}`, async () => {
      const ours = await userInfo({ ...credentials[credential]!(), ...impersonations[impersonation] });
      expect(ours).to.deep.equal(await kubectlWhoAmI(join(folder, "config")));
      expect(ours.username).not.to.equal("system:anonymous");
    });
  }
});

function exec(command: string): object {
  return { apiVersion: V1, command, interactiveMode: "Never" };
}

function credential(status: object): string {
  return JSON.stringify({ apiVersion: V1, kind: "ExecCredential", status });
}

async function kubectlWhoAmI(kubeconfig: string): Promise<UserInfo> {
  const kubectl = installedToolchain()!.path("kubectl");
  const args = ["auth", "whoami", "--kubeconfig", kubeconfig, "--output", "json"];
  const output = await new Promise<string>((resolve, reject) => {
    execFile(kubectl, args, { env: { PATH: process.env.PATH, HOME: "/nowhere" } }, (error, stdout, stderr) =>
      error ? reject(new Error(stderr)) : resolve(stdout),
    );
  });
  return (JSON.parse(output) as { status: { userInfo: UserInfo } }).status.userInfo;
}
