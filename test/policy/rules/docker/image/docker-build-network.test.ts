import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/docker/image/docker-build-network";
import { all, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodImages } from "../../../support/images";

const hosts = ["metadata.example.org:10.0.0.1"];

describeRule(rule, {
  baselines: goodImages(),
  mutations: [
    { name: "the host's network", change: set("network", "host"), message: 'found "host", wanted default, none' },
    { name: "an added host", change: set("addHosts", hosts) },
    { name: "the host's network in docker", of: "an image of docker", change: set("build.network", "host") },
    { name: "an added host in docker", of: "an image of docker", change: set("build.addHosts", hosts) },
    {
      name: "an added host beside a network that is not known yet",
      change: all(set("addHosts", hosts), set("network", UNKNOWN)),
    },
    {
      name: "the host's network beside hosts that are not known yet",
      change: all(set("network", "host"), set("addHosts", UNKNOWN)),
    },
  ],
  allowed: [
    { name: "no network at all", change: set("network", "none") },
    { name: "the network that builds have", change: set("network", "default") },
    { name: "an empty list of hosts", change: set("addHosts", []) },
  ],
  unknown: [
    { name: "a network that is not known yet", change: set("network", UNKNOWN) },
    { name: "hosts that are not known yet", change: set("addHosts", UNKNOWN) },
  ],
});
