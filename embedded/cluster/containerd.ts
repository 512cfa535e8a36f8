import * as path from "node:path";
import { configurationFile, type ClusterContext } from "./configuration";
import { writeFileAtomically } from "./files";

/** Snapshotters and other plugins that need kernel modules or tools this cluster does not use. */
const DISABLED_PLUGINS = [
  "io.containerd.snapshotter.v1.aufs",
  "io.containerd.snapshotter.v1.btrfs",
  "io.containerd.snapshotter.v1.devmapper",
  "io.containerd.snapshotter.v1.zfs",
  "io.containerd.internal.v1.tracing",
  "io.containerd.tracing.processor.v1.otlp",
];

/**
 * Writes containerd's configuration (TOML, version 2): own root, state and socket, own CNI directories, so that another containerd
 * on the machine and this one never meet; and the registry hosts files it refers to.
 *
 * @param pauseImage the image of the container that holds a pod's namespaces, by digest
 */
export function writeContainerdConfiguration(context: ClusterContext, pauseImage: string): void {
  const { layout, ports } = context;
  const hosts = path.join(layout.configuration, "registry-hosts");
  const registry = `127.0.0.1:${ports.registry}`;
  writeFileAtomically(
    path.join(hosts, registry, "hosts.toml"),
    `server = "http://${registry}"\n\n[host."http://${registry}"]\n  capabilities = ["pull", "resolve"]\n`,
  );
  writeFileAtomically(configurationFile(layout, "containerd.toml"), configuration(context, hosts, pauseImage));
}

function configuration({ layout, machine, binaries }: ClusterContext, hosts: string, pauseImage: string): string {
  const text = (value: string): string => JSON.stringify(value);
  return `version = 2
root = ${text(layout.containerdRoot)}
state = ${text(layout.containerdState)}
disabled_plugins = [${DISABLED_PLUGINS.map(text).join(", ")}]
oom_score = 0

[grpc]
  address = ${text(layout.containerdSocket)}

[debug]
  level = "warn"

[plugins."io.containerd.internal.v1.opt"]
  path = ${text(path.join(layout.containerdRoot, "opt"))}

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = ${text(pauseImage)}
  restrict_oom_score_adj = ${!machine.mayLowerOomScore}
  disable_apparmor = ${!machine.appArmor}
  netns_mounts_under_state_dir = true
  tolerate_missing_hugetlb_controller = true
  max_concurrent_downloads = 6

  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = ${text(layout.cniPlugins)}
    conf_dir = ${text(layout.cniConfiguration)}

  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
    default_runtime_name = "runc"

    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"

      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        BinaryName = ${text(binaries.path("runc"))}
        Root = ${text(path.join(layout.run, "runc"))}
        SystemdCgroup = false

  [plugins."io.containerd.grpc.v1.cri".registry]
    config_path = ${text(hosts)}
`;
}
