import { expect } from "chai";
import { DockerfileParser } from "dockerfile-ast";
import { argumentsOf, commandsOf, scriptOf } from "../../../policy/lib/docker/commands";
import { expanded, inlineDockerfile, lineage, valuesAfter } from "../../../policy/lib/docker/dockerfile";
import { uncheckedIn } from "../../../policy/lib/docker/unverified";
import { nodeOf, resourceOf } from "../support/facts";

const parse = (...lines: string[]) =>
  inlineDockerfile(resourceOf("docker-build:index:Image", { dockerfile: { inline: lines.join("\n") } }))!;
const instructions = (...lines: string[]) => DockerfileParser.parse(lines.join("\n")).getInstructions();

describe("the stages of an image", () => {
  const images = (target: string | undefined, ...lines: string[]) =>
    lineage(parse(...lines), target).map(({ from }) => from.getImage());

  it("are the last one and what it is made from, without a target", () => {
    expect(images(undefined, "FROM a", "FROM b AS base", "FROM c", "FROM base")).to.deep.equal(["base", "b"]);
    expect(images(undefined, "FROM a AS one", "FROM one AS two", "FROM TWO")).to.deep.equal(["TWO", "one", "a"]);
    expect(images(undefined)).to.deep.equal([]);
  });

  it("are those of the target, by name or number", () => {
    const lines = ["FROM a", "FROM b AS Build", "FROM c"];
    expect(images("build", ...lines)).to.deep.equal(["b"]);
    expect(images("BUILD", ...lines)).to.deep.equal(["b"]);
    expect(images("0", ...lines)).to.deep.equal(["a"]);
    expect(images("none", ...lines)).to.deep.equal(["c"]);
  });

  it("are made from a stage before, never from themselves", () =>
    expect(images(undefined, "FROM node AS node")).to.deep.equal(["node"]));
});

describe("the variables of a Dockerfile", () => {
  const value = (name: string, lines: string[], args: unknown = {}, initial: string[] = []) =>
    valuesAfter(instructions(...lines), nodeOf(args), instructions(...initial))(name);

  it("have the last value that ENV gives them, before any of ARG", () => {
    expect(value("A", ["ENV A=1", "ENV A=2"])).to.equal("2");
    expect(value("A", ["ENV A=1", "ARG A=2"], { A: "3" })).to.equal("1");
    expect(value("B", ["ENV A=1 B=2"])).to.equal("2");
  });

  it("have the value that the build gives an ARG, else its default, else that of before the first FROM", () => {
    expect(value("A", ["ARG A=1"], { A: "2" })).to.equal("2");
    expect(value("A", ["ARG A=1"], {}, ["ARG A=3"])).to.equal("1");
    expect(value("A", ["ARG A"], {}, ["ARG A=3"])).to.equal("3");
    expect(value("B", ["ARG A=1 B=2"])).to.equal("2");
    expect(value("A", ["ARG A"])).to.equal(undefined);
  });

  it("are several where ARG names several, each with a value or without", () => {
    expect(value("A", ["ARG A B"])).to.equal(undefined);
    expect(value("A", ["ARG A B"], { A: "2" })).to.equal("2");
    expect(value("B", ["ARG A B"], {}, ["ARG B=3"])).to.equal("3");
    expect(value("C", ["ARG A B=1 C='2 3'"])).to.equal("2 3");
    expect(value("C", ["ARG A \\", "  B \\", "  C=2"])).to.equal("2");
    expect(value("A", ["ENV A B C=1"])).to.equal("B C=1");
    expect(value("B", ["ENV A B"], { B: "2" })).to.equal(undefined);
  });

  it("have none where no ARG declares them", () => {
    expect(value("A", [], { A: "2" }, ["ARG A=3"])).to.equal(undefined);
    expect(value("A", ["RUN A=1", "ARG B=1"])).to.equal(undefined);
  });

  it("stand in texts, which have no value without theirs", () => {
    const values = (name: string) => ({ A: "1", EMPTY: "" })[name];
    const cases: [string, string | undefined][] = [
      ["plain", "plain"],
      ["$A/${A}", "1/1"],
      ["$B", undefined],
      ["$B$A", undefined],
      ["$A$B", undefined],
      ["${B:-two}", "two"],
      ["${B-two}", "two"],
      ["${A:-two}", "1"],
      ["${A:+two}", "two"],
      ["${B:+two}", ""],
      ["${B:+two}${B}", undefined],
      ["${EMPTY:-two}", "two"],
      ["${EMPTY-two}", ""],
      ["${EMPTY:+two}", ""],
      ["${EMPTY+two}", "two"],
      ["${A:?needed}${A?needed}", "11"],
      ["${B:?needed}", undefined],
      [`"$A"'two'`, "1two"],
    ];
    for (const [text, expected] of cases) expect(expanded(text, values), text).to.equal(expected);
  });
});

describe("the commands of an instruction", () => {
  const run = (line: string) => instructions(line)[0]!;

  it("are a script, or a list of JSON", () => {
    expect(scriptOf(run("RUN curl -k x"))).to.equal("curl -k x");
    expect(scriptOf(run('RUN ["curl", "-k", "x"]'))).to.equal("curl -k x");
    expect(scriptOf(run("RUN [ -f x ] && y"))).to.equal("[ -f x ] && y");
    expect(scriptOf(run("RUN 8080"))).to.equal("8080");
    // Docker takes a list of anything but texts for a script.
    for (const list of ["[1]", '["a", {"toString": null}]']) expect(scriptOf(run(`RUN ${list}`))).to.equal(list);
    expect(argumentsOf(run("EXPOSE 8080"))).to.deep.equal(["8080"]);
    expect(argumentsOf(run('CMD ["a", "b"]'))).to.deep.equal(["a", "b"]);
    expect(argumentsOf(run("CMD a b"))).to.deep.equal(["a", "b"]);
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
