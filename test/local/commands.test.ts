import { expect } from "chai";
import { execFileSync } from "node:child_process";
import { shellExports } from "../../local/commands/env";
import { formatDuration } from "../../local/report";
import { renderTable } from "../../local/table";

describe("local commands", () => {
  it("print exports that a shell reads as they were meant, whatever is in them", () => {
    const values = {
      A: "plain",
      B: "with space",
      C: `quotes ' and "`,
      D: "$(touch /tmp/never) `id` \\ $HOME",
      E: "two\nlines",
    };
    const script = `${shellExports(values)}printf '%s\\0' "$A" "$B" "$C" "$D" "$E"`;
    expect(execFileSync("sh", ["-c", script]).toString().split("\0").slice(0, 5)).to.deep.equal(Object.values(values));
  });

  it("show durations as people read them", () => {
    expect([400, 9_949, 38_200, 99_400, 99_600, 185_000].map(formatDuration)).to.deep.equal([
      "0.4 s",
      "9.9 s",
      "38 s",
      "99 s",
      "1 min 40 s",
      "3 min 05 s",
    ]);
  });

  it("lay tables out in columns", () => {
    const rows = [
      ["a", "1"],
      ["longer", "22"],
    ];
    expect(renderTable(["NAME", "N"], rows)).to.equal("NAME    N\na       1\nlonger  22");
  });
});
