import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/lb/aws-lb-https";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodListener, redirectingListener } from "../../../support/loadbalancer";

const of = "a listener that redirects";

const dated = (names: readonly string[], dates: readonly string[]) =>
  names.flatMap((name) => dates.map((date) => `${name}-${date}`));

const policies = [
  ...dated(["TLS13-1-2", "TLS13-1-2-Res", "TLS13-1-2-Ext1", "TLS13-1-2-Ext2", "TLS13-1-3"], ["2021-06", "PQ-2025-09"]),
  ...dated(["", "-Res", "-Ext0", "-Ext1", "-Ext2"].map((variant) => `TLS13-1-2${variant}`).concat("TLS13-1-3"), [
    "FIPS-2023-04",
    "FIPS-PQ-2025-09",
  ]),
  ...dated(["TLS13-1-2-RFC9151", "TLS13-1-2-Ext0-RFC9151", "TLS13-1-3-RFC9151"], ["FIPS-2023-07"]),
  ...dated(
    [1, 2, 3, 4].map((step) => `TLS13-1-2-RFC9151-INTEROP${step}`),
    ["FIPS-2023-07"],
  ),
  ...dated(["TLS13-1-3-CNSA2-INTEROP1", "TLS13-1-2-CNSA2-INTEROP2", "TLS13-1-2-CNSA2-INTEROP3"], ["FIPS-PQ-2026-07"]),
  ...["TLS-1-2-2017-01", "TLS-1-2-Ext-2018-06", "FS-1-2-2019-08", "FS-1-2-Res-2019-08", "FS-1-2-Res-2020-10"],
];

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
    {
      name: "the default policy",
      change: remove("sslPolicy"),
      message: "wanted one of ELBSecurityPolicy-TLS13-1-2-2021-06, ",
    },
    { name: "an old policy", change: set("sslPolicy", "ELBSecurityPolicy-2016-08") },
    { name: "a new policy of old versions", change: set("sslPolicy", "ELBSecurityPolicy-TLS13-1-0-2021-06") },
    { name: "a name that is not a policy", change: set("sslPolicy", "ELBSecurityPolicy-TLS13-1-2-2021-07") },
    {
      name: "a policy that is not listed",
      change: set("protocol", "TLS"),
      path: "sslPolicy",
      parameters: { sslPolicies: ["a", "b"] },
      message: "wanted one of a, b.",
    },
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
    ...policies.slice(1).map((name) => ({ name, change: set("sslPolicy", `ELBSecurityPolicy-${name}`) })),
    { name: "a policy that is listed", change: set("sslPolicy", "mine"), parameters: { sslPolicies: ["mine"] } },
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
