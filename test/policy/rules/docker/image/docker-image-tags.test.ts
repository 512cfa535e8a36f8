import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/docker/image/docker-image-tags";
import { all, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodImages } from "../../../support/images";

describeRule(rule, {
  parameters: { registries: ["registry.example.org/shop"] },
  baselines: goodImages(),
  mutations: [
    { name: "no tag", change: set("tags[0]", "registry.example.org/shop/web"), message: "a tag other than latest" },
    { name: "latest", change: set("tags[0]", "registry.example.org/shop/web:latest") },
    { name: "no tag after a port", change: set("tags[0]", "localhost:5000/web"), message: "a tag other than latest" },
    { name: "latest among several", change: set("tags[1]", "registry.example.org/shop/web:latest") },
    {
      name: "another registry",
      change: set("tags[0]", "docker.io/shop/web:1.4.2"),
      message: "registry.example.org/shop",
    },
    { name: "another path", change: set("tags[0]", "registry.example.org/shopping/web:1.4.2") },
    { name: "what is not a name", change: set("tags[0]", "registry.example.org/shop/Web:1") },
    {
      name: "latest in docker",
      of: "an image of docker",
      change: set("imageName", "registry.example.org/shop/web:latest"),
    },
    { name: "another registry in docker", of: "an image of docker", change: set("imageName", "shop/web:1.4.2") },
    {
      name: "any registry, as long as none is allowed",
      change: set("noCache", true),
      path: "tags[0]",
      parameters: {},
      message: "and none is allowed",
    },
    {
      name: "latest beside a name that is not known yet",
      change: all(set("tags[0]", "registry.example.org/shop/web:latest"), set("tags[1]", UNKNOWN)),
    },
  ],
  allowed: [
    {
      name: "another registry, if the stack lists it",
      change: set("tags[0]", "ghcr.io/shop/web:1.4.2"),
      parameters: { registries: ["ghcr.io"] },
    },
    { name: "a second tag", change: set("tags[1]", "registry.example.org/shop/web:1.4") },
  ],
  unknown: [
    { name: "a name that is not known yet", change: set("tags[0]", UNKNOWN) },
    { name: "names that are not known yet", change: set("tags", UNKNOWN) },
    { name: "a name that is not known yet in docker", of: "an image of docker", change: set("imageName", UNKNOWN) },
  ],
});
