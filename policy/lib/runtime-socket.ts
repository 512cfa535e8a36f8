import { posix } from "node:path";

/** Folders where container runtimes listen, below `/run` and its other name `/var/run`. */
const FOLDERS = ["crio", "containerd", "host-containerd", "k3s/containerd"].flatMap((folder) => [
  `/run/${folder}/`,
  `/var/run/${folder}/`,
]);

const NAMES = new Set(["docker.sock", "dockershim.sock", "cri-dockerd.sock", "crio.sock", "containerd.sock"]);

/** Whether a path of a machine is the socket of a container runtime, or a folder above one. */
export function reachesSocket(path: string): boolean {
  const normal = posix.resolve("/", path);
  const below = normal.replace(/\/?$/, "/");
  const isSocket = /^\/(?:var\/)?run\//.test(normal) && NAMES.has(posix.basename(normal));
  return isSocket || FOLDERS.some((folder) => folder.startsWith(below));
}
