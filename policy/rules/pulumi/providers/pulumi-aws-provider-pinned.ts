import { defineRule } from "../../../lib/rule";
import { types } from "../../../lib/stack";

export default defineRule<{ regions: readonly string[] }>({
  id: "pulumi-aws-provider-pinned",
  title: "Every provider of AWS works in one of the allowed regions, and only in the accounts that it names",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["Own"],
  fields: ["region", "allowedAccountIds"],
  why: "Credentials of the wrong account, or a region from somebody's shell, would build the whole environment in another place, or take that place apart.",
  fix: "Set region and allowedAccountIds of the provider, and list the region in regions, a parameter of this rule.",
  appliesTo: types("pulumi:providers:aws"),
  parameters: {
    regions: {
      type: "array",
      items: { type: "string", minLength: 1 },
      description: "Regions in which providers may work. None is allowed unless set.",
      default: [],
    },
  },
  check(provider, check) {
    const { regions } = check.parameters;
    check.expect(
      provider.at("region"),
      (value) => typeof value === "string" && regions.includes(value),
      regions.length > 0 ? `one of ${regions.join(", ")}` : "an allowed region, and none is allowed",
    );
    check.each([provider.at("allowedAccountIds")], (accounts) => {
      // Providers get their lists as JSON.
      const ids = accounts.parsed();
      check.expect(
        ids,
        (value) => Array.isArray(value) && value.length > 0 && value.every(isNamed),
        "the account of this environment",
      );
    });
  },
});

function isNamed(account: unknown): boolean {
  return account !== null && account !== undefined && account !== "";
}
