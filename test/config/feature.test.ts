import { expect } from "chai";
import { shapeOf } from "../../config/feature";
import { flag, integer } from "../../config/fields";

describe("the keys of features", () => {
  it("are put together with their schemas", () => {
    const shape = shapeOf([
      { key: "on", schema: flag() },
      { key: "count", schema: integer(1, 2) },
    ]);
    expect(Object.keys(shape)).to.deep.equal(["on", "count"]);
    expect(shape.count.safeParse(3).success).to.equal(false);
  });

  it("are one feature's alone", () => {
    const twice = () =>
      shapeOf([
        { key: "on", schema: flag() },
        { key: "on", schema: integer(1, 2) },
      ]);
    expect(twice).to.throw("two features have the key on");
  });
});
