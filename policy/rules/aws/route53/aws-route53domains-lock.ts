import { isNotOff } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";
import { types } from "../../../lib/stack";

export default defineRule({
  id: "aws-route53domains-lock",
  title: "Domains cannot be transferred away",
  severity: "medium",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["CKV_AWS_377"],
  fields: ["transferLock"],
  why: "Without the lock, whoever gets the transfer code takes the domain to another registrar, and everything under it.",
  fix: "Remove transferLock, whose default is true; open the lock by hand for the time of a transfer.",
  appliesTo: types("aws:route53domains/registeredDomain:RegisteredDomain", "aws:route53domains/domain:Domain"),
  check(domain, check) {
    check.expect(domain.at("transferLock"), isNotOff, "true or not set");
  },
});
