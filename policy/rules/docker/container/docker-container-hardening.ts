import { isOrdinaryUser } from "../../../lib/docker/user";
import { defineRule } from "../../../lib/rule";
import { reachesSocket } from "../../../lib/runtime-socket";
import { types } from "../../../lib/stack";

const LOCAL = ["127.0.0.1", "::1"];

export default defineRule({
  id: "docker-container-hardening",
  title: "Containers of Docker run as an ordinary user, apart from their machine, and answer to it only",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV_K8S_16", "CKV_K8S_27"],
  fields: ["privileged", "user", "volumes[].hostPath", "mounts[].source", "ports[].ip", "publishAllPorts"],
  why: "A privileged container, or one that reaches Docker's socket, owns the machine; a port without an address is open to every network that the machine is in.",
  fix: "Set user to one that is not root, publish ports on 127.0.0.1, and remove privileged and the socket.",
  appliesTo: types("docker:index/container:Container"),
  check(container, check) {
    check.expect(container.at("privileged"), (value) => value !== true && value !== "true", "false or not set");
    check.expect(container.at("user"), isOrdinaryUser, "a user that is not root");
    check.expect(
      container.at("publishAllPorts"),
      (value) => value !== true && value !== "true",
      "false or not set, and a list of ports",
    );
    for (const port of container.at("ports").items())
      check.expect(port.at("ip"), (value) => LOCAL.includes(value as string), `one of ${LOCAL.join(", ")}`);
    for (const volume of container.at("volumes").items())
      check.expect(volume.at("hostPath"), isApart, "a path that neither is nor holds Docker's socket");
    check.each(container.at("mounts").items(), (mount) => {
      // The source of any other mount is the name of a volume.
      if (mount.at("type").text() === "bind")
        check.expect(mount.at("source"), isApart, "a path that neither is nor holds Docker's socket");
    });
  },
});

function isApart(value: unknown): boolean {
  return typeof value !== "string" || !reachesSocket(value);
}
