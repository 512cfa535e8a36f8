import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/docker/image/docker-image-platforms";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodImages } from "../../../support/images";

describeRule(rule, {
  baselines: goodImages(),
  mutations: [
    { name: "no platforms", change: remove("platforms"), message: "wanted one of linux/amd64, linux/arm64" },
    { name: "an empty list", change: set("platforms", []) },
    { name: "another platform", change: set("platforms[0]", "linux/386") },
    { name: "another one among several", change: set("platforms[1]", "linux/386") },
    { name: "no platform in docker", of: "an image of docker", change: remove("build.platform") },
    { name: "another platform in docker", of: "an image of docker", change: set("build.platform", "linux/386") },
    {
      name: "a platform that the stack leaves out",
      change: set("platforms[1]", "linux/arm64"),
      parameters: { platforms: ["linux/amd64"] },
    },
    {
      name: "another platform beside one that is not known yet",
      change: all(set("platforms[1]", "linux/386"), set("platforms[0]", UNKNOWN)),
    },
  ],
  allowed: [{ name: "two platforms", change: set("platforms[1]", "linux/arm64") }],
  unknown: [
    { name: "platforms that are not known yet", change: set("platforms", UNKNOWN) },
    { name: "a platform that is not known yet", change: set("platforms[0]", UNKNOWN) },
  ],
  remediated: [
    { name: "missing platforms", change: remove("platforms"), set: { platforms: ["linux/amd64"] } },
    {
      name: "a missing platform in docker",
      of: "an image of docker",
      change: remove("build.platform"),
      parameters: { platforms: ["linux/arm64"] },
      set: { "build.platform": "linux/arm64" },
    },
  ],
  spared: [{ name: "an image of docker that is not built", of: "an image of docker", change: remove("build") }],
});
