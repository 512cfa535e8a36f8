import { expect } from "chai";
import { formatDuration } from "../../embedded/report";

describe("durations", () => {
  it("are shown as people read them", () => {
    expect([400, 9_949, 38_200, 99_400, 99_600, 185_000].map(formatDuration)).to.deep.equal([
      "0.4 s",
      "9.9 s",
      "38 s",
      "99 s",
      "1 min 40 s",
      "3 min 05 s",
    ]);
  });
});
