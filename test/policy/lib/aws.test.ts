import { expect } from "chai";
import { leadsToHttps } from "../../../policy/lib/aws/loadbalancer";
import { isOpen, prefixLength, trafficOf } from "../../../policy/lib/aws/network";
import { fewOf } from "../../../policy/lib/aws/permissions";
import { isDerived } from "../../../policy/lib/aws/rds";
import { takesAccessLogs } from "../../../policy/lib/aws/s3";
import { namesAction, rulesOf } from "../../../policy/lib/aws/waf";
import { UNKNOWN } from "../../../policy/lib/unknown";
import { nodeOf, resourceOf, stackOf } from "../support/facts";

describe("ranges of addresses", () => {
  it("have a length", () => {
    expect(prefixLength(" 10.1.0.0/16 ")).to.equal(16);
    expect(prefixLength("::/0")).to.equal(0);
    for (const none of ["10.1.0.0", "any/8", "sg-1", ""]) expect(prefixLength(none)).to.equal(undefined);
  });

  it("are open to the internet when they are wider than any network of one's own", () => {
    for (const cidr of ["0.0.0.0/0", "128.0.0.0/1", "10.0.0.0/7", "::/0", "2000::/3", "fc00::/6"])
      expect(isOpen(cidr), cidr).to.equal(true);
    for (const cidr of ["10.0.0.0/8", "fc00::/7", " FD00::/8", "2001:db8::/32", "sg-1", undefined])
      expect(isOpen(cidr), cidr).to.equal(false);
  });
});

describe("what a firewall lets through", () => {
  const traffic = (protocol: unknown, from?: unknown, to?: unknown) =>
    trafficOf({ protocol: nodeOf(protocol), from: nodeOf(from), to: nodeOf(to) });
  const EVERY = { from: 0, to: 65535 };

  it("are ports of TCP and UDP, all where it says none", () => {
    for (const tcp of ["tcp", "TCP", "6", 6])
      expect(traffic(tcp, 80, 81)).to.deep.equal({ kind: "tcp", from: 80, to: 81 });
    expect(traffic("17", 53, 53)).to.deep.equal({ kind: "udp", from: 53, to: 53 });
    expect(traffic("tcp")).to.deep.equal({ kind: "tcp", ...EVERY });
    expect(traffic("tcp", -1, -1)).to.deep.equal({ kind: "tcp", ...EVERY });
  });

  it("are no ports of other protocols, whatever will stand there", () => {
    for (const all of ["-1", "all", -1, undefined])
      expect(traffic(all, UNKNOWN, UNKNOWN)).to.deep.equal({ kind: "all", ...EVERY });
    expect(traffic("icmp", 8, 0)).to.deep.equal({ kind: "icmp", ...EVERY });
    expect(traffic("esp", UNKNOWN)).to.deep.equal({ kind: "other", ...EVERY });
  });
});

describe("names in a message", () => {
  it("are three, and how many there are besides", () => {
    expect(fewOf(["a", "b", "c"])).to.equal("a, b, c");
    expect(fewOf(["a", "b", "c", "d", "e"])).to.equal("a, b, c and 2 more");
  });
});

describe("the actions of a listener", () => {
  const redirect = (protocol?: string) => ({ type: "redirect", redirect: { protocol } });

  it("lead to HTTPS by a redirect that says so", () => {
    expect(leadsToHttps(nodeOf([redirect("HTTPS")]))).to.equal(true);
    expect(leadsToHttps(nodeOf([{ type: "authenticate-oidc" }, redirect("HTTPS")]))).to.equal(true);
    for (const actions of [
      [],
      [{ type: "forward" }],
      [redirect("HTTP")],
      [redirect()],
      [redirect("HTTPS"), redirect()],
    ])
      expect(leadsToHttps(nodeOf(actions))).to.equal(false);
  });
});

describe("a database", () => {
  it("takes its users from where it comes from", () => {
    for (const key of [
      "replicateSourceDb",
      "replicationSourceIdentifier",
      "snapshotIdentifier",
      "restoreToPointInTime",
      "globalClusterIdentifier",
    ])
      expect(isDerived(resourceOf("aws:rds/cluster:Cluster", { [key]: "x" })), key).to.equal(true);
    expect(isDerived(resourceOf("aws:rds/cluster:Cluster", { engine: "mysql" }))).to.equal(false);
  });
});

describe("a bucket", () => {
  const bucket = { name: "logs", type: "aws:s3/bucket:Bucket", properties: {} };
  const takes = (type: string, property: string) => {
    const writer = { name: "writer", type, properties: {}, dependencies: { [property]: ["logs"] } };
    const { stack, resource } = stackOf([bucket, writer]);
    return takesAccessLogs(stack, resource("logs"));
  };

  it("takes access logs of whatever writes them to it", () => {
    for (const [type, property] of [
      ["aws:s3/bucketLogging:BucketLogging", "targetBucket"],
      ["aws:s3/bucket:Bucket", "logging"],
      ["aws:s3/bucketV2:BucketV2", "loggings"],
      ["aws:lb/loadBalancer:LoadBalancer", "accessLogs"],
      ["aws:alb/loadBalancer:LoadBalancer", "connectionLogs"],
      ["aws:cloudfront/distribution:Distribution", "loggingConfig"],
    ] as const)
      expect(takes(type, property), type).to.equal(true);
    expect(takes("aws:lb/loadBalancer:LoadBalancer", "subnets")).to.equal(false);
    expect(takes("aws:s3/bucketLogging:BucketLogging", "bucket")).to.equal(false);
  });
});

describe("rules of a firewall for the web", () => {
  const json = JSON.stringify([{ Name: "one", VisibilityConfig: { CloudWatchMetricsEnabled: true } }]);

  it("stand in lists of the provider, or in JSON of the service", () => {
    for (const [type, key] of [
      ["webAcl:WebAcl", "ruleJson"],
      ["ruleGroup:RuleGroup", "rulesJson"],
    ] as const) {
      const [listed, written, ...more] = rulesOf(
        resourceOf(`aws:wafv2/${type}`, { rules: [{ name: "zero" }], [key]: json }),
      );
      expect(more).to.deep.equal([]);
      expect(listed!.at(["name"]).value).to.equal("zero");
      expect(written!.at(["name"]).value).to.equal("one");
      expect(written!.at(["visibilityConfig", "cloudwatchMetricsEnabled"]).value).to.equal(true);
    }
    expect(rulesOf(resourceOf("aws:wafv2/ruleGroup:RuleGroup", { ruleJson: json }))).to.deep.equal([]);
    expect(rulesOf(resourceOf("aws:wafv2/webAcl:WebAcl", { rulesJson: json }))).to.deep.equal([]);
  });

  it("name an action as an object with one, or as a string", () => {
    for (const action of [{ block: {} }, { allow: null, count: {} }, "none"])
      expect(namesAction(nodeOf(action))).to.equal(true);
    for (const none of [undefined, {}, { block: null }, "", 5, []]) expect(namesAction(nodeOf(none))).to.equal(false);
  });
});
