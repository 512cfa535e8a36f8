import { expect } from "chai";
import { Build, type BuildOptions } from "../../formats/dockerfile/build";
import { DockerfileError } from "../../formats/dockerfile/error";
import { evaluateBuild } from "../../formats/dockerfile/evaluate";
import { parseDockerfile } from "../../formats/dockerfile/parser";
import { WordError } from "../../formats/dockerfile/shell-pattern";
import { expandWord, expandWords } from "../../formats/dockerfile/shell-words";
import { remoteSource } from "../../formats/dockerfile/sources";
import { flagValue } from "../../formats/dockerfile/syntax";
import { isNonRootImage } from "../../formats/dockerfile/users";

const build = (lines: readonly string[], options: BuildOptions = {}) =>
  new Build(parseDockerfile(lines.join("\n")), options);
const given = (args: Record<string, string>) => ({ argument: (name: string) => args[name] });

describe("the stages of a Dockerfile", () => {
  const bases = (target: string | undefined, ...lines: string[]) => {
    const built = build(lines, { target });
    return built.lineage().map((stage) => built.baseOf(stage).name);
  };

  it("are the last one and what it is made from, without a target", () => {
    expect(bases(undefined, "FROM a", "FROM b AS base", "FROM c", "FROM base")).to.deep.equal(["base", "b"]);
    expect(bases("", "FROM a AS one", "FROM one AS Two", "FROM two")).to.deep.equal(["two", "one", "a"]);
  });

  it("are those of the target, whose name may be in capitals", () => {
    const lines = ["FROM a", "FROM b AS Build", "FROM c"];
    expect(bases("build", ...lines)).to.deep.equal(["b"]);
    expect(bases("BUILD", ...lines)).to.deep.equal(["b"]);
  });

  it("do not have the target that is missing, nor one that is a number, which is said with their names", () => {
    for (const target of ["none", "0"]) {
      expect(() => bases(target, "FROM a AS one", "FROM b")).to.throw(
        `no stage has the name ${target} of the target: the stages are one`,
      );
    }
  });

  it("are made from a stage before, never from themselves or from a number", () => {
    expect(bases(undefined, "FROM node AS node")).to.deep.equal(["node"]);
    expect(bases(undefined, "FROM a", "FROM 0")).to.deep.equal(["0"]);
  });

  it("are made from what their variables come to", () => {
    expect(bases(undefined, "ARG V=20.18.1", "FROM node:${V}-alpine")).to.deep.equal(["node:20.18.1-alpine"]);
    expect(bases(undefined, "FROM ${BASE:-debian:12.7-slim}")).to.deep.equal(["debian:12.7-slim"]);
    expect(bases(undefined, "ARG A=1", "ARG B=${A}.2", "FROM x:$B")).to.deep.equal(["x:1.2"]);
    expect(bases(undefined, "FROM x:$TARGETARCH-$BUILDOS")).to.deep.equal(["x:amd64-linux"]);
    expect(bases(undefined, "ARG S=base", "FROM a AS base", "FROM $S")).to.deep.equal(["base", "a"]);
    expect(() => bases(undefined, "ENV", "FROM x")).to.throw(DockerfileError, "line 1: ENV needs at least one name");
    expect(() => bases(undefined, "FROM a", "ARG B=b", "FROM $B")).to.throw("line 3: FROM $B comes to nothing");
  });

  it("know the platform that is built for", () => {
    const built = build(["FROM x:$TARGETARCH$TARGETVARIANT"], { platform: "linux/arm/v7" });
    expect(built.baseOf(built.target).name).to.equal("x:armv7");
  });
});

describe("the variables of a Dockerfile", () => {
  const value = (name: string, lines: string[], args: Record<string, string> = {}, initial: string[] = []) => {
    const built = build([...initial, "FROM x", ...lines], given(args));
    return built.variablesAfter(built.target).get(name);
  };

  it("have the value of the last line that sets them", () => {
    expect(value("A", ["ENV A=1", "ENV A=2"])).to.equal("2");
    expect(value("A", ["ENV A=1", "ARG A=2"], { A: "3" })).to.equal("3");
    expect(value("A", ["ARG A=2", "ENV A=1"], { A: "3" })).to.equal("1");
    expect(value("B", ["ENV A=1 B=2"])).to.equal("2");
    expect(value("B", ["ENV A=1", "ENV A=2 B=$A"])).to.equal("1");
  });

  it("have the value that the build gives an ARG, else its default, else that of before the first FROM", () => {
    expect(value("A", ["ARG A=1"], { A: "2" })).to.equal("2");
    expect(value("A", ["ARG A=1"], {}, ["ARG A=3"])).to.equal("1");
    expect(value("A", ["ARG A"], {}, ["ARG A=3"])).to.equal("3");
    expect(value("B", ["ARG A=1 B=$A"])).to.equal("1");
    expect(value("A", ["ARG A"])).to.equal(undefined);
    expect(value("TARGETARCH", ["ARG TARGETARCH"])).to.equal("amd64");
    expect(value("TARGETARCH", [])).to.equal(undefined);
  });

  it("are several where ARG names several, each with a value or without", () => {
    expect(value("A", ["ARG A B"])).to.equal(undefined);
    expect(value("A", ["ARG A B"], { A: "2" })).to.equal("2");
    expect(value("B", ["ARG A B"], {}, ["ARG B=3"])).to.equal("3");
    expect(value("C", ["ARG A B=1 C='2 3'"])).to.equal("2 3");
    expect(value("C", ["ARG A \\", "  B \\", "# between", "  C=2"])).to.equal("2");
    expect(value("A", ["ENV A B C=1"])).to.equal("B C=1");
    expect(value("B", ["ENV A B"], { B: "2" })).to.equal(undefined);
  });

  it("have none where no ARG declares them", () => {
    expect(value("A", [], { A: "2" }, ["ARG A=3"])).to.equal(undefined);
    expect(value("A", ["RUN A=1", "ARG B=1"])).to.equal(undefined);
  });

  it("come from the stage that one is made from, its environment before its arguments, and what it has kept by ONBUILD", () => {
    const lines = ["ENV A=1", "ARG B=2", "ARG A=3", "ONBUILD ENV C=$B", "FROM y AS other", "ENV A=9"];
    const built = build(["FROM x AS base", ...lines, "FROM base"]);
    const { get } = built.variablesAfter(built.target);
    expect(["A", "B", "C", "PATH"].map(get)).to.deep.equal([
      "1",
      "2",
      "2",
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    ]);
  });

  it("are worked out only where they are needed", () => {
    const argument = (name: string): string => {
      throw new Error(`${name} is not known yet`);
    };
    const built = build(["ARG BASE", "FROM $BASE AS one", "FROM x AS two", "ARG UID", "USER 1"], { argument });
    expect(built.user()?.value).to.equal("1");
    expect(built.baseOf(built.target).name).to.equal("x");
    expect(() => built.baseOf(built.dockerfile.stages[0]!)).to.throw("BASE is not known yet");
  });
});

describe("the words of a Dockerfile", () => {
  const values: Record<string, string> = { A: "1", EMPTY: "", FILE: "a/b.tar.gz", S: "a b", STAR: "x*y" };
  const lookup = (name: string) => values[name];

  const expanded: [string, string][] = [
    ["plain", "plain"],
    ["$A/${A}", "1/1"],
    ["$B$A.", "1."],
    ["$A_", ""],
    ["${B:-two}${B-two}${A:-two}", "twotwo1"],
    ["${A:+two}${B:+two}${EMPTY:+two}${EMPTY+two}", "twotwo"],
    ["${EMPTY:-two}${EMPTY-two}", "two"],
    ["${A:?needed}${EMPTY?needed}", "1"],
    ["${B:-${A}${C:-x}}", "1x"],
    ["${B:-$A'$A'}", "1$A"],
    ["${FILE#*/} ${FILE##*/} ${FILE#x}", "b.tar.gz b.tar.gz a/b.tar.gz"],
    ["${FILE%.*} ${FILE%%.*} ${FILE%gz}", "a/b.tar a/b a/b.tar."],
    ["${FILE/a/x} ${FILE//a/x} ${FILE/\\//-}", "x/b.tar.gz x/b.txr.gz a-b.tar.gz"],
    ["${STAR#x\\*} ${STAR%'*y'}", "y x*"],
    ["${A//*/x}", "x"],
    ["${A//x*/-}", "1"],
    [`"$A"'two'`, "1two"],
    [`'$A'"\\$A\\a"`, "$A$A\\a"],
    ["\\$A \\a", "$A a"],
    ["$", "$"],
    ["$1x", "x"],
  ];
  for (const [text, expected] of expanded) {
    it(`expand ${text}`, () => expect(expandWord(text, lookup)).to.equal(expected));
  }

  for (const text of [
    "${",
    "${}",
    "${A",
    "${A:}",
    "${A:#x}",
    "${A!x}",
    "${B?}",
    "${EMPTY:?set me}",
    "${A/x}",
    '"',
    "'",
    "${A#\\a}",
  ]) {
    it(`refuse ${text}`, () => expect(() => expandWord(text, lookup)).to.throw(WordError));
  }

  it("say what must be set", () => {
    expect(() => expandWord("${B:?the base image}", lookup)).to.throw("B must be set: the base image");
    expect(() => expandWord("${EMPTY:?}", lookup)).to.throw("EMPTY must not be empty");
  });

  it("are split after they are expanded, but not in quotes", () => {
    expect(expandWords("$S", lookup)).to.deep.equal(["a", "b"]);
    expect(expandWords('"$S" c', lookup)).to.deep.equal(["a b", "c"]);
    expect(expandWords("`$A $A", lookup, { escape: "`" })).to.deep.equal(["$A", "1"]);
  });
});

describe("the instructions of a Dockerfile", () => {
  const parse = (...lines: string[]) => parseDockerfile(["FROM x", ...lines].join("\n")).stages[0]!.instructions;

  it("go on in the next line behind the escape character, comments and empty lines left out", () => {
    const [run, user] = parse("RUN a \\", "# comment", "", "  b\\", " c", "USER 1");
    expect(run).to.include({ keyword: "RUN", content: "a   b c", line: 2 });
    expect(user).to.include({ keyword: "USER", line: 7 });
    const { stages } = parseDockerfile("# syntax=docker/dockerfile:1\n# escape=`\nFROM x\nRUN a `\n  b\\\nUSER 1");
    expect(stages[0]!.instructions.map(({ content }) => content)).to.deep.equal(["a   b\\", "1"]);
  });

  it("have flags, quotes off, which are no part of their words", () => {
    const [copy, run] = parse('COPY --from=build --chown="1:1" a b /c/', 'RUN --mount=type=cache,target=/c ["a", "b"]');
    expect(copy).to.deep.include({ flags: ["--from=build", "--chown=1:1"], words: ["a", "b", "/c/"] });
    expect(flagValue(copy!, "chown")).to.equal("1:1");
    expect(flagValue(copy!, "link")).to.equal(undefined);
    expect(run).to.deep.include({ words: ["a", "b"], isJson: true });
  });

  it("have documents, which are no instructions", () => {
    const [run, copy, user] = parse(
      "RUN <<EOF",
      "USER root",
      "EOF",
      "COPY <<-'A' <<B /x/",
      "\t$a",
      "\tA",
      "b",
      "B",
      "USER 1",
    );
    expect(run?.heredocs).to.deep.equal([{ name: "EOF", isExpanded: true, isChomped: false, content: "USER root\n" }]);
    expect(copy?.heredocs.map(({ name, isExpanded }) => [name, isExpanded])).to.deep.equal([
      ["A", false],
      ["B", true],
    ]);
    expect(user).to.include({ keyword: "USER", content: "1", line: 10 });
  });

  const wrong: [string, number | undefined, string][] = [
    ["", undefined, "there is no FROM"],
    ["# only a comment", undefined, "there is no FROM"],
    ["ARG A", undefined, "there is no FROM"],
    ["RUN a\nFROM x", 1, "RUN stands before the first FROM"],
    ["FROM x\nNOPE y", 2, "NOPE is not an instruction"],
    ["FROM x\nUSER", 2, "USER needs an argument"],
    ["FROM x AS 1a", 1, "the stage's name 1a must begin with a letter"],
    ["FROM x y", 1, "write FROM image, or FROM image AS name"],
    ["FROM x\nCOPY --frm=y a b", 2, "COPY --frm=y: there is no such flag, but --chown"],
    ["FROM x\nCOPY --from a b", 2, "it needs a value"],
    ["FROM x\nCOPY --link=x a b", 2, "its value is true or false"],
    ["FROM x\nCOPY --from=a --from=b a b", 2, "the flag is there twice"],
    ["FROM x\nCOPY a", 2, "COPY needs a source and a destination"],
    ["FROM x\nRUN \\\n [1]", 2, "a list in JSON may hold strings only"],
    ["FROM x\nENV A", 2, "ENV A has no value: write ENV A=value"],
    ["FROM x\nRUN <<EOF\na", 2, "the document <<EOF does not end"],
    ["# escape=x\nFROM x", 1, "the escape character is \\ or `"],
  ];
  for (const [text, line, fault] of wrong) {
    it(`are refused in ${JSON.stringify(text)}, with the line and what to write`, () => {
      expect(() => parseDockerfile(text))
        .to.throw(DockerfileError, fault)
        .with.property("line", line);
    });
  }
});

describe("the build of a Dockerfile", () => {
  const evaluated = (lines: string[], options: BuildOptions = {}) => evaluateBuild(build(lines, options));

  it("needs the images of the stages that it takes files from, by name or number, and no others", () => {
    const lines = ["FROM a AS one", "FROM b", "FROM c", "FROM debian:12", "COPY --from=One x /", "COPY --from=1 x /"];
    expect(
      evaluated([...lines, "COPY --from=busybox:1 x /", "RUN --mount=from=d,target=/d y"]).images.map(
        ({ fullName }) => fullName,
      ),
    ).to.have.members(
      ["a:latest", "b:latest", "debian:12", "busybox:1", "d:latest"].map((name) => `docker.io/library/${name}`),
    );
  });

  it("comes to a user, ports and an environment", () => {
    const built = build([
      "FROM x AS base",
      "ENV APP_UID=1654",
      "EXPOSE 8080-8081 53/udp",
      "FROM base",
      "USER $APP_UID",
    ]);
    expect(built.user()).to.deep.include({ value: "1654", unset: [] });
    expect(built.ports().map(({ first, last, protocol }) => [first, last, protocol])).to.deep.equal([
      [8080, 8081, "tcp"],
      [53, 53, "udp"],
    ]);
    expect(evaluateBuild(built).environment.get("APP_UID")).to.equal("1654");
    expect(build(["FROM x", "USER $APP_UID:${GID:-1}"]).user()).to.deep.include({
      value: ":1",
      unset: ["APP_UID", "GID"],
    });
  });

  const wrong: [string[], number | undefined, string][] = [
    [["FROM a AS b", "COPY --from=c x /", "FROM d AS c", "FROM b"], 2, "copies from a stage that comes later"],
    [["FROM a AS b", "COPY --from=b x /"], 1, "the stage copies from itself"],
    [["FROM a", "COPY --from=$X x /"], 2, "takes no variables"],
    [["FROM a", "COPY --from=7 x /"], 2, "there is no stage of that number"],
    [["FROM UPPER"], 1, "UPPER is neither an earlier stage nor an image's name"],
    [["FROM a", "EXPOSE 9-8"], 2, "9-8 is not a port or range"],
    [["FROM a", "EXPOSE 80/http"], 2, "write tcp, udp or sctp"],
    [["FROM a", "WORKDIR ${A:?}"], 2, "A must be set"],
    [["FROM --platform=$X a"], 1, "is not one such as linux/amd64"],
    [["FROM a", "STOPSIGNAL TERMINATE"], 2, "is not a signal"],
    [["FROM a", "ADD --checksum=sha256:0 https://example.org/a /a"], 2, "is not sha256: and 64 hexadecimal digits"],
    [["FROM a", "RUN --mount=type=cache x"], 2, "its target is the root"],
  ];
  for (const [lines, line, fault] of wrong) {
    it(`is refused with ${lines.join("; ")}`, () => {
      expect(() => evaluated(lines))
        .to.throw(DockerfileError, fault)
        .with.property("line", line);
    });
  }

  it("does not look at the instructions of a stage that is not built", () => {
    const lines = ["FROM a AS one", "EXPOSE x", "FROM b AS two"];
    expect(() => evaluated(lines, { target: "one" })).to.throw("line 2");
    expect(evaluated(lines).base).to.equal("docker.io/library/b:latest");
  });
});

describe("what ADD fetches", () => {
  it("is a file, or a repository with a revision, or nothing of the network", () => {
    expect(remoteSource("https://example.org/a.tgz")).to.deep.include({ kind: "http" });
    for (const [address, revision] of [
      ["https://example.org/a.git#v1:sub", "v1"],
      ["https://example.org/a.git?commit=abc&tag=v1", "abc"],
      ["git@example.org:a/b.git#main", "main"],
      ["ssh://git@example.org/a", undefined],
      ["git://example.org/a", undefined],
    ] as const) {
      expect(remoteSource(address), address).to.deep.equal({ kind: "git", revision, fault: undefined });
    }
    for (const path of ["a", "./https://x", "ftp://example.org/a", "github.com/a/b"])
      expect(remoteSource(path), path).to.equal(undefined);
  });
});

describe("an image without root", () => {
  it("says so in its tag", () => {
    for (const name of [
      "gcr.io/distroless/static:nonroot",
      `a:nonroot@sha256:${"0".repeat(64)}`,
      "a:nonroot-amd64",
      "a:3.9-nonroot",
    ]) {
      expect(isNonRootImage(name), name).to.equal(true);
    }
    for (const name of ["a", "nonroot", "a:latest", "a:nonrooted", "nonroot/a:1"])
      expect(isNonRootImage(name), name).to.equal(false);
  });
});
