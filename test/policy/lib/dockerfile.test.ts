import { expect } from "chai";
import { parseDockerfile } from "../../../formats/dockerfile/parser";
import { commandsOf, scriptOf } from "../../../policy/lib/docker/commands";
import { inlineDockerfile } from "../../../policy/lib/docker/dockerfile";
import { uncheckedIn } from "../../../policy/lib/docker/unverified";
import { resourceOf } from "../support/facts";

describe("the Dockerfile of a resource", () => {
  const parse = (inline: string | undefined, buildArgs = {}) =>
    inlineDockerfile(resourceOf("docker-build:index:Image", { dockerfile: { inline }, buildArgs }));

  it("is built with the arguments of the resource", () => {
    const file = parse("ARG BASE\nFROM $BASE", { BASE: "node:22" });
    expect(file).to.have.property("build");
    if (file && "build" in file) expect(file.build.baseOf(file.build.target).name).to.equal("node:22");
  });

  it("is none where nothing is written out, and none where nothing is in it", () => {
    expect(parse(undefined)).to.equal(undefined);
    expect(parse("# empty")).to.equal(undefined);
  });

  it("has a fault where it cannot be built", () =>
    expect(parse("FROM a\nNOPE")).to.have.nested.property(
      "fault.message",
      "line 2: NOPE is not an instruction: correct its name",
    ));
});

describe("the commands of an instruction", () => {
  const run = (line: string) => parseDockerfile(`FROM x\n${line}`).stages[0]!.instructions[0]!;

  it("are a script, or a list of JSON", () => {
    expect(scriptOf(run("RUN curl -k x"))).to.equal("curl -k x");
    expect(scriptOf(run('RUN ["curl", "-k", "x"]'))).to.equal("curl -k x");
    expect(scriptOf(run("RUN [ -f x ] && y"))).to.equal("[ -f x ] && y");
    expect(scriptOf(run("RUN 8080"))).to.equal("8080");
    expect(scriptOf(run("RUN <<EOF sh\ncurl -k x\nEOF"))).to.equal("<<EOF sh\ncurl -k x\n");
    expect(scriptOf(run("RUN --network=none a \\\n  b"))).to.equal("a   b");
  });

  it("are words without the variables before them", () => {
    expect(commandsOf("A=1 B=2 curl x=1 && ls; A=1 | (cat)")).to.deep.equal([
      ["curl", "x=1"],
      ["ls"],
      [],
      [],
      ["cat"],
      [],
    ]);
  });

  it("may not check whom they talk to, also with the rights of another user", () => {
    expect(uncheckedIn("curl -k https://example.org")).to.equal("curl");
    expect(uncheckedIn("sudo curl -k https://example.org")).to.equal("curl");
    expect(uncheckedIn("sudo /usr/bin/wget --no-check-certificate x")).to.equal("wget");
    expect(uncheckedIn("echo curl -k")).to.equal(undefined);
  });
});
