import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/elasticache/aws-elasticache-users";
import { all, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodUser } from "../../../support/elasticache";

const everything = "every command on every key";

describeRule(rule, {
  baselines: { "a user": [goodUser()] },
  mutations: [
    { name: "a user without a password", change: set("noPasswordRequired", true) },
    {
      name: "a user without authentication",
      change: set("authenticationMode", { type: "no-password-required" }),
      path: "authenticationMode.type",
    },
    { name: "every command on every key", change: set("accessString", "on ~* +@all"), message: `found ${everything}` },
    { name: "the same in other words", change: set("accessString", "on allkeys allcommands") },
    { name: "the same with channels between", change: set("accessString", "on ~* &* +@all") },
    { name: "the same with one command less", change: set("accessString", "on ~* +@all -get") },
    { name: "rights that are given back", change: set("accessString", "on ~* -@dangerous +@all") },
    {
      name: "no password beside unknown rights",
      change: all(set("noPasswordRequired", true), set("accessString", UNKNOWN)),
    },
    {
      name: "an administrator that is not the one allowed",
      change: set("accessString", "on ~* +@all"),
      parameters: { admins: ["root"] },
    },
  ],
  allowed: [
    { name: "every command on some keys", change: set("accessString", "on ~shop:* +@all") },
    { name: "some commands on every key", change: set("accessString", "on ~* +@read") },
    { name: "every command but the dangerous ones", change: set("accessString", "on ~* +@all -@dangerous") },
    { name: "a user that is off", change: set("accessString", "off ~* +@all") },
    {
      name: "an administrator",
      change: set("accessString", "on ~* +@all"),
      parameters: { admins: ["shop"] },
    },
  ],
  unknown: [
    { name: "unknown need of a password", change: set("noPasswordRequired", UNKNOWN) },
    { name: "unknown rights", change: set("accessString", UNKNOWN) },
    {
      name: "an unknown name of who has every right",
      change: all(set("userName", UNKNOWN), set("accessString", "on ~* +@all")),
    },
  ],
});
