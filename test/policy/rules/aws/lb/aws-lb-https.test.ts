import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/lb/aws-lb-https";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodListener, redirectingListener } from "../../../support/loadbalancer";

const of = "a listener that redirects";

describeRule(rule, {
  baselines: { "a listener": [goodListener()], [of]: [redirectingListener()] },
  mutations: [
    { name: "HTTP", change: set("protocol", "HTTP"), message: "found HTTP, wanted HTTPS or TLS" },
    { name: "no protocol, which means HTTP", change: remove("protocol") },
    { name: "TCP", change: set("protocol", "TCP") },
    {
      name: "a protocol beside those allowed",
      change: set("protocol", "UDP"),
      parameters: { otherProtocols: ["TCP"] },
    },
    { name: "the default policy", change: remove("sslPolicy") },
    { name: "an old policy", change: set("sslPolicy", "ELBSecurityPolicy-2016-08") },
    { name: "a new policy of old versions", change: set("sslPolicy", "ELBSecurityPolicy-TLS13-1-0-2021-06") },
    {
      name: "an old policy for TLS",
      change: all(set("sslPolicy", "ELBSecurityPolicy-TLS-1-1-2017-01"), set("protocol", "TLS")),
    },
    {
      name: "a redirect within HTTP",
      of,
      change: set("defaultActions[0].redirect.protocol", "HTTP"),
      path: "protocol",
    },
    {
      name: "a redirect that keeps the protocol",
      of,
      change: remove("defaultActions[0].redirect.protocol"),
      path: "protocol",
    },
    { name: "HTTP that forwards", of, change: set("defaultActions[0].type", "forward"), path: "protocol" },
    { name: "HTTP that does nothing", of, change: set("defaultActions", []), path: "protocol" },
  ],
  allowed: [
    { name: "TLS of a network", change: set("protocol", "TLS") },
    { name: "TLS 1.3 only", change: set("sslPolicy", "ELBSecurityPolicy-TLS13-1-3-2021-06") },
    { name: "forward secrecy", change: set("sslPolicy", "ELBSecurityPolicy-FS-1-2-Res-2020-10") },
    { name: "QUIC", change: set("protocol", "QUIC") },
    { name: "a gateway", change: all(remove("protocol"), remove("port")) },
    { name: "TCP where it is allowed", change: set("protocol", "TCP"), parameters: { otherProtocols: ["TCP"] } },
  ],
  unknown: [
    { name: "an unknown protocol", change: set("protocol", UNKNOWN) },
    { name: "an unknown policy", change: set("sslPolicy", UNKNOWN) },
    { name: "unknown actions", of, change: set("defaultActions", UNKNOWN) },
    { name: "an unknown redirect", of, change: set("defaultActions[0].redirect.protocol", UNKNOWN) },
  ],
});
