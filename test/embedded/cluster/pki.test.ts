import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { authorityName, ensurePki, keyPairFiles, type LeafRequest } from "../../../embedded/cluster/pki";

const DAY = 24 * 3600 * 1000;

describe("certificates of the cluster", () => {
  let directory: string;
  const server: LeafRequest = {
    name: "server",
    authority: "cluster",
    commonName: "kube-apiserver",
    usages: ["server"],
    dnsNames: ["localhost"],
    ipAddresses: ["127.0.0.1"],
  };
  const client: LeafRequest = {
    name: "client",
    authority: "etcd",
    commonName: "system:node:n",
    organization: "system:nodes",
    usages: ["client"],
  };
  const read = (name: string): X509Certificate =>
    new X509Certificate(fs.readFileSync(keyPairFiles(directory, name).certificate));

  beforeEach(() => {
    directory = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "platform-pki-")), "pki");
  });
  afterEach(() => fs.rmSync(path.dirname(directory), { recursive: true }));

  it("are made once and then left alone", async () => {
    const first = await ensurePki(directory, [server, client]);
    expect(first).to.have.members(["ca-cluster", "ca-front-proxy", "ca-etcd", "server", "client", "service-accounts"]);
    expect(await ensurePki(directory, [server, client])).to.deep.equal([]);
  });

  it("say what was asked, signed by the authority of their purpose alone", async () => {
    await ensurePki(directory, [server, client]);
    const cluster = read(authorityName("cluster"));
    const etcd = read(authorityName("etcd"));
    expect(read("server").subjectAltName).to.equal("DNS:localhost, IP Address:127.0.0.1");
    expect(read("server").verify(cluster.publicKey)).to.equal(true);
    expect(read("server").verify(etcd.publicKey)).to.equal(false);
    expect(read("client").subject).to.equal("O=system:nodes\nCN=system:node:n");
    expect(read("client").verify(etcd.publicKey)).to.equal(true);
    expect(read("client").keyUsage).to.deep.equal(["1.3.6.1.5.5.7.3.2"]);
    const verified = execFileSync("openssl", [
      "verify",
      "-x509_strict",
      "-purpose",
      "sslserver",
      "-CAfile",
      keyPairFiles(directory, authorityName("cluster")).certificate,
      keyPairFiles(directory, "server").certificate,
    ]);
    expect(verified.toString()).to.match(/: OK\n$/);
  });

  it("are readable by their owner alone", async () => {
    await ensurePki(directory, [server]);
    expect(fs.statSync(directory).mode & 0o777).to.equal(0o700);
    for (const name of fs.readdirSync(directory)) {
      expect(fs.statSync(path.join(directory, name)).mode & 0o777, name).to.equal(0o600);
    }
  });

  it("are made anew when they near their end, and only those", async () => {
    await ensurePki(directory, [server, client]);
    const before = read("server").serialNumber;
    const late = new Date(Date.now() + 310 * DAY);
    expect(await ensurePki(directory, [server, client], late)).to.have.members(["server", "client"]);
    expect(read("server").serialNumber).not.to.equal(before);
  });

  it("are all made anew when their authority nears its end", async () => {
    await ensurePki(directory, [server, client]);
    const late = new Date(Date.now() + 3600 * DAY);
    const made = await ensurePki(directory, [server, client], late);
    expect(made).to.have.members(["ca-cluster", "ca-front-proxy", "ca-etcd", "server", "client"]);
    expect(read("server").verify(read(authorityName("cluster")).publicKey)).to.equal(true);
  });

  it("are made anew when something else is asked of them", async () => {
    await ensurePki(directory, [server, client]);
    const moved = { ...server, ipAddresses: ["10.0.0.1"] };
    expect(await ensurePki(directory, [moved, client])).to.deep.equal(["server"]);
    const renamed = { ...client, organization: "others" };
    expect(await ensurePki(directory, [moved, renamed])).to.deep.equal(["client"]);
  });

  it("are made anew when a file is damaged or a key is lost", async () => {
    await ensurePki(directory, [server, client]);
    fs.writeFileSync(keyPairFiles(directory, "server").certificate, "not a certificate");
    fs.rmSync(keyPairFiles(directory, "client").key);
    expect(await ensurePki(directory, [server, client])).to.have.members(["server", "client"]);
  });
});
