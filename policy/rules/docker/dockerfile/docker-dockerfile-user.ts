import { buildOf } from "../../../lib/docker/build";
import { expanded, inlineDockerfile, lineage, lineOf, valuesAfter } from "../../../lib/docker/dockerfile";
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
    const file = inlineDockerfile(resource);
    const stages = file ? lineage(file, resource.at("target").text()) : [];
    const [final] = stages;
    if (!file || !final) return;
    const instructions = stages.toReversed().flatMap((stage) => stage.instructions);
    const user = instructions.findLast((one) => one.getKeyword() === "USER");
    const wanted = "a USER that is not root";
    if (!user) {
      check.violation({ at: file.node, found: `no USER in the stage of line ${lineOf(final.from)}`, wanted });
      return;
    }
    const written = user.getArgumentsContent() ?? "";
    const values = valuesAfter(instructions, buildOf(resource).args, file.initial);
    if (!isOrdinaryUser(expanded(written, values)))
      check.violation({ at: file.node, found: `USER ${written} in line ${lineOf(user)}`, wanted });
  },
});
