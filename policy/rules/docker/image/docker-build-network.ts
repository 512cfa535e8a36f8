import { builds, buildOf } from "../../../lib/docker/build";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "docker-build-network",
  title: "Images are built apart from the network of the machine that builds them",
  severity: "medium",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["Own"],
  fields: ["network", "addHosts", "build.network", "build.addHosts"],
  why: "On the host's network a build reaches what listens on the machine alone, and added hosts send it to other servers than the names say.",
  fix: "Leave network out, or set it to none, and let names be resolved as everywhere: without addHosts.",
  appliesTo: builds,
  check(resource, check) {
    const { network, addHosts } = buildOf(resource);
    check.expect(network, (value) => value !== "host", "default, none or not set");
    check.expect(
      addHosts,
      (value) => value === undefined || (Array.isArray(value) && value.length === 0),
      "no hosts, or not set",
    );
  },
});
