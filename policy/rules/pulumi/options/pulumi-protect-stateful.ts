import { clusters } from "../../../lib/aws/eks";
import { caches } from "../../../lib/aws/elasticache";
import { keys } from "../../../lib/aws/kms";
import { domains } from "../../../lib/aws/opensearch";
import { zones } from "../../../lib/aws/route53";
import { buckets } from "../../../lib/aws/s3";
import { kinds } from "../../../lib/kubernetes/kinds";
import { isListed, RESOURCES } from "../../../lib/listed";
import { defineRule } from "../../../lib/rule";
import { types, type Applies } from "../../../lib/stack";

const databases = types("aws:rds/instance:Instance", "aws:rds/cluster:Cluster", "aws:rds/globalCluster:GlobalCluster");
const claims = kinds("/PersistentVolumeClaim");

/** What holds data, or what data cannot be read or found without. */
const stateful: readonly Applies[] = [databases, buckets, keys, zones, clusters, domains, caches, claims];

export default defineRule<{ disposable: readonly string[]; keptLabel: string }>({
  id: "pulumi-protect-stateful",
  title: "What holds data cannot be deleted by the program before its protection is taken off",
  severity: "high",
  levels: { dev: "disabled", production: "mandatory" },
  references: ["Own"],
  fields: ["options.protect", "PersistentVolumeClaim metadata.labels"],
  why: "A renamed resource or a removed line deletes a database as readily as anything else; what was in it does not come back.",
  fix: "Give the resource the option protect: true; or a claim retainOnDelete: true, and the label that says so.",
  appliesTo: (type) => stateful.some((accepts) => accepts(type)),
  parameters: {
    disposable: {
      ...RESOURCES,
      description:
        "Resources by URN or name, * for any characters, whose data can be made again: caches, buckets of logs.",
      default: [],
    },
    keptLabel: {
      type: "string",
      description:
        "The label that says with the value `true` that a claim stays in the cluster when the program deletes it (retainOnDelete, which no rule sees).",
      default: "platform.internal/kept",
    },
  },
  check(resource, check) {
    // A patch deletes nothing: the object is somebody else's.
    if (resource.options.protect || resource.kind.isPatch || isListed(resource, check.parameters.disposable)) return;
    const isKept = resource.at("metadata", "labels", check.parameters.keptLabel).isTrue();
    if (claims(resource.type) && isKept) return;
    check.violation({ at: "options.protect", found: "false", wanted: "true" });
  },
});
