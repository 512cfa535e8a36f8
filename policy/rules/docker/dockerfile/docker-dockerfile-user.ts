import type { Build } from "../../../../formats/dockerfile/build";
import { DockerfileError } from "../../../../formats/dockerfile/error";
import type { Stage } from "../../../../formats/dockerfile/parser";
import { isNonRootImage } from "../../../../formats/dockerfile/users";
import { attempt, inlineDockerfile } from "../../../lib/docker/dockerfile";
import { isOrdinaryUser } from "../../../lib/docker/user";
import { defineRule } from "../../../lib/rule";
import { types } from "../../../lib/stack";

export default defineRule({
  id: "docker-dockerfile-user",
  title: "Images say which user they run as, and it is not root",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV_DOCKER_3", "CKV_DOCKER_8"],
  fields: ["dockerfile.inline", "target"],
  why: "Who breaks into a program that runs as root is root in its container, and nearer to the machine.",
  fix: "End the last stage with a USER that is not root, by number so that Kubernetes can tell: USER 10001.",
  appliesTo: types("docker-build:index:Image"),
  check(resource, check) {
    const file = inlineDockerfile(resource, resource.at("target").text());
    if (!file) return;
    const violation = (found: string) => check.violation({ at: file.node, found, wanted: "a USER that is not root" });
    const judged = "fault" in file ? file.fault : attempt(() => judge(file.build));
    if (judged instanceof DockerfileError) violation(`a Dockerfile that cannot be built (${judged.message})`);
    else if (judged !== undefined) violation(judged);
  },
});

/** What is wrong with the user of an image. */
function judge(build: Build): string | undefined {
  const user = build.user();
  if (user) {
    const { content, line } = user.instruction;
    return isOrdinaryUser(user.value) ? undefined : `USER ${content} in line ${line}`;
  }
  const stages = build.lineage();
  if (isNonRootImage(build.baseOf(stages.at(-1) as Stage).name)) return undefined;
  return `no USER in the stage of line ${stages[0]?.from.line}`;
}
