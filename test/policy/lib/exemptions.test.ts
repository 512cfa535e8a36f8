import { expect } from "chai";
import { exemptionFault, EXEMPTIONS_SCHEMA, isExpired, names } from "../../../policy/lib/exemptions";

const exemption = { resource: "web", owner: "shop", reason: "a test", expires: "2026-06-15" };

describe("an exemption", () => {
  it("is an object that says what, who, why and how long", () => {
    expect(exemptionFault(exemption)).to.equal(undefined);
    for (const other of ["web", null, undefined, 5])
      expect(exemptionFault(other)).to.equal("an exemption must be an object");
    for (const field of Object.keys(exemption)) {
      expect(exemptionFault({ ...exemption, [field]: undefined })).to.equal(`an exemption needs ${field}`);
      expect(exemptionFault({ ...exemption, [field]: " " })).to.equal(`an exemption needs ${field}`);
      expect(exemptionFault({ ...exemption, [field]: 5 })).to.equal(`an exemption needs ${field}`);
    }
  });

  it("ends on a day of the calendar", () => {
    // Dates to JavaScript, but no days.
    for (const expires of ["2027-01", "2027", "2027-13-01", "next year", "+012027-01-31"])
      expect(exemptionFault({ ...exemption, expires })).to.contain("is not a day such as");
  });

  it("is refused by the engine when it says more or less than that", () => {
    expect(EXEMPTIONS_SCHEMA.items.required).to.have.members(Object.keys(exemption));
    expect(EXEMPTIONS_SCHEMA.items.properties).to.have.all.keys(exemption);
    expect(EXEMPTIONS_SCHEMA.items.additionalProperties).to.equal(false);
  });

  it("holds to the end of its last day", () => {
    expect(isExpired(exemption, new Date("2026-06-15T23:59:59.999Z"))).to.equal(false);
    expect(isExpired(exemption, new Date("2026-06-16T00:00:00Z"))).to.equal(true);
    expect(isExpired({ ...exemption, expires: "2099" }, new Date("2026-06-15T00:00:00Z"))).to.equal(true);
  });

  it("names a resource by URN or name, with a star for any text", () => {
    const resource = { urn: "urn:pulumi:dev::platform::test:index:Thing::web.1", name: "web.1" };
    const matches = (pattern: string) => names({ resource: pattern }, resource);
    for (const pattern of ["web.1", resource.urn, "*", "web*", "*.1", "w*1", "*::web.1", "urn:*"])
      expect(matches(pattern), pattern).to.equal(true);
    for (const pattern of ["web", "eb.1", "web-1", "webx1", "", "WEB.1", "web.1 "])
      expect(matches(pattern), pattern).to.equal(false);
  });
});
