import * as fs from "node:fs";
import * as net from "node:net";
import { once } from "node:events";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { ClusterError } from "../../../embedded/cluster/errors";
import { clusterLayout, clusterPorts, type ClusterLayout } from "../../../embedded/cluster/layout";
import { checkHost, checkPorts, portsOf, type Host } from "../../../embedded/cluster/preflight";
import { SERVICE_NAMES } from "../../../embedded/cluster/services";

const good: Host = {
  architecture: "x64",
  platform: "linux",
  userId: 0,
  osRelease: 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\n',
  exists: () => true,
  freeBytes: () => 50 * 1024 ** 3,
  mayExecute: () => Promise.resolve(true),
  missingKernelFeatures: () => Promise.resolve([]),
};

describe("checks before a start", () => {
  let directory: string;
  let layout: ClusterLayout;
  beforeEach(() => {
    directory = fs.mkdtempSync(path.join(os.tmpdir(), "platform-preflight-"));
    layout = clusterLayout(path.join(directory, "state"), path.join(directory, "run"));
  });
  afterEach(() => fs.rmSync(directory, { recursive: true }));

  async function faultOf(host: Partial<Host>): Promise<string> {
    try {
      await checkHost(layout, { ...good, ...host });
    } catch (error) {
      expect(error).to.be.instanceOf(ClusterError);
      return (error as Error).message;
    }
    return "none";
  }

  it("pass on a machine that has all", async () => {
    expect(await faultOf({})).to.equal("none");
  });

  it("name a wrong architecture and a wrong system", async () => {
    expect(await faultOf({ architecture: "arm64" })).to.match(
      /linux on arm64[\s\S]*What to do: use a Linux amd64 machine/,
    );
    expect(await faultOf({ platform: "darwin" })).to.match(/darwin on x64/);
  });

  it("ask for root", async () => {
    expect(await faultOf({ userId: 1000 })).to.match(/needs root.*user 1000[\s\S]*What to do:.*sudo/);
  });

  it("name the directory whose disk is full, and how much is missing", async () => {
    const fault = await faultOf({ freeBytes: () => 100 * 1024 ** 2 });
    expect(fault).to.include(`the disk of ${layout.state} has 100 MiB free; the embedded cluster needs 2048 MiB`);
    expect(fault).to.match(/What to do: free some space.*PLATFORM_STATE/);
  });

  it("name the directory in which nothing may be executed", async () => {
    expect(await faultOf({ mayExecute: () => Promise.resolve(false) })).to.match(
      new RegExp(`nothing in ${layout.state} may be executed[\\s\\S]*What to do: .*PLATFORM_STATE`),
    );
  });

  it("name every kernel feature that is missing, with its remedy", async () => {
    const missing = [
      { name: "overlay file system", remedy: "load overlay" },
      { name: "control groups", remedy: "mount them" },
    ];
    const fault = await faultOf({ missingKernelFeatures: () => Promise.resolve(missing) });
    expect(fault).to.match(/lacks.*overlay file system, control groups[\s\S]*What to do: load overlay; mount them/);
  });

  it("name a directory that cannot be made", async () => {
    fs.writeFileSync(path.join(directory, "state"), "a file");
    expect(await faultOf({})).to.match(/state cannot be made[\s\S]*PLATFORM_STATE/);
  });

  it("name the port that is taken and who has it", async () => {
    const server = net.createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as net.AddressInfo;
    try {
      await checkPorts([{ name: "etcd", host: "127.0.0.1", port }]);
      expect.fail("it should fail");
    } catch (error) {
      const { message } = error as Error;
      expect(message).to.include(`port ${port} on 127.0.0.1, which etcd needs, is taken by process ${process.pid}`);
      expect(message).to.match(/What to do: end that process/);
    } finally {
      server.close();
    }
  });

  it("let a port be that is free, and an address that does not exist yet", async () => {
    const server = net.createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as net.AddressInfo;
    server.close();
    await once(server, "close");
    await checkPorts([
      { name: "etcd", host: "127.0.0.1", port },
      { name: "kubelet", host: "203.0.113.7", port },
    ]);
  });

  it("know every port of the cluster, all on loopback or the bridge", () => {
    const known = SERVICE_NAMES.flatMap((name) => portsOf(name, clusterPorts({}), "10.210.0.1"));
    expect(known.map(({ port }) => port)).to.have.members(Object.values(clusterPorts({})));
    for (const { host } of known) expect(host).to.be.oneOf(["127.0.0.1", "10.210.0.1"]);
  });
});
