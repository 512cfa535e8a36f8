import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/docker/dockerfile/docker-dockerfile-base-pinned";
import { all, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { DIGEST, dockerfile, goodDockerfiles, INLINE } from "../../../support/dockerfiles";

const pinned = `FROM node:22@${DIGEST} AS build`;
const tag = { digest: false };

describeRule(rule, {
  baselines: goodDockerfiles(),
  mutations: [
    { name: "no tag", change: dockerfile(pinned, "FROM node"), message: "found FROM node in line 2" },
    { name: "a tag without a digest", change: dockerfile("FROM node:22"), message: "wanted a base with a digest. Fix" },
    {
      name: "no tag where a tag is enough",
      change: dockerfile("FROM node"),
      parameters: tag,
      message: "wanted a base with a digest, or with a tag other than latest. Fix",
    },
    { name: "latest where a tag is enough", change: dockerfile("FROM node:latest"), parameters: tag },
    {
      name: "an argument with a default",
      change: dockerfile("ARG BASE=node:22", "FROM ${BASE}"),
      message: "which is node:22, in line 2",
    },
    { name: "an argument without a value", change: dockerfile("ARG BASE", "FROM $BASE") },
    {
      name: "an argument of the build",
      change: all(dockerfile(`ARG BASE=node@${DIGEST}`, "FROM $BASE"), set("buildArgs.BASE", "node:22")),
    },
    {
      name: "an argument that is not declared",
      change: all(dockerfile("FROM $BASE"), set("buildArgs.BASE", `node@${DIGEST}`)),
    },
    { name: "a stage that comes later", change: dockerfile("FROM build", pinned) },
    {
      name: "no digest beside an argument that is not known yet",
      change: all(dockerfile("ARG BASE", "FROM $BASE", "FROM node"), set("buildArgs.BASE", UNKNOWN)),
    },
    { name: "a line that cannot be read", change: dockerfile("FROM ${BASE"), message: "found FROM ${BASE in line 1" },
    { name: "an instruction that does not exist", change: dockerfile(pinned, "NOPE"), message: "line 2: NOPE" },
    {
      name: "a version out of a pattern",
      change: dockerfile("ARG V=v22", "FROM node:${V#v}"),
      message: "which is node:22,",
    },
  ],
  allowed: [
    { name: "a stage before", change: dockerfile(pinned, "FROM build") },
    { name: "a stage before, in capitals", change: dockerfile(`FROM node@${DIGEST} AS Build`, "FROM build") },
    { name: "nothing to build on", change: dockerfile("FROM scratch") },
    { name: "a tag, where one is enough", change: dockerfile("FROM node:22"), parameters: tag },
    { name: "an argument with a digest", change: dockerfile(`ARG BASE=node@${DIGEST}`, "FROM $BASE") },
    {
      name: "an argument that the build gives",
      change: all(dockerfile("ARG BASE", "FROM ${BASE:-node}"), set("buildArgs.BASE", `node@${DIGEST}`)),
    },
    { name: "a platform before the image", change: dockerfile(`FROM --platform=$BUILDPLATFORM node@${DIGEST}`) },
  ],
  unknown: [
    { name: "a Dockerfile that is not known yet", change: set(INLINE, UNKNOWN) },
    {
      name: "an argument that is not known yet",
      change: all(set("buildArgs.BASE", UNKNOWN), dockerfile("ARG BASE", "FROM $BASE")),
    },
  ],
});
