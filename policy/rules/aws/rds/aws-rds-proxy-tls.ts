import { isOn } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";
import { types } from "../../../lib/stack";

export default defineRule({
  id: "aws-rds-proxy-tls",
  title: "Database proxies refuse connections without TLS",
  severity: "high",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["FSBP RDS.43"],
  fields: ["requireTls"],
  why: "Passwords and data pass between program and proxy as they do between program and database.",
  fix: "Set requireTls to true.",
  appliesTo: types("aws:rds/proxy:Proxy"),
  check(proxy, check) {
    check.expect(proxy.at("requireTls"), isOn, "true");
  },
  remediate(proxy, remedy) {
    remedy.setIfAbsent(proxy.at("requireTls"), true);
  },
});
