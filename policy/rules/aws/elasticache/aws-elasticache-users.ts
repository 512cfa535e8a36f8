import { isNotOn } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";
import { types } from "../../../lib/stack";

const ALL_KEYS = /^(?:allkeys|~\*|%RW~\*)$/i;
const ALL_COMMANDS = /^(?:allcommands|\+@all)$/i;
const TAKEN_BACK = /^(?:nocommands|-@(?:all|admin|dangerous))$/i;

/** Whether an access string gives every command on every key. Rules of one count in their order. */
function givesEverything(accessString: string): boolean {
  const words = accessString.trim().split(/\s+/);
  const isOff = words.some((word) => /^off$/i.test(word));
  const afterAll = words.slice(words.findLastIndex((word) => ALL_COMMANDS.test(word)) + 1);
  const hasCommands = words.some((word) => ALL_COMMANDS.test(word)) && !afterAll.some((word) => TAKEN_BACK.test(word));
  return !isOff && hasCommands && words.some((word) => ALL_KEYS.test(word));
}

export default defineRule<{ admins: string[] }>({
  id: "aws-elasticache-users",
  title: "Users of a cache have a password, and no more rights than they need",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["Own"],
  fields: ["User noPasswordRequired", "authenticationMode.type", "accessString", "userName"],
  why: "A user without a password is open to everybody, and one with every command on every key can empty the cache or read all sessions.",
  fix: "Give the user passwords or IAM authentication, and an accessString with the key patterns and command groups that it uses.",
  appliesTo: types("aws:elasticache/user:User"),
  parameters: {
    admins: {
      type: "array",
      items: { type: "string" },
      description: "User names that may have every command on every key.",
      default: [],
    },
  },
  check(user, check) {
    check.expect(user.at("noPasswordRequired"), isNotOn, "false or not set");
    check.expect(user.at("authenticationMode", "type"), (value) => value !== "no-password-required", "password or iam");
    const accessString = user.at("accessString");
    if (!givesEverything(accessString.text() ?? "")) return;
    if (check.parameters.admins.includes(user.at("userName").text() ?? "")) return;
    check.violation({
      at: accessString,
      found: "every command on every key",
      wanted: "the keys and commands that the user needs",
    });
  },
});
