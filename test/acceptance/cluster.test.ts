import { once } from "node:events";
import * as fs from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { groupProcesses, removeControlGroup } from "../../embedded/cluster/cgroups";
import { processInfo } from "../../embedded/cluster/machine";
import { SERVICE_NAMES } from "../../embedded/cluster/services";
import { mountsBelow } from "../../embedded/cluster/stop";
import { waitUntil } from "../../embedded/cluster/wait";
import { IsolatedCluster, outcomeOf, type Outcome } from "../../tools/isolated-cluster";

const settings = ["net/ipv4/ip_forward", "vm/overcommit_memory", "kernel/panic"];

/** Places that upstream's defaults would write to. */
const fixedNow = (): boolean[] =>
  ["/etc/docker/key.json", "/opt/containerd", "/opt/cni", "/usr/libexec/kubernetes", "/etc/cni"].map((file) =>
    fs.existsSync(file),
  );

/** All that a small file says: where it points, or its text, also where that is encoded. */
function describeFile(file: string): string {
  if (fs.lstatSync(file).isSymbolicLink()) return fs.readlinkSync(file);
  if (!fs.statSync(file).isFile()) return "";
  const text = fs.readFileSync(file, "utf8");
  const encoded = /"config":"([^"]*)"/.exec(text)?.[1] ?? "";
  return text + Buffer.from(encoded, "base64").toString("utf8");
}

describe("the embedded cluster, for real", function () {
  this.timeout(300_000);
  let cluster: IsolatedCluster;
  let settingsBefore: string[];
  let fixedBefore: boolean[];
  const settingsNow = (): string[] => settings.map((name) => cluster.run("cat", [`/proc/sys/${name}`]).stdout.trim());

  before(async () => {
    cluster = await IsolatedCluster.create();
    settingsBefore = settingsNow();
    fixedBefore = fixedNow();
  });
  after(() => cluster.dispose());

  const apply = (object: object): string => cluster.kubectl(["apply", "--filename=-"], JSON.stringify(object));

  /** Waits until all of it runs and the API answers. */
  async function waitForHealth(): Promise<void> {
    await waitUntil("the cluster to be healthy", { limit: 120_000, interval: 300 }, async () => {
      const { phase, faults } = await cluster.status();
      return phase === "running" || faults.join("; ");
    });
  }

  it("says plainly when a port it needs is taken, and by whom", async () => {
    const script = `require("net").createServer().listen(23790, "127.0.0.1", () => console.log("listening"))`;
    const holder = cluster.spawn(process.execPath, ["-e", script]);
    await once(holder.stdout!, "data");
    const { code, stderr } = await cluster.cluster("start");
    holder.kill("SIGKILL");
    expect(code).to.equal(1);
    expect(stderr).to.match(/port 23790 on 127\.0\.0\.1, which etcd needs, is taken by process \d+/);
    expect(stderr).to.match(/What to do: end that process/);
  });

  it("says plainly that it needs root", () => {
    // May read everything, wherever the source tree is, and is not root.
    const mayRead = ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"];
    const nobody = ["setpriv", "--reuid=65534", "--clear-groups", ...mayRead];
    const { code, stderr } = cluster.runCluster(["start"], nobody);
    expect(code).to.equal(1);
    expect(stderr).to.match(/needs root.*this is user 65534[\s\S]*What to do:.*sudo/);
  });

  it("says plainly that a disk is too full, and which", () => {
    const small = path.join(cluster.directory, "small");
    fs.mkdirSync(small);
    cluster.run("mount", ["-t", "tmpfs", "-o", "size=64m", "tmpfs", small]);
    try {
      const { code, stderr } = cluster.runCluster(["start"], ["env", `PLATFORM_STATE=${small}/state`]);
      expect(code).to.equal(1);
      expect(stderr).to.match(/the disk of .*small\/state has 6\d MiB free; the embedded cluster needs 2048 MiB/);
    } finally {
      cluster.run("umount", [small]);
    }
  });

  for (const line of ["starting etcd", "starting containerd", "starting controllers", "waiting for network policies"]) {
    it(`is not hurt by a kill of its first start at "${line}"`, async () => {
      const start = cluster.spawnCluster("start");
      start.stderr!.on("data", (chunk: Buffer) => {
        if (chunk.toString().includes(line)) start.kill("SIGKILL");
      });
      const { code } = await outcomeOf(start);
      expect(code).to.equal(null);
    });
  }

  it("starts from there, two starts at once, the second waiting for the first", async () => {
    const [first, second] = await Promise.all([cluster.cluster("start"), cluster.cluster("start")]);
    expect(first.code, first.stderr).to.equal(0);
    expect(second.code, second.stderr).to.equal(0);
    expect(first.stderr + second.stderr).to.match(/waiting for `cluster start` of .* \(process \d+, since/);
    expect((await cluster.status()).phase).to.equal("running");
  });

  it("is whole: node, DNS, metrics, default storage class", () => {
    expect(cluster.kubectl(["get", "nodes", "--no-headers"])).to.match(/^platform-embedded +Ready /);
    expect(cluster.kubectl(["top", "node"])).to.match(/platform-embedded +\d+m/);
    expect(cluster.kubectl(["get", "storageclass"])).to.match(/platform-local \(default\)/);
  });

  it("listens on no address that somebody outside the machine reaches", () => {
    const listening = cluster.run("ss", ["-H", "-ltun"]).stdout.trim().split("\n");
    const addresses = listening.map((line) => line.split(/\s+/)[4]!.replace(/:\d+$/, ""));
    expect(addresses.length).to.be.greaterThan(10);
    for (const address of addresses) expect(address).to.match(/^(127\.0\.0\.1|10\.210\.0\.1|\[::1\])$/);
  });

  it("keeps its keys and kubeconfigs to root", () => {
    const { layout } = cluster;
    const files = [layout.pki, layout.kubeconfigs, layout.configuration].flatMap((directory) =>
      fs.readdirSync(directory).map((name) => path.join(directory, name)),
    );
    expect(files.length).to.be.greaterThan(40);
    for (const file of [layout.kubeconfig, ...files].filter((name) => fs.statSync(name).isFile())) {
      expect(fs.statSync(file).mode & 0o077, file).to.equal(0);
    }
  });

  it("stores a Secret encrypted", () => {
    const data = { canary: "plain-4711-canary" };
    apply({ apiVersion: "v1", kind: "Secret", metadata: { name: "canary" }, stringData: data });
    apply({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "canary" }, data: { canary: "open-4711-canary" } });
    const stored = fs
      .readdirSync(path.join(cluster.layout.etcdData, "member"), { recursive: true, encoding: "utf8" })
      .map((name) => path.join(cluster.layout.etcdData, "member", name))
      .filter((name) => fs.statSync(name).isFile())
      .map((name) => fs.readFileSync(name).toString("latin1"))
      .join("");
    expect(stored.includes("open-4711-canary"), "the ConfigMap shows that this looks in the right place").to.equal(
      true,
    );
    expect(stored.includes("plain-4711-canary")).to.equal(false);
    expect(stored.includes(Buffer.from(data.canary).toString("base64"))).to.equal(false);
  });

  it("answers nobody without a certificate or token", () => {
    const url = "https://10.210.0.1:6443/";
    const code = (target: string): string =>
      cluster.run("curl", ["-sk", "-o", "/dev/null", "-w", "%{http_code}", target]).stdout;
    expect(code(`${url}api`)).to.equal("401");
    expect(code(`${url}readyz`)).to.equal("401");
    expect(code("https://10.210.0.1:10250/pods")).to.equal("401");
  });

  it("refuses a privileged pod", () => {
    const container = {
      name: "c",
      image: "127.0.0.1:5000/mirror/registry.k8s.io/pause:3.10",
      securityContext: { privileged: true },
    };
    const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "privileged" }, spec: { containers: [container] } };
    const { code, stderr } = cluster.tryKubectl(["apply", "--filename=-"], JSON.stringify(pod));
    expect(code).to.equal(1);
    expect(stderr).to.match(/violates PodSecurity "baseline:latest"/);
  });

  it("answers on node ports to this machine, and to nobody outside", async () => {
    const spec = {
      type: "NodePort",
      ports: [{ port: 9153, nodePort: 30153 }],
      selector: { "app.kubernetes.io/name": "coredns" },
    };
    apply({ apiVersion: "v1", kind: "Service", metadata: { name: "open", namespace: "kube-system" }, spec });
    const get = (run: (file: string, args: string[]) => Outcome, url: string): string =>
      run("curl", ["-sk", "-o", "/dev/null", "-m", "2", "-w", "%{http_code}", url]).stdout;
    const inside = (url: string): string => get((file, args) => cluster.run(file, args), url);
    const address = (kind: string, field: string, ...selection: string[]): string =>
      cluster.kubectl(["-n", "kube-system", "get", kind, ...selection, `--output=jsonpath=${field}`]);
    const pod = address("pods", "{.items[0].status.podIP}", "--selector=app.kubernetes.io/name=coredns");
    const service = address("service", "{.spec.clusterIP}", "open");
    await waitUntil("the node port", { limit: 20_000 }, () => {
      const code = inside("http://127.0.0.1:30153/metrics");
      return code === "200" || code;
    });
    expect(inside(`http://${pod}:9153/metrics`)).to.equal("200");
    expect(inside(`http://${service}:9153/metrics`)).to.equal("200");

    const outsider = await cluster.connectOutsider();
    try {
      // It is connected, and its routes to the cluster's networks lead through this machine.
      expect(
        outsider.run("curl", ["-s", "-m", "2", `http://${outsider.machine}:9/`]).code,
        "refused, not lost",
      ).to.equal(7);
      for (const url of [
        `http://${outsider.machine}:30153/metrics`,
        `http://${pod}:9153/metrics`,
        `http://${service}:9153/metrics`,
        "https://10.210.0.1:6443/readyz",
        "https://10.210.0.1:10250/pods",
        `http://${outsider.machine}:5000/v2/`,
      ]) {
        expect(
          get((file, args) => outsider.run(file, args), url),
          url,
        ).to.equal("000");
      }
    } finally {
      outsider.disconnect();
    }
    cluster.kubectl(["-n", "kube-system", "delete", "service", "open"]);
  });

  it("lets a node speak for itself alone", () => {
    const kubeconfig = path.join(cluster.layout.kubeconfigs, "kubelet.kubeconfig");
    const kubernetes = cluster.binaries.path("kubernetes");
    const asKubelet = (...args: string[]): string =>
      cluster.run(kubernetes, ["kubectl", `--kubeconfig=${kubeconfig}`, ...args]).stderr;
    expect(asKubelet("get", "secrets", "-A")).to.match(/Forbidden/);
    const label = "node-restriction.kubernetes.io/kind=trusted";
    expect(asKubelet("label", "node", "platform-embedded", label)).to.match(/is not allowed to modify labels/);
  });

  it("gives a claim a volume and a pod its files", async () => {
    apply({
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { name: "data" },
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Mi" } } },
    });
    const volumes = [{ name: "data", persistentVolumeClaim: { claimName: "data" } }];
    const mounts = [{ name: "data", mountPath: "/data" }];
    const container = { name: "c", image: "127.0.0.1:5000/mirror/registry.k8s.io/pause:3.10", volumeMounts: mounts };
    apply({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "steady" },
      spec: { securityContext: { runAsUser: 1000, fsGroup: 2000 }, containers: [container], volumes },
    });
    cluster.kubectl(["wait", "--for=condition=Ready", "pod/steady", "--timeout=60s"]);
    await waitUntil(
      "the volume",
      { limit: 10_000 },
      () => fs.readdirSync(cluster.layout.volumes).length === 1 || "none",
    );
    const directory = path.join(cluster.layout.volumes, fs.readdirSync(cluster.layout.volumes)[0]!);
    expect(fs.statSync(directory).gid).to.equal(2000);
    fs.writeFileSync(path.join(directory, "kept"), "kept");
  });

  const restartsOf = (pod: string): string =>
    cluster.kubectl(["get", "pod", pod, "--output=jsonpath={.status.containerStatuses[0].restartCount}"]);

  for (const name of SERVICE_NAMES) {
    it(`heals from a kill of ${name}`, async () => {
      const before = (await cluster.status()).services.find((service) => service.name === name)!;
      process.kill(before.pid!, "SIGKILL");
      await waitUntil(`another ${name}`, { limit: 60_000 }, async () => {
        const now = (await cluster.status()).services.find((service) => service.name === name)!;
        return (now.up && now.pid !== before.pid) || `pid ${now.pid}`;
      });
      await waitForHealth();
      expect(cluster.kubectl(["get", "configmap", "canary", "--output=jsonpath={.data.canary}"])).to.equal(
        "open-4711-canary",
      );
      expect(restartsOf("steady")).to.equal("0");
    });
  }

  for (const [name, matches] of Object.entries({
    "s6-svscan": (command: string[]) => command[0] === "s6-svscan",
    "the keeper": (command: string[]) => command.at(-1) === path.join(cluster.layout.run, "keeper"),
  })) {
    it(`heals from a kill of the supervisor: ${name}`, async () => {
      const find = (): number[] =>
        groupProcesses(cluster.layout.controlGroup).filter((pid) => matches(processInfo(pid)?.command ?? []));
      const [victim] = find();
      process.kill(victim!, "SIGKILL");
      await waitUntil("a successor", { limit: 60_000 }, () => {
        const pids = find();
        return (pids.length === 1 && pids[0] !== victim) || `pids ${pids.join(", ")}`;
      });
      await waitForHealth();
      expect(restartsOf("steady")).to.equal("0");
    });
  }

  it("is repaired by a start when both supervisors are dead", async () => {
    const supervisors = groupProcesses(cluster.layout.controlGroup).filter((pid) => {
      const command = processInfo(pid)?.command ?? [];
      const isGuard = command.join(" ").includes(cluster.layout.keeperLock);
      return isGuard || /^s6-/.test(command[0] ?? "") || command.at(-1) === path.join(cluster.layout.run, "keeper");
    });
    // Stopped first: one that saw another one die would begin to heal.
    for (const pid of supervisors) process.kill(pid, "SIGSTOP");
    for (const pid of supervisors) process.kill(pid, "SIGKILL");
    await waitUntil("all to be down", { limit: 10_000 }, async () => {
      const { services } = await cluster.status();
      return services.every(({ up }) => !up) || "not yet";
    });
    const { code, stderr } = await cluster.cluster("start");
    expect(code, stderr).to.equal(0);
    await waitForHealth();
    expect(restartsOf("steady")).to.equal("0");
  });

  /** What is gone when the machine's power is cut; the run directory stays where it is not in memory, as in a container. */
  async function cutPower({ keepsRun }: { keepsRun: boolean }): Promise<void> {
    fs.writeFileSync(cluster.layout.stopping, "");
    await removeControlGroup(cluster.layout.controlGroup);
    for (const mount of mountsBelow([cluster.layout.state, cluster.layout.run]).reverse()) {
      cluster.run("umount", ["-l", mount]);
    }
    if (!keepsRun) fs.rmSync(cluster.layout.run, { recursive: true });
    cluster.run("ip", ["link", "delete", "platform0"]);
    for (const program of ["iptables", "ip6tables"]) {
      for (const table of ["filter", "nat", "mangle"]) {
        cluster.run(program, ["-t", table, "-F"]);
        cluster.run(program, ["-t", table, "-X"]);
      }
    }
    settings.forEach((name, index) => cluster.run("tee", [`/proc/sys/${name}`], settingsBefore[index]));
    fs.rmSync(cluster.layout.stopping, { force: true });
  }

  for (const keepsRun of [false, true]) {
    it(`comes back after what a power cut leaves${keepsRun ? " on a machine that keeps its run directory" : ""}`, async () => {
      await cutPower({ keepsRun });
      const { code, stderr } = await cluster.cluster("start");
      expect(code, stderr).to.equal(0);
      cluster.kubectl(["wait", "--for=condition=Ready", "pod/steady", "--timeout=60s"]);
      await waitForHealth();
    });
  }

  it("leaves nothing when it stops", async () => {
    const { code, stderr } = await cluster.cluster("stop");
    expect(code, stderr).to.equal(0);
    const { layout } = cluster;
    expect(groupProcesses(layout.controlGroup)).to.deep.equal([]);
    expect(mountsBelow([layout.state, layout.run])).to.deep.equal([]);
    expect(fs.existsSync(layout.run)).to.equal(false);
    const links = JSON.parse(cluster.run("ip", ["-json", "link"]).stdout) as { ifname: string }[];
    expect(links.map(({ ifname }) => ifname).filter((name) => /^(platform|veth)/.test(name))).to.deep.equal([]);
    const rules = cluster.run("iptables-save", []).stdout + cluster.run("ip6tables-save", []).stdout;
    expect(rules).not.to.match(/KUBE|CNI|PLATFORM/);
    const groups = fs.readdirSync("/sys/fs/cgroup", { recursive: true, encoding: "utf8" });
    expect(groups.filter((name) => name.includes(layout.controlGroup.slice(1)))).to.deep.equal([]);
    for (const directory of ["/var/lib/cni/results", "/var/log/containers", "/run/containerd/s"]) {
      const names = fs.existsSync(directory) ? fs.readdirSync(directory) : [];
      const ours = names.filter((name) => describeFile(path.join(directory, name)).includes(cluster.directory));
      expect(ours, directory).to.deep.equal([]);
    }
    expect(fixedBefore).to.deep.equal(fixedNow());
    expect(settingsNow()).to.deep.equal(settingsBefore);
    expect((await cluster.status()).phase).to.equal("stopped");
  });

  it("has its data when it starts again", async () => {
    const { code, stderr } = await cluster.cluster("start");
    expect(code, stderr).to.equal(0);
    expect(cluster.kubectl(["get", "secret", "canary", "--output=jsonpath={.data.canary}"])).to.equal(
      Buffer.from("plain-4711-canary").toString("base64"),
    );
    cluster.kubectl(["wait", "--for=condition=Ready", "pod/steady", "--timeout=60s"]);
    const directory = path.join(cluster.layout.volumes, fs.readdirSync(cluster.layout.volumes)[0]!);
    expect(fs.readFileSync(path.join(directory, "kept"), "utf8")).to.equal("kept");
  });

  it("deletes a volume with its claim", async () => {
    cluster.kubectl(["delete", "pod", "steady", "--now"]);
    cluster.kubectl(["delete", "persistentvolumeclaim", "data"]);
    await waitUntil("the volume to be gone", { limit: 30_000 }, () => {
      const left = fs.readdirSync(cluster.layout.volumes);
      return left.length === 0 || left.join();
    });
  });

  it("deletes its data when it is told to", async () => {
    const { code, stderr } = await cluster.cluster("stop", "--purge");
    expect(code, stderr).to.equal(0);
    expect(fs.existsSync(cluster.layout.state)).to.equal(false);
    expect((await cluster.status()).phase).to.equal("absent");
  });
});
