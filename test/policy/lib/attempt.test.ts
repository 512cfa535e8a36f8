import { expect } from "chai";
import { attempt } from "../../../policy/lib/attempt";
import { Undecided } from "../../../policy/lib/node";

describe("an attempt", () => {
  const fail = (error: Error) => (): string => {
    throw error;
  };
  const otherwise = () => "otherwise";

  it("comes to what its part does, or to the other thing by a value that is not known yet", () => {
    expect(attempt(() => "part", otherwise)).to.equal("part");
    expect(attempt(fail(new Undecided("spec")), otherwise)).to.equal("otherwise");
  });

  it("passes other errors on", () => expect(() => attempt(fail(new TypeError()), otherwise)).to.throw(TypeError));
});
