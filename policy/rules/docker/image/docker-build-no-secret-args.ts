import { isSecretName } from "../../../../formats/secret-names";
import { builds, buildOf } from "../../../lib/docker/build";
import { defineRule } from "../../../lib/rule";
import { isSecretValue } from "../../../lib/secrets";

export default defineRule({
  id: "docker-build-no-secret-args",
  title: "No secret is given to a build as an argument",
  severity: "critical",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["Own"],
  fields: ["buildArgs", "build.args"],
  why: "Build arguments stay in the history and the attestations of the image, for everybody who may pull it.",
  fix: "Give it to the build through secrets or ssh of docker-build, and mount it in the RUN line that needs it.",
  appliesTo: builds,
  check(resource, check) {
    check.each(buildOf(resource).args.entries(), ([name, value]) => {
      if (isSecretName(name))
        check.violation({ at: value, found: "an argument with the name of a secret", wanted: "no such argument" });
      else if (isSecretValue(value.text() ?? ""))
        check.violation({ at: value, found: "a value that looks like a secret", wanted: "no secret" });
    });
  },
});
