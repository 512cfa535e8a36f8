import type * as docker from "@pulumi/docker";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/docker/container/docker-container-hardening";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { typed } from "../../../support/typed";

const socket = "/var/run/docker.sock";

describeRule(rule, {
  baselines: {
    "a container": [
      typed<docker.ContainerArgs>("docker:index/container:Container", {
        image: "registry.example.org/shop/web:1.4.2",
        user: "10001:10001",
        ports: [{ internal: 8000, external: 8000, ip: "127.0.0.1" }],
        volumes: [{ volumeName: "data", containerPath: "/data" }],
        mounts: [{ type: "bind", source: "/srv/shop", target: "/srv" }],
      }),
    ],
  },
  mutations: [
    { name: "a privileged container", change: set("privileged", true) },
    { name: "no user", change: remove("user"), message: "found not set, wanted a user that is not root" },
    { name: "root", change: set("user", "root") },
    { name: "root by number, with a group", change: set("user", "0:10001") },
    { name: "a port on all addresses", change: remove("ports[0].ip"), message: "wanted one of 127.0.0.1, ::1" },
    { name: "a port on a network", change: set("ports[0].ip", "192.168.1.10") },
    { name: "all ports", change: set("publishAllPorts", true) },
    { name: "Docker's socket", change: set("volumes[0].hostPath", socket) },
    { name: "a folder that holds the socket", change: set("volumes[0].hostPath", "/run") },
    { name: "the whole machine, mounted", change: set("mounts[0].source", "/") },
    { name: "Docker's socket, mounted", change: set("mounts[0].source", "/run/docker.sock") },
    { name: "no user beside a switch that is not known yet", change: all(remove("user"), set("privileged", UNKNOWN)) },
    {
      name: "the socket beside a mount that is not known yet",
      change: all(set("volumes[0].hostPath", socket), set("mounts[0].type", UNKNOWN)),
    },
  ],
  allowed: [
    { name: "a user by name", change: set("user", "node") },
    { name: "IPv6", change: set("ports[0].ip", "::1") },
    { name: "no ports", change: remove("ports") },
    {
      name: "a volume by the name of the socket",
      change: all(set("mounts[0].type", "volume"), set("mounts[0].source", "/run")),
    },
  ],
  unknown: [
    { name: "a user that is not known yet", change: set("user", UNKNOWN) },
    { name: "ports that are not known yet", change: set("ports", UNKNOWN) },
    { name: "a path that is not known yet", change: set("volumes[0].hostPath", UNKNOWN) },
    { name: "a mount that is not known yet", change: set("mounts[0].type", UNKNOWN) },
  ],
  ignored: [{ type: "docker:index/volume:Volume", properties: {} }],
});
