import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/docker/dockerfile/docker-dockerfile-user";
import { all, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { dockerfile, goodDockerfiles, INLINE } from "../../../support/dockerfiles";

describeRule(rule, {
  baselines: goodDockerfiles(),
  mutations: [
    { name: "no user", change: dockerfile("FROM a", "RUN b"), message: "found no USER in the stage of line 1" },
    { name: "root", change: dockerfile("FROM a", "USER root"), message: "found USER root in line 2" },
    { name: "root by number, with a group", change: dockerfile("FROM a", "USER 0:10001") },
    { name: "root after another user", change: dockerfile("FROM a", "USER 10001", "USER root") },
    { name: "a user of another stage only", change: dockerfile("FROM a AS build", "USER 10001", "FROM b") },
    {
      name: "root of the stage that it is from",
      change: dockerfile("FROM a AS base", "USER root", "FROM base", "RUN b"),
    },
    { name: "root in an argument", change: dockerfile("FROM a", "ARG UID=0", "USER $UID") },
    { name: "an argument without a value", change: dockerfile("FROM a", "ARG UID", "USER ${UID}") },
    { name: "root in quotes", change: dockerfile("FROM a", 'USER "root"') },
    { name: "an argument that must be given, and is root", change: dockerfile("FROM a", "ARG UID=0", "USER ${UID:?}") },
    { name: "root in a variable", change: dockerfile("FROM a", "ENV APP=root", "USER $APP") },
    {
      name: "root in an argument of the build",
      change: all(dockerfile("FROM a", "ARG UID=10001", "USER $UID"), set("buildArgs.UID", "0")),
    },
    {
      name: "root in the stage that is built",
      change: all(dockerfile("FROM a AS debug", "USER root", "FROM b", "USER 10001"), set("target", "debug")),
    },
    {
      name: "a target that no stage has",
      change: all(dockerfile("FROM a", "USER 10001", "FROM b", "USER root"), set("target", "0")),
      path: INLINE,
      message: "no stage has the name 0 of the target",
    },
    {
      name: "a line that cannot be read",
      change: dockerfile("FROM a", "USER ${UID"),
      message: "found a Dockerfile that cannot be built (line 2",
    },
    { name: "an instruction that does not exist", change: dockerfile("FROM a", "NOPE", "USER 1"), message: "line 2" },
    { name: "root out of a pattern", change: dockerfile("FROM a", "ENV U=root:1", "USER ${U%:*}") },
    {
      name: "root that a stage has kept for the next",
      change: dockerfile("FROM a AS b", "ONBUILD USER root", "FROM b"),
    },
  ],
  allowed: [
    { name: "a user by name", change: dockerfile("FROM a", "USER node") },
    { name: "root for a while", change: dockerfile("FROM a", "USER root", "RUN b", "USER 10001") },
    { name: "a user of the stage that it is from", change: dockerfile("FROM a AS Base", "USER 10001", "FROM base") },
    { name: "a number in an argument", change: dockerfile("ARG UID=10001", "FROM a", "ARG UID", "USER ${UID}:${UID}") },
    {
      name: "a number in an argument that is declared beside another one",
      change: dockerfile("ARG UID=10001", "FROM a", "ARG NAME UID", "USER $UID"),
    },
    { name: "a default in place", change: dockerfile("FROM a", "USER ${UID:-10001}") },
    {
      name: "root in a stage that is not built",
      change: all(dockerfile("FROM a AS Prod", "USER 10001", "FROM b", "USER root"), set("target", "prod")),
    },
    { name: "a base that says so", change: dockerfile("FROM gcr.io/distroless/static:nonroot") },
    { name: "root in a document", change: dockerfile("FROM a", "USER 10001", "COPY <<EOF /x", "USER root", "EOF") },
    { name: "nothing to build", change: dockerfile("# empty") },
  ],
  unknown: [
    { name: "a Dockerfile that is not known yet", change: set(INLINE, UNKNOWN) },
    { name: "a target that is not known yet", change: set("target", UNKNOWN) },
    {
      name: "an argument that is not known yet",
      change: all(set("buildArgs.UID", UNKNOWN), dockerfile("FROM a", "ARG UID", "USER $UID")),
    },
  ],
});
