import { expect } from "chai";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { isNodeAgent } from "../../../embedded/cluster/foreign-node";
import { repositoryRoot } from "../../../embedded/paths";
import { newNamespaces } from "../../support/namespaces";

/** Each runs in a mount and network namespace of its own, whose fixed places are empty file systems. */
describe("what a stopped cluster leaves in fixed places", () => {
  let work: string;
  beforeEach(() => (work = fs.mkdtempSync(path.join(os.tmpdir(), "platform-leftovers-"))));
  afterEach(() => fs.rmSync(work, { recursive: true }));

  const plugins = "/var/lib/kubelet/device-plugins";

  /**
   * Records the places, does what a cluster does, and removes what it left.
   *
   * @param before shell commands before the cluster starts
   * @param meanwhile shell commands while it runs
   * @returns what is there afterwards, and what was reported
   */
  const runCluster = (before: string, meanwhile: string, recorded = true) => {
    const program = path.join(work, "program.ts");
    fs.writeFileSync(
      program,
      `import { execFileSync } from "node:child_process";
      import * as fs from "node:fs";
      import { clusterLayout } from "${repositoryRoot}/embedded/cluster/layout";
      import { recordFixedPlaces, removeLeftovers } from "${repositoryRoot}/embedded/cluster/leftovers";
      const sh = (script: string) => execFileSync("sh", ["-ec", script], { stdio: ["ignore", "inherit", "inherit"] });
      const layout = clusterLayout("/var/lib/state", "/run/cluster");
      fs.mkdirSync(layout.state);
      fs.mkdirSync(layout.run);
      sh(${JSON.stringify(before)});
      if (${recorded}) recordFixedPlaces(layout);
      sh(${JSON.stringify(meanwhile)});
      removeLeftovers(layout, (message) => process.stderr.write(message + "\\n"));
      sh("find /var/lib /run /var/log/containers -mindepth 1 ! -path '/var/lib/state*' ! -path /run/cluster ! -path '/run/mount*' 2>/dev/null || true");
      process.exit(0);`,
    );
    const mounts = "for at in /var/lib /run /var/log; do mount -t tmpfs tmpfs $at; done";
    const script = `${mounts}; exec ${process.execPath} --import tsx ${program}`;
    const { status, stdout, stderr } = spawnSync("unshare", [...newNamespaces("mount", "net"), "sh", "-ec", script], {
      cwd: repositoryRoot,
      encoding: "utf8",
    });
    expect(status, stderr).to.equal(0);
    return { left: stdout.split("\n").filter(Boolean), reported: stderr };
  };
  const made = `mkdir -p ${plugins} /var/lib/cni/results /run/containerd/s; touch ${plugins}/kubelet.sock ${plugins}/kubelet_internal_checkpoint`;

  it("is removed, with the directories that were made for it", () => {
    expect(runCluster("true", made).left).to.deep.equal([]);
  });

  it("is only what was not there before: another kubelet's files, and empty directories of others, stay", () => {
    const { left } = runCluster(
      `mkdir -p ${plugins} /run/docker/plugins; touch ${plugins}/kubelet_internal_checkpoint`,
      made,
    );
    expect(left).to.have.members([
      "/var/lib/kubelet",
      plugins,
      `${plugins}/kubelet_internal_checkpoint`,
      "/run/docker",
      "/run/docker/plugins",
    ]);
  });

  it("is nothing where the cluster did not run", () => {
    const { left } = runCluster(made, "true", false);
    expect(left).to.include.members([
      `${plugins}/kubelet.sock`,
      `${plugins}/kubelet_internal_checkpoint`,
      "/run/containerd/s",
    ]);
  });

  it("is left to another node that runs, which is reported", () => {
    const node =
      "bash -c 'exec -a kubelet sleep 3' </dev/null >/dev/null 2>&1 & " +
      "until tr '\\0' ' ' < /proc/$!/cmdline | grep -q '^kubelet 3'; do :; done";
    const { left, reported } = runCluster("true", `${made}; ${node}`);
    expect(left).to.include.members([`${plugins}/kubelet.sock`, `${plugins}/kubelet_internal_checkpoint`]);
    expect(reported).to.match(/device plugins stay, since process \d+ \(kubelet 3\) is another node/);
  });
});

describe("a process of another Kubernetes node", () => {
  it("is known by its program, also where that is a title with arguments", () => {
    for (const command of [
      ["/usr/bin/kubelet", "--config=/x"],
      ["/usr/local/bin/k3s server"],
      ["/usr/local/bin/k3s agent", ""],
      ["k3s", "server"],
      ["/snap/microk8s/1/kubelite", "--x"],
      ["/var/lib/rancher/rke2/bin/kubelet"],
      ["hyperkube", "kubelet"],
      ["/cache/kubernetes", "kube-proxy"],
    ]) {
      expect(isNodeAgent(command), command.join(" ")).to.equal(true);
    }
  });

  it("is not a process that only speaks of one", () => {
    for (const command of [
      [],
      [""],
      ["grep", "kubelet"],
      ["kubectl", "get", "nodes"],
      ["/cache/kubernetes", "kubectl"],
    ]) {
      expect(isNodeAgent(command), command.join(" ")).to.equal(false);
    }
  });
});
