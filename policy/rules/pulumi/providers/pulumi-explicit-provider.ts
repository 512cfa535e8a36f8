import { kindOf } from "../../../lib/resource";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "pulumi-explicit-provider",
  title: "Resources of AWS and Kubernetes name the provider that manages them",
  severity: "medium",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["Own"],
  fields: ["provider"],
  why: "A default provider takes account, region or cluster from whatever shell the program runs in, so the same program may change another environment.",
  fix: "Make a provider with its region and account, or its cluster, and pass it as the option provider, or to the component as providers.",
  appliesTo: (type) => ["aws", "kubernetes"].includes(kindOf(type).package),
  check(resource, check) {
    // Components have no provider of their own.
    const { provider } = resource.facts;
    // The engine tells its default providers by the same prefix.
    if (provider?.name.startsWith("default"))
      check.violation({ at: "provider", found: `the default provider ${provider.name}`, wanted: "an explicit one" });
  },
});
