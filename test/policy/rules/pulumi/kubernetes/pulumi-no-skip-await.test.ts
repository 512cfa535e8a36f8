import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/pulumi/kubernetes/pulumi-no-skip-await";
import { set, state, all } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloads } from "../../../support/workloads";

const annotation = 'metadata.annotations["pulumi.com/skipAwait"]';

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: [
    { name: "the annotation", change: set(annotation, "true"), message: 'found "true", wanted false or not set' },
    { name: "the annotation as a truth value", change: set(annotation, true) },
    {
      name: "the annotation on a Service",
      change: all(set(annotation, "true"), state({ type: "kubernetes:core/v1:Service" })),
    },
  ],
  allowed: [{ name: "the annotation that says no", change: set(annotation, "false") }],
  unknown: [
    { name: "an annotation that is not known yet", change: set(annotation, UNKNOWN) },
    { name: "annotations that are not known yet", change: set("metadata.annotations", UNKNOWN), path: annotation },
  ],
  ignored: [{ type: "kubernetes:helm.sh/v4:Chart", properties: {} }],
});
