import * as fc from "fast-check";
import {
  filesOf,
  IMAGES,
  joined,
  list,
  name,
  pick,
  rarely,
  source,
  stageName,
  STAGES,
  VALUES,
  weighted,
  words,
} from "./dockerfile-words";

/** A Dockerfile and how it is built. */
export interface RandomBuild {
  dockerfile: string;
  target: string | undefined;
  args: Record<string, string>;
}
function instructionsOf(escape: string) {
  const lexical = words(escape);
  const { word, variable, broken } = lexical;
  const expression = rarely(word, broken);
  const end = rarely(pick("", "", "", " ", "\r", " \t"), pick(` ${escape}`));
  const gap = rarely(
    pick(" ", " ", "  ", "\t"),
    pick(` ${escape}\n  `, ` ${escape}\n# between\n`, ` ${escape} \n\n `, `${escape}\n `),
    10,
  );
  const instruction = (keyword: string, content: fc.Arbitrary<string>) =>
    joined(pick(keyword, keyword, keyword.toLowerCase()), gap, content, end);
  const plain = VALUES.filter((value) => !/[ $]/.test(value));
  const value = weighted([2, pick(...plain)], [1, expression]);
  const port = rarely(
    weighted(
      [
        4,
        pick("80", "8080/udp", "8080-8082", "8080-8081/sctp", "80/TCP", "00443", "53/udp", "80:90", "[::1]:1:2", ":80"),
      ],
      [2, joined("80${", name, ":+1}")],
      [2, joined(pick("${UID:-80}", "${NONE:-8080-8081}", "8${NONE}0", '"90"', "${NONE:-1 2}"), pick("", "/tcp"))],
    ),
    weighted(
      [1, expression],
      [1, joined(variable, pick("", "/tcp", "-9000", "0"))],
      [1, pick("99999", "9-8", "80/x", "x", "1.2.3:1:80")],
    ),
    12,
  );
  const command = rarely(
    pick("npm ci", "echo $A ${B:-x}", '["npm", "ci"]', "[ -f x ]", 'echo "a', "a && b", "[]", ""),
    pick('["a", 1]'),
  );
  const document = rarely(
    pick(
      ...["<<EOF\na $A\nEOF", "<<-EOF\n\ta\n\tEOF", "<<'EOF'\n${\nEOF", '<<"E F"\nx\nE F', "<<EOF cat\nFROM x\nEOF"],
      ...[
        "<<A <<B\n1\nA\n2\nB",
        "3<<EOF\nEOF",
        "<< EOF\nx\nEOF",
        "<<EOF\n# c\n$\nEOF",
        "cat <<<x",
        "a<<EOF",
        "<<$A\nx\n$A",
      ],
    ),
    pick("<<EOF\nnever", "<<'EOF\nx\nEOF"),
    20,
  );
  const pair = joined(weighted([8, name], [1, joined(variable, "x")]), "=", value);
  const pairs = rarely(
    weighted([6, list(pair, " ", 1, 3)], [1, joined(name, " ", word, " ", word)]),
    weighted([1, name], [1, joined(pair, " x")], [1, joined("=", value)], [1, joined(expression, "=1")]),
  );
  const user = weighted(
    [3, value],
    [1, joined(value, ":", value)],
    [2, pick('"10001"', "'root'", "nobody", "10001:0")],
  );
  const { mount, copy, add } = filesOf(lexical);
  const trigger = rarely(
    weighted(
      [2, joined("USER ", user)],
      [2, joined("ENV ", pair)],
      [1, joined("COPY --from=", source, " a b")],
      [
        2,
        pick(
          "RUN x",
          "EXPOSE 1",
          "ARG A=trigger",
          "RUN <<EOF\nx\nEOF",
          "copy --from=busybox a b",
          "RUN --mount=from=0,target=/x y",
        ),
      ],
    ),
    pick("FROM x", "ONBUILD RUN x", "MAINTAINER x", "NOPE", "USER", "ENV", "ENV A", "EXPOSE x", "RUN [1]", "RUN --x y"),
    8,
  );
  const declaration = instruction("ARG", weighted([3, list(pair, " ", 1, 3)], [1, name]));
  const step = weighted(
    [8, instruction("USER", user)],
    [6, instruction("EXPOSE", list(port, " ", 1, 3))],
    [6, instruction("ENV", pairs)],
    [5, instruction("ARG", weighted([3, list(pair, " ", 1, 3)], [3, list(name, " ", 1, 2)]))],
    [2, instruction("RUN", weighted([2, command], [2, document], [3, joined("--mount=", mount, " ", command)]))],
    [
      1,
      instruction(
        "RUN",
        rarely(joined(pick("--network=none ", "--security=insecure "), command), pick("--network=x y", "--x y"), 8),
      ),
    ],
    [4, instruction("COPY", copy)],
    [2, instruction("ADD", add)],
    [1, instruction("WORKDIR", expression)],
    [1, instruction("LABEL", pairs)],
    [1, instruction("CMD", command)],
    [
      1,
      instruction(
        "VOLUME",
        rarely(pick('["/a"]', "/a /b", "$PATH"), weighted([1, pick('[""]', "$NONE", "[1]")], [1, expression]), 5),
      ),
    ],
    [
      1,
      instruction(
        "STOPSIGNAL",
        rarely(pick("SIGTERM", "9", "RTMIN+3", "sigint", "RTMAX-14"), pick("x", "0", "$A", "RTMIN+16"), 6),
      ),
    ],
    [
      1,
      instruction(
        "HEALTHCHECK",
        rarely(
          pick(
            "NONE",
            "CMD x",
            "--interval=30s CMD x",
            '--timeout=1h2m3.5s --retries=3 CMD ["a"]',
            "none",
            "--interval=0 cmd x",
          ),
          pick(
            "--interval=1ns CMD x",
            "--retries=-1 CMD x",
            "NONE x",
            "CMD",
            "x y",
            "--timeout=1 CMD x",
            "--x=1 CMD x",
            "CMD [1]",
          ),
          6,
        ),
      ),
    ],
    [1, instruction("SHELL", rarely(pick('["/bin/sh", "-c"]'), pick("sh", "[]"), 10))],
    [3, instruction("ONBUILD", trigger)],
    [2, pick("# a comment", "   # another", "", "  ", "MAINTAINER me")],
    [1, pick("", "", "", "", "# y", "NOPE x", "USER", "EXPOSE", "COPY a", "LABEL a", "ENV", "ARG", "FROM", "ONBUILD")],
  );
  return { declaration, step, expression, end };
}

function fromOf({ expression, end }: ReturnType<typeof instructionsOf>) {
  const image = rarely(
    weighted(
      [6, pick(...IMAGES)],
      [4, stageName.map((one) => one.toLowerCase())],
      [2, joined("${", name, ":+debian:12}${", name, pick(":+", "-"), "}x")],
      [3, joined("node:${NONE:-", pick("1", "2.3"), "}-alpine")],
      [
        2,
        pick(
          "${BASE:-debian:12}",
          "x/${TARGETARCH}",
          "${BASE:+node:1}${BASE:-node:2}",
          "x:${A//[^a-z]/}1",
          "a${UID#*}b",
        ),
      ],
    ),
    weighted(
      [1, expression],
      [1, joined("$", name)],
      [2, pick("Bad", "a:b:c", "${NONE}", "UPPER/x", "Runtime", "a".repeat(64))],
    ),
    14,
  );
  const platform = rarely(
    pick(
      "--platform=linux/arm64 ",
      "--platform=$BUILDPLATFORM ",
      "--platform=linux/arm/v7 ",
      "--platform=arm64 ",
      '--platform="linux" ',
    ),
    pick("--platform=$NONE ", "--platform=x ", "--as=x ", "--platform ", "--platform=a/b/c/d ", "--platform=*/x "),
    10,
  );
  const as = rarely(
    joined(pick(" AS ", " as ", " As "), stageName),
    pick(" AS 1x", " AS", " AS a b", " AS Ünicode", " IN x", " AS a/b"),
  );
  return joined(
    "FROM ",
    weighted([7, fc.constant("")], [1, platform]),
    image,
    weighted([1, fc.constant("")], [2, as]),
    end,
  );
}

/** Dockerfiles of a grammar that holds all that BuildKit reads, and some of what it refuses. */
export const randomBuild: fc.Arbitrary<RandomBuild> = fc
  .constantFrom("\\", "\\", "\\", "`")
  .chain((escape) => {
    const parts = instructionsOf(escape);
    const stage = fc
      .tuple(fromOf(parts), fc.array(parts.step, { maxLength: 6 }))
      .map(([from, steps]) => [from, ...steps]);
    const directives =
      escape === "`"
        ? pick("# escape=`\n", "#escape = `\n# syntax=docker/dockerfile:1\n", "# syntax=x\n# ESCAPE=`  \n")
        : rarely(
            pick(
              "",
              "",
              "# syntax=docker/dockerfile:1\n",
              "# a comment\n# escape=`\n",
              "\n# escape=`\n",
              "#x=1\n# escape=`\n",
              "\uFEFF# x\n",
            ),
            pick("# escape=x\n", "# escape=\\\n# escape=\\\n", "RUN x\n", "# syntax=a\n# syntax=b\n"),
          );
    const last = rarely(pick("\n", "", "\r\n", "\n\n# end"), pick(escape, `\nRUN a ${escape}`));
    return fc.record({
      dockerfile: fc
        .tuple(
          directives,
          fc.array(parts.declaration, { maxLength: 3 }),
          fc.array(stage, { minLength: 1, maxLength: 4 }),
          last,
        )
        .map(([first, initial, stages, end]) => first + [...initial, ...stages.flat()].join("\n") + end),
      target: fc.option(weighted([20, stageName], [1, pick("none", "0")]), { nil: undefined, freq: 3 }),
      args: fc.dictionary(name, fc.constantFrom(...VALUES), { maxKeys: 3, noNullPrototype: true }),
    });
  })
  // Mostly a target that there is.
  .map(({ dockerfile, target, args }) => {
    const names = dockerfile.match(/(?<= as )\S+$/gim) ?? [];
    const isMissing = target !== undefined && STAGES.includes(target);
    return { dockerfile, args, target: isMissing ? names[(target.length * 7) % Math.max(names.length, 1)] : target };
  });
