import { PassThrough } from "node:stream";
import { WriteStream } from "node:tty";
import { expect } from "chai";
import { colorsFor } from "../../operations/colors";

const NAMES = ["TERM", "CI", "NO_COLOR", "FORCE_COLOR"] as const;

describe("colors", () => {
  const kept = NAMES.map((name) => [name, process.env[name]] as const);
  const terminal = Object.assign(new PassThrough(), {
    isTTY: true,
    getColorDepth: () => WriteStream.prototype.getColorDepth(),
  });

  const painted = (
    stream: NodeJS.WritableStream,
    environment: Partial<Record<(typeof NAMES)[number], string>> = {},
  ) => {
    for (const name of NAMES) delete process.env[name];
    Object.assign(process.env, { TERM: "xterm-256color" }, environment);
    return colorsFor(stream)("red", "text");
  };

  after(() => {
    for (const [name, value] of kept) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });

  it("colours on a terminal", () => expect(painted(terminal)).to.equal("\u001b[31mtext\u001b[39m"));

  it("leaves text plain anywhere else, in CI too", () => {
    expect(painted(new PassThrough())).to.equal("text");
    expect(painted(new PassThrough(), { CI: "true" })).to.equal("text");
  });

  it("leaves a dumb terminal plain", () => expect(painted(terminal, { TERM: "dumb" })).to.equal("text"));

  it("does as NO_COLOR and FORCE_COLOR say", () => {
    expect(painted(terminal, { NO_COLOR: "1" })).to.equal("text");
    expect(painted(new PassThrough(), { FORCE_COLOR: "1" })).to.equal("\u001b[31mtext\u001b[39m");
  });
});
