import { any } from "../../../lib/any";
import { clusters, databases, isDerived } from "../../../lib/aws/rds";
import { isFilled, isOn } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "aws-rds-managed-password",
  title: "Passwords of databases are in no state file",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["Own"],
  fields: ["manageMasterUserPassword", "password", "passwordWo", "masterPassword", "masterPasswordWo"],
  why: "A password that the program sets is kept in the stack's state, and never changes. RDS keeps and changes its own in Secrets Manager.",
  fix: "Set manageMasterUserPassword to true and remove the password; its secret's ARN is among the database's outputs.",
  appliesTo: databases,
  check(database, check) {
    const name = clusters(database.type) ? "masterPassword" : "password";
    if (database.at(name).exists) {
      check.violation({
        at: database.at(name),
        found: "a value",
        wanted: "manageMasterUserPassword or a write-only password",
      });
      return;
    }
    // What comes from another database brings its users along.
    if (isDerived(database)) return;
    const managed = database.at("manageMasterUserPassword");
    const ways = [() => isOn(managed.read()), () => isFilled(database.at(`${name}Wo`).read())];
    if (!any(ways, (holds) => holds())) check.violation({ at: managed, wanted: `true, or ${name}Wo` });
  },
});
