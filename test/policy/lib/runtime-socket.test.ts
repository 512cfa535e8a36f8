import { expect } from "chai";
import { reachesSocket } from "../../../policy/lib/runtime-socket";

describe("the socket of a container runtime", () => {
  for (const path of [
    "/",
    "/run",
    "/var/run/",
    "/var",
    "/run/docker.sock",
    "/var/run/docker.sock",
    "/run/dockershim.sock",
    "/run/cri-dockerd.sock",
    "/run/crio",
    "/run/crio/crio.sock",
    "/var/run/containerd",
    "/run/containerd/containerd.sock",
    "/run/host-containerd/",
    "/run/k3s",
    "/run/k3s/containerd",
    "/run/k3s/containerd/containerd.sock",
    "/run/../var//run/docker.sock",
    "/run/user/1000/docker.sock",
  ])
    it(`is reached by ${path}`, () => expect(reachesSocket(path)).to.equal(true));

  for (const path of ["/run/k3", "/run/containerd-other", "/run/other.sock", "/srv/docker.sock", "/etc", "/va"])
    it(`is not reached by ${path}`, () => expect(reachesSocket(path)).to.equal(false));
});
