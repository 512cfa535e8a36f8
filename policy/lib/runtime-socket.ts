import { posix } from "node:path";

/** Where container runtimes listen, below `/run` and its other name `/var/run`. */
const SOCKETS = [
  "docker.sock",
  "dockershim.sock",
  "cri-dockerd.sock",
  "crio/crio.sock",
  "containerd/containerd.sock",
  "host-containerd/containerd.sock",
  "k3s/containerd/containerd.sock",
].flatMap((socket) => [`/run/${socket}`, `/var/run/${socket}`]);

const NAMES = new Set(["docker.sock", "dockershim.sock", "cri-dockerd.sock", "crio.sock", "containerd.sock"]);

/** Tells whether a path of a machine is the socket of a container runtime, or a folder above one. */
export function reachesSocket(path: string): boolean {
  const normal = posix.resolve("/", path);
  const below = normal === "/" ? normal : `${normal}/`;
  const isSocket = /^\/(?:var\/)?run\//.test(normal) && NAMES.has(posix.basename(normal));
  return isSocket || SOCKETS.some((socket) => socket.startsWith(below));
}
