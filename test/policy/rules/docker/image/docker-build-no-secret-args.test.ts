import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/docker/image/docker-build-no-secret-args";
import { all, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodImages } from "../../../support/images";

describeRule(rule, {
  baselines: goodImages(),
  mutations: [
    {
      name: "an argument with the name of a secret",
      change: set("buildArgs.NPM_TOKEN", "a1"),
      message: /found an argument with the name of a secret, wanted no such argument(?!.*a1)/,
    },
    { name: "a name of a secret whose value is not known yet", change: set("buildArgs.NPM_TOKEN", UNKNOWN) },
    {
      name: "a proxy with its password",
      change: set("buildArgs.HTTPS_PROXY", "http://builder:hunter2@proxy.example.org"),
      message: /found a value that looks like a secret(?!.*hunter2)/,
    },
    { name: "a secret in docker", of: "an image of docker", change: set("build.args.DB_PASSWORD", "x") },
    {
      name: "a secret beside an argument that is not known yet",
      change: all(set("buildArgs.NPM_TOKEN", "a1"), set("buildArgs.NODE_IMAGE", UNKNOWN)),
    },
  ],
  allowed: [
    { name: "no arguments", change: set("buildArgs", {}) },
    { name: "a proxy without a password", change: set("buildArgs.HTTPS_PROXY", "http://proxy.example.org") },
    { name: "a secret that is given as one", change: set("secrets", { NPM_TOKEN: "a1" }) },
  ],
  unknown: [
    { name: "arguments that are not known yet", change: set("buildArgs", UNKNOWN) },
    { name: "an argument that is not known yet", change: set("buildArgs.NODE_IMAGE", UNKNOWN) },
  ],
});
