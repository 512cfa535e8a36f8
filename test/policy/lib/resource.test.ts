import { expect } from "chai";
import { any } from "../../../policy/lib/any";
import { kindOf, Resource } from "../../../policy/lib/resource";
import { UNKNOWN } from "../../../policy/lib/unknown";
import { factsOf } from "../support/facts";

const TYPE = "test:index:Thing";

describe("a resource", () => {
  const facts = { ...factsOf({ type: TYPE, properties: {} }, []), dependencies: { a: ["one", "two"], b: ["two"] } };

  it("depends on others by a property, or by any", () => {
    const resource = new Resource(facts, new Set());
    expect(resource.dependsOn("a")).to.deep.equal(["one", "two"]);
    expect(resource.dependsOn("b")).to.deep.equal(["two"]);
    expect(resource.dependsOn("constructor")).to.deep.equal([]);
    expect(resource.dependsOn()).to.deep.equal(["one", "two"]);
    expect(new Resource({ ...facts, dependencies: undefined }, new Set()).dependsOn()).to.deep.equal([]);
  });

  it("notes what is not known yet, with its name and the path", () => {
    const noted = new Set<string>();
    const resource = new Resource({ ...facts, properties: { a: UNKNOWN } }, noted);
    resource.at("a").items();
    expect([...noted]).to.deep.equal([`web (${TYPE}): a`]);
    expect(any(["a", "b"], (key) => key === "b" || resource.at(key).isTrue())).to.equal(true);
    expect([...noted], "what was noted before").to.deep.equal([`web (${TYPE}): a`]);
    noted.clear();
    expect(any(["a", "b"], (key) => key === "b" || resource.at(key).isTrue())).to.equal(true);
    expect([...noted]).to.deep.equal([]);
  });

  it("shows no secret: neither its parts, nor what it is in", () => {
    const properties = { a: { b: { c: [1] }, bb: 2 }, list: [3, 4] };
    const described = (secrets: string[], ...keys: (string | number)[]) =>
      new Resource({ ...facts, properties, secrets }, new Set()).at(...keys).describe();
    const SECRET = "a secret value";
    expect(described(["a.b"], "a", "b")).to.equal(SECRET);
    expect(described(["a.b"], "a", "b", "c", 0)).to.equal(SECRET);
    expect(described(["a.b"], "a")).to.equal(SECRET);
    expect(described(["a.b"], "a", "bb")).to.equal("2");
    expect(described(["a.b"], "list")).to.equal("[3,4]");
    expect(described(["list"], "list", 1)).to.equal(SECRET);
    expect(described(["list[0]"], "list")).to.equal(SECRET);
    expect(described(["list[0]"], "list", 1)).to.equal("4");
    expect(described([""], "a", "bb")).to.equal(SECRET);
    expect(new Resource({ ...facts, properties }, new Set()).at("list").describe()).to.equal("[3,4]");
  });

  it("has a provider of its own, or none, whose configuration is never shown", () => {
    const provider = { type: "pulumi:providers:test", name: "own", urn: "urn", properties: { token: "abc" } };
    const resource = new Resource({ ...facts, provider }, new Set());
    expect(resource.provider.at("token").path).to.equal("provider.token");
    expect(resource.provider.at("token").text()).to.equal("abc");
    expect(resource.provider.at("token").describe()).to.equal("a secret value");
    expect(new Resource(facts, new Set()).provider.exists).to.equal(false);
  });
});

describe("a type token", () => {
  it("says package, module, group, version and name", () => {
    expect(kindOf("kubernetes:apps/v1:Deployment")).to.deep.equal({
      package: "kubernetes",
      module: "apps/v1",
      name: "Deployment",
      group: "apps",
      version: "v1",
      isPatch: false,
    });
    expect(kindOf("aws:s3/bucket:Bucket")).to.deep.include({ package: "aws", group: "s3", name: "Bucket" });
    expect(kindOf("kubernetes:core/v1:Pod").group).to.equal("");
    expect(kindOf("aws:core/v1:Pod").group).to.equal("core");
    expect(kindOf("text")).to.deep.include({ package: "text", module: "", name: "", group: "", version: "" });
  });

  it("says whether it is a patch of a Kubernetes object", () => {
    expect(kindOf("kubernetes:apps/v1:DeploymentPatch")).to.deep.include({ name: "Deployment", isPatch: true });
    expect(kindOf("kubernetes:example.org/v1:Patch")).to.deep.include({ name: "Patch", isPatch: false });
    expect(kindOf("aws:ssm/maintenancePatch:MaintenancePatch")).to.deep.include({
      name: "MaintenancePatch",
      isPatch: false,
    });
  });

  it("is taken apart once", () => expect(kindOf(TYPE)).to.equal(kindOf(TYPE)));
});
