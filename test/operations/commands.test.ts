import { expect } from "chai";
import { execFileSync } from "node:child_process";
import { shellExports } from "../../operations/commands/env";
import { renderTable } from "../../operations/table";

describe("commands", () => {
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

  it("lay tables out in columns", () => {
    const rows = [
      ["a", "1"],
      ["longer", "22"],
    ];
    expect(renderTable(["NAME", "N"], rows)).to.equal("NAME    N\na       1\nlonger  22");
  });
});
