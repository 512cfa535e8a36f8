import { expect } from "chai";
import { judgeResource } from "../../policy/lib/judge";
import { unknownImagePlaces } from "../../policy/lib/kubernetes/built-images";
import { settingsOf } from "../../policy/lib/parameters";
import { isStackRule } from "../../policy/lib/rule";
import { PACKS, rulesOf } from "../../policy/lib/rules";
import { UNKNOWN } from "../../policy/lib/unknown";
import { set } from "./support/changes";
import { factsOf } from "./support/facts";
import { goodWorkloads, pod } from "./support/workloads";

// Loaded before the test, whose time is limited.
const rules = PACKS.flatMap(rulesOf).filter((rule) => !isStackRule(rule));

describe("every rule about resources that needs an image which is not known yet", () => {
  it("says that it judges images, and no other does", () => {
    const given = structuredClone(goodWorkloads()["a Deployment"]!);
    for (const list of ["containers", "initContainers"]) set(pod(`${list}[0].image`), UNKNOWN)(given);
    const facts = given.map((one) => factsOf(one, given))[0]!;
    const places = unknownImagePlaces(facts);
    const needing = rules.filter((rule) =>
      judgeResource(rule, facts, { settings: settingsOf(rule, {}), now: new Date() }).undecided.some((place) =>
        places.includes(place),
      ),
    );
    const saying = rules.filter((rule) => !isStackRule(rule) && rule.judgesImages);
    expect(saying.map(({ id }) => id)).to.deep.equal(needing.map(({ id }) => id));
    expect(saying).not.to.deep.equal([]);
  });
});
