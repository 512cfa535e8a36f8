import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/docker/image/docker-build-cache-safe";
import { all, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodImages } from "../../../support/images";

const ours = { registry: { ref: "registry.example.org/shop/cache:web" } };
const others = { registry: { ref: "docker.io/somebody/cache" } };

describeRule(rule, {
  parameters: { registries: ["registry.example.org"] },
  baselines: goodImages(),
  mutations: [
    { name: "a cache from elsewhere", change: set("cacheFrom", [ours, others]), path: "cacheFrom[1].registry.ref" },
    { name: "a cache to elsewhere", change: set("cacheTo", [others]), path: "cacheTo[0].registry.ref" },
    {
      name: "a cache from elsewhere, written out",
      change: set("cacheFrom", [{ raw: "type=registry,ref=docker.io/somebody/cache" }]),
      path: "cacheFrom[0].raw",
    },
    {
      name: "a cache by its name alone",
      change: set("cacheFrom", [{ raw: "somebody/cache" }]),
      path: "cacheFrom[0].raw",
    },
    {
      name: "a cache from elsewhere in docker",
      of: "an image of docker",
      change: set("build.cacheFrom.images", ["somebody/cache"]),
      path: "build.cacheFrom.images[0]",
    },
    {
      name: "any registry, as long as none is allowed",
      change: set("cacheTo", [ours]),
      path: "cacheTo[0].registry.ref",
      parameters: {},
      message: "and none is allowed",
    },
    {
      name: "a cache from elsewhere beside one that is not known yet",
      change: all(set("cacheFrom", [{ registry: { ref: UNKNOWN } }, others])),
      path: "cacheFrom[1].registry.ref",
    },
  ],
  allowed: [
    { name: "caches of the platform", change: all(set("cacheFrom", [ours]), set("cacheTo", [ours])) },
    { name: "a cache on the machine", change: set("cacheTo", [{ local: { dest: "/tmp/cache" } }]) },
    { name: "a cache that is switched off", change: set("cacheTo", [{ ...others, disabled: true }]) },
    { name: "a cache of another type, written out", change: set("cacheTo", [{ raw: "type=inline" }]) },
    {
      name: "a cache of the platform, written out",
      change: set("cacheTo", [{ raw: "type=registry,ref=registry.example.org/shop/cache:web,mode=max" }]),
    },
    {
      name: "another registry, if the stack lists it",
      change: set("cacheFrom", [others]),
      parameters: { registries: ["docker.io/somebody"] },
    },
  ],
  unknown: [
    { name: "caches that are not known yet", change: set("cacheFrom", UNKNOWN) },
    {
      name: "a cache that is not known yet",
      change: set("cacheFrom", [{ registry: { ref: UNKNOWN } }]),
      path: "cacheFrom[0].registry.ref",
    },
  ],
});
