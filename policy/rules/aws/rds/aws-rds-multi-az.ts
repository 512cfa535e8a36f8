import { instances } from "../../../lib/aws/rds";
import { isOn } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "aws-rds-multi-az",
  title: "Database instances have a standby in another zone",
  severity: "medium",
  levels: { dev: "disabled", production: "mandatory" },
  references: ["CKV_AWS_157", "FSBP RDS.5", "CIS AWS v5 2.2.4", "CIS AWS v6 3.2.4"],
  fields: ["multiAz"],
  why: "Without a standby, the failure of a zone or a server takes the database down until it is restored.",
  fix: "Set multiAz to true; the standby costs as much as the instance.",
  appliesTo: instances,
  check(instance, check) {
    check.expect(instance.at("multiAz"), isOn, "true");
  },
  remediate(instance, remedy) {
    remedy.setIfAbsent(instance.at("multiAz"), true);
  },
});
