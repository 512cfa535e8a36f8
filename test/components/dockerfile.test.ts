import { expect } from "chai";
import { checkDockerfile } from "../../components/registry/dockerfile";

const RIGHT = `ARG NODE_IMAGE
FROM \${NODE_IMAGE} AS packages
RUN npm ci
FROM \${NODE_IMAGE}
COPY --from=packages /app /app
USER 10001:10001
EXPOSE 8000
CMD ["node", "main.js"]
`;

const check = (text: string, port = 8000) => checkDockerfile(text, { port, baseImages: ["node", "python"] });
const errors = (text: string, port?: number) => check(text, port).findings.filter(({ level }) => level === "error");
const hints = (text: string) => check(text).findings.filter(({ level }) => level === "hint");

/** The right Dockerfile with one thing changed. */
function changed(from: string | RegExp, to: string): string {
  const text = RIGHT.replace(from, to);
  expect(text).to.not.equal(RIGHT);
  return text;
}

describe("Dockerfile check", () => {
  it("finds nothing wrong with a right one, and which third-party images it needs", () => {
    expect(check(RIGHT)).to.deep.equal({
      findings: [],
      baseImageArguments: { NODE_IMAGE: "node" },
      user: { id: 10001, group: 10001 },
    });
  });

  const wrong: [string, string, number | undefined, string][] = [
    ["no image", "RUN true\n", undefined, "no FROM"],
    ["an empty file", "", undefined, "no FROM"],
    ["an image without a tag", changed(/FROM \$\{NODE_IMAGE\}\n/, "FROM node\n"), 4, "FROM node: has no tag"],
    [
      "an image of a registry with a port, without a tag",
      changed(/FROM \$\{NODE_IMAGE\}\n/, "FROM host:5000/node\n"),
      4,
      "has no tag",
    ],
    ["the latest image", changed(/FROM \$\{NODE_IMAGE\}\n/, "FROM node:latest\n"), 4, "latest changes"],
    [
      "a variable that is not declared",
      "FROM ${NODE_IMAGE}\nUSER 1\nEXPOSE 8000\n",
      1,
      'write "ARG NODE_IMAGE" before',
    ],
    [
      "a variable without a value",
      changed("ARG NODE_IMAGE\n", "ARG NODE_IMAGE\nARG JAVA_IMAGE\n").replace(
        "FROM ${NODE_IMAGE}\n",
        "FROM ${JAVA_IMAGE}\n",
      ),
      5,
      "nothing gives JAVA_IMAGE a value: the images of versions.json are node, python",
    ],
    [
      "a variable with a moving value",
      changed("ARG NODE_IMAGE\n", "ARG BASE=node:latest\nARG NODE_IMAGE\n").replace(
        "FROM ${NODE_IMAGE}\n",
        "FROM ${BASE}\n",
      ),
      5,
      "BASE is node:latest",
    ],
    [
      "half a variable",
      changed(/FROM \$\{NODE_IMAGE\}\n/, "FROM node:${NODE_IMAGE}\n"),
      4,
      "name the whole image by one ARG",
    ],
    ["no user", changed("USER 10001:10001\n", ""), 4, "no USER"],
    ["the user root", changed("10001:10001", "root"), 6, "USER root is root"],
    ["the user 0", changed("10001:10001", "0:0"), 6, "USER 0 is root"],
    ["a user by name", changed("10001:10001", "node"), 6, "USER node: write its number"],
    ["root in the end", changed("EXPOSE", "USER root\nEXPOSE"), 7, "USER root is root"],
    ["another port", changed("8000", "8080"), 7, "EXPOSE 8080, but the configuration says port 8000"],
    [
      "a file from the network",
      changed("EXPOSE", "ADD https://example.org/a.tgz /a/\nEXPOSE"),
      7,
      "ADD https://example.org/a.tgz",
    ],
    ["a secret in a variable", changed("EXPOSE", "ENV DB_PASSWORD=x\nEXPOSE"), 7, "ENV DB_PASSWORD stays readable"],
    [
      "a secret in a build argument",
      changed("RUN npm ci", "ARG NPM_TOKEN\nRUN npm ci"),
      3,
      "ARG NPM_TOKEN stays readable",
    ],
    [
      "a secret in an argument before the first stage",
      changed("ARG NODE_IMAGE", "ARG API_KEY=x\nARG NODE_IMAGE"),
      1,
      "ARG API_KEY stays readable",
    ],
  ];
  for (const [what, text, line, fault] of wrong) {
    it(`refuses ${what}`, () => {
      const found = errors(text);
      expect(found, JSON.stringify(found)).to.have.length(1);
      expect(found[0]?.line).to.equal(line);
      expect(found[0]?.text).to.contain(fault);
    });
  }

  it("takes the user and the port from the stage on which the last one builds", () => {
    const text = 'FROM debian:12 AS base\nUSER 10001\nEXPOSE 8000\nFROM base\nCMD ["a"]\n';
    expect(errors(text)).to.deep.equal([]);
    expect(errors(text.replace("10001", "0"))).to.have.length(1);
  });

  it("does not take the user from a stage that is not part of the image", () => {
    expect(errors('FROM debian:12 AS base\nUSER 10001\nFROM debian:12\nCMD ["a"]\n')).to.have.length(1);
  });

  it("accepts scratch, digests, ports with a protocol, and ports in variables", () => {
    for (const image of ["scratch", `debian@sha256:${"0".repeat(64)}`, "host:5000/debian:12"]) {
      expect(errors(`FROM ${image}\nUSER 1\nEXPOSE 8000/tcp\n`), image).to.deep.equal([]);
    }
    expect(errors("FROM scratch\nARG PORT\nUSER 1\nEXPOSE ${PORT}\n")).to.deep.equal([]);
  });

  const worthALook: [string, string, string][] = [
    ["no port", RIGHT.replace("EXPOSE 8000\n", ""), "no EXPOSE"],
    [
      "everything copied before packages are installed",
      RIGHT.replace("RUN npm ci", "COPY . .\nRUN npm ci"),
      "copies everything",
    ],
    [
      "tools in the image that runs",
      "ARG NODE_IMAGE\nFROM ${NODE_IMAGE}\nRUN npm ci\nUSER 1\nEXPOSE 8000\n",
      "a second stage",
    ],
    [
      "packages nobody asked for",
      RIGHT.replace("EXPOSE", "RUN apt-get install -y curl\nEXPOSE"),
      "--no-install-recommends",
    ],
  ];
  for (const [what, text, hint] of worthALook) {
    it(`hints at ${what}, and lets it pass`, () => {
      expect(errors(text)).to.deep.equal([]);
      expect(hints(text).map((finding) => finding.text))
        .to.have.length(1)
        .and.satisfy(([one]: string[]) => one?.includes(hint));
    });
  }

  const FIXED = "debian:12.7-slim";
  const image = (lines: string[], ...rest: string[]) => [...lines, "USER 10001", "EXPOSE 8000", ...rest].join("\n");

  const right: Record<string, string> = {
    "a file with a checksum": image([
      `FROM ${FIXED}`,
      `ADD --checksum=sha256:${"0".repeat(64)} https://example.org/a /opt/`,
    ]),
    "a repository at a commit": image([`FROM ${FIXED}`, `ADD https://example.org/a.git#${"0".repeat(40)} /opt/`]),
    "a directory of a repository at a commit": image([
      `FROM ${FIXED}`,
      `ADD git@example.org:a/b.git#${"a".repeat(40)}:sub /opt/`,
    ]),
    "a repository whose commit is a parameter": image([
      `FROM ${FIXED}`,
      `ADD https://example.org/a.git?tag=v1&checksum=${"0".repeat(40)} /a/`,
    ]),
    "a checksum in a variable": image([
      `FROM ${FIXED}`,
      `ARG SUM=sha256:${"0".repeat(64)}`,
      "ADD --checksum=$SUM https://example.org/a /opt/",
    ]),
    "ADD of a file of the context": image([`FROM ${FIXED}`, "ADD --chown=1:1 a.tar /opt/"]),
    "a stage with a name in capitals": image([`FROM ${FIXED} AS Runtime`, "FROM runtime"]),
    "a version in a variable": image(["ARG NODE_VERSION=20.18.1", "FROM node:${NODE_VERSION}-alpine"]),
    "a base with a default in place": image([`FROM \${BASE:-${FIXED}}`]),
    "a base out of a pattern": image(["ARG TAG=v1.2", "FROM example.org/a:${TAG#v}"]),
    "the platform in a base": image(["FROM example.org/a:1-${TARGETARCH}"]),
    "a user in an argument": image([`FROM ${FIXED}`, "ARG UID=10001"]).replace("USER 10001", "USER ${UID}"),
    "a user in the environment": image([`FROM ${FIXED}`, "ENV APP_UID=1654"]).replace("USER 10001", "USER $APP_UID"),
    "a user in the environment of an earlier stage": image([
      `FROM ${FIXED} AS base`,
      "ENV APP_UID=1654",
      "FROM base",
    ]).replace("USER 10001", "USER $APP_UID:$APP_UID"),
    "a user in quotes": image([`FROM ${FIXED}`]).replace("10001", '"10001"'),
    "a user from before the first stage": image(["ARG UID=10001", `FROM ${FIXED}`, "ARG UID"]).replace(
      "USER 10001",
      "USER ${UID:?}",
    ),
    "a base that says that it is without root": image(["FROM example.org/static:nonroot"]).replace("USER 10001\n", ""),
    "names that only look like secrets": image([
      `FROM ${FIXED}`,
      "ENV TOKENIZERS_PARALLELISM=false MAX_TOKENS=8 DB_PASSWORD_FILE=/run/secrets/db PASSWORD_MIN_LENGTH=8",
      "ARG TOKENIZER_VERSION=1",
      "ENV TOKEN_TTL=60 PUBLIC_KEY=x MYSQL_ALLOW_EMPTY_PASSWORD=yes",
    ]),
    "a range of ports": image([`FROM ${FIXED}`]).replace("EXPOSE 8000", "EXPOSE 7999-8001"),
    "a port by TCP and UDP": image([`FROM ${FIXED}`]).replace("EXPOSE 8000", "EXPOSE 8000/udp 8000/TCP"),
    "a port in a variable": image([`FROM ${FIXED}`, "ENV PORT=8000"]).replace("EXPOSE 8000", 'EXPOSE "${PORT}"/tcp'),
    "instructions in a document": image([
      `FROM ${FIXED}`,
      "COPY <<EOF /x",
      "ADD https://example.org/a /",
      "USER root",
      "EOF",
    ]),
    "another escape character": image(["# escape=`", `FROM ${FIXED}`, "RUN a `", "  USER root"]),
  };
  for (const [what, text] of Object.entries(right)) {
    it(`accepts ${what}`, () => expect(errors(text)).to.deep.equal([]));
  }

  const users: [string, string[], { id: number; group: number } | undefined][] = [
    ["a number, whose group has it too", ["USER 10001"], { id: 10001, group: 10001 }],
    ["numbers of user and group", ["USER 10001:10002"], { id: 10001, group: 10002 }],
    ["root's group, which it names", ["USER 10001:0"], { id: 10001, group: 0 }],
    ["quotes", ['USER "10001:10002"'], { id: 10001, group: 10002 }],
    ["variables", ["ARG UID=10001", "ENV GID=10002", "USER $UID:${GID}"], { id: 10001, group: 10002 }],
    ["the last line", ["USER 10003", "USER 10001:10002"], { id: 10001, group: 10002 }],
    ["the highest numbers", ["USER 2147483647:2147483647"], { id: 2147483647, group: 2147483647 }],
    ["a group by its name, which only the image knows", ["USER 10001:app"], undefined],
  ];
  for (const [what, lines, user] of users) {
    it(`knows who the container runs as by ${what}`, () => {
      const text = [`FROM ${FIXED}`, ...lines, "EXPOSE 8000"].join("\n");
      expect(errors(text)).to.deep.equal([]);
      expect(check(text).user).to.deep.equal(user);
    });
  }

  it("knows who the target runs as, by the stages that it is made from, and not of a base that only says in its tag", () => {
    const text = `FROM ${FIXED} AS base\nUSER 10001\nFROM base AS one\nFROM base AS two\nUSER 10002\n`;
    const userOf = (target: string) => checkDockerfile(text, { baseImages: [], target }).user?.id;
    expect([userOf("one"), userOf("two")]).to.deep.equal([10001, 10002]);
    expect(check("FROM example.org/static:nonroot\nEXPOSE 8000").user).to.equal(undefined);
  });

  const alsoWrong: [string, string, number, string][] = [
    [
      "a file without a checksum, behind a flag",
      image([`FROM ${FIXED}`, "ADD --chown=1:1 https://example.org/a /"]),
      2,
      "write --checksum=sha256:",
    ],
    [
      "a repository at a branch",
      image([`FROM ${FIXED}`, "ADD https://example.org/a.git#main /"]),
      2,
      "name a commit by its 40 digits",
    ],
    [
      "a repository at a short commit",
      image([`FROM ${FIXED}`, "ADD git@example.org:a/b.git#0123456 /"]),
      2,
      "name a commit",
    ],
    [
      "a file whose address is in a variable",
      image([`FROM ${FIXED}`, "ENV U=https://example.org/a", "ADD $U /"]),
      3,
      "ADD https://example.org/a",
    ],
    [
      "root in an argument",
      image([`FROM ${FIXED}`, "ARG UID=0"]).replace("USER 10001", "USER ${UID}"),
      3,
      "USER ${UID} is 0: USER 0 is root",
    ],
    [
      "a user beyond all numbers of users",
      image([`FROM ${FIXED}`]).replace("10001", "2147483648"),
      2,
      "USER 2147483648 is more than 2147483647",
    ],
    [
      "a group beyond all numbers of groups",
      image([`FROM ${FIXED}`]).replace("10001", "10001:2147483648"),
      2,
      "is more than 2147483647",
    ],
    ["root in quotes", image([`FROM ${FIXED}`]).replace("10001", "'root'"), 2, "USER root is root"],
    [
      "a user without a value",
      image([`FROM ${FIXED}`]).replace("10001", "$APP_UID"),
      2,
      "APP_UID has no value in this Dockerfile: declare it, such as ARG APP_UID=10001",
    ],
    [
      "root on a base without root",
      image(["FROM example.org/static:nonroot"]).replace("10001", "0"),
      2,
      "USER 0 is root",
    ],
    [
      "a moving version in a variable",
      image(["ARG V=latest", "FROM node:$V"]),
      2,
      "FROM node:$V: it is node:latest: latest changes",
    ],
    ["a moving default in place", image(["FROM ${BASE:-debian}"]), 1, "it is debian: has no tag"],
    [
      "a moving image that is copied from",
      image([`FROM ${FIXED}`, "COPY --from=busybox /bin/sh /"]),
      2,
      "what is copied from busybox: has no tag",
    ],
    [
      "a port by UDP",
      image([`FROM ${FIXED}`]).replace("8000", "8000/udp"),
      3,
      "EXPOSE 8000/udp, but the configuration says port 8000, by TCP",
    ],
    ["a range without the port", image([`FROM ${FIXED}`]).replace("8000", "8001-8003"), 3, "EXPOSE 8001-8003, but"],
    [
      "a secret behind names that are none",
      image([`FROM ${FIXED}`, "ENV MAX_TOKENS=1 DB_PASSWORD=x"]),
      2,
      "ENV DB_PASSWORD stays",
    ],
    ["an instruction that does not exist", image([`FROM ${FIXED}`, "RUM x"]), 2, "RUM is not an instruction"],
    [
      "a flag that does not exist",
      image([`FROM ${FIXED}`, "COPY --form=x a b"]),
      2,
      "COPY --form=x: there is no such flag",
    ],
    ["a variable that is not closed", image([`FROM ${FIXED}`, "WORKDIR ${HOME"]), 2, "there is no }"],
  ];
  for (const [what, text, line, fault] of alsoWrong) {
    it(`refuses ${what}`, () => {
      const found = errors(text);
      expect(found.map((finding) => finding.text).join("\n")).to.contain(fault);
      expect(found.map((finding) => finding.line)).to.deep.equal([line]);
    });
  }

  describe("with a target", () => {
    const TEXT = `FROM ${FIXED} AS base\nFROM base AS debug\nUSER root\nFROM base AS prod\nUSER 10001\nEXPOSE 8000\n`;
    const faults = (text: string, target?: string, args?: Record<string, string>) =>
      checkDockerfile(text, { port: 8000, baseImages: ["node"], target, args })
        .findings.filter(({ level }) => level === "error")
        .map((finding) => finding.text);

    it("judges the stage that is built, and those that it is made from", () => {
      expect(faults(TEXT, "debug"))
        .to.have.length(1)
        .and.to.match(/USER root is root/);
      expect(faults(TEXT, "Prod")).to.deep.equal([]);
      expect(faults(TEXT)).to.deep.equal([]);
      const other = `FROM ${FIXED} AS prod\nUSER 10001\nEXPOSE 8000\nFROM node AS debug\nENV API_KEY=x\nADD https://example.org/a /\n`;
      expect(faults(other, "prod")).to.deep.equal([]);
      expect(faults(other)).to.have.length(4);
    });

    it("refuses one that no stage has, with the names of those that there are", () => {
      expect(faults(TEXT, "production")).to.deep.equal([
        "no stage has the name production of the target: the stages are base, debug, prod",
      ]);
    });

    it("takes the build's arguments into account, before the third-party images", () => {
      const text =
        "ARG BASE\nARG NODE_IMAGE\nFROM $BASE AS a\nFROM $NODE_IMAGE\nCOPY --from=a x y\nUSER 1\nEXPOSE 8000\n";
      expect(faults(text)).to.match(/nothing gives BASE a value/);
      expect(faults(text, undefined, { BASE: FIXED })).to.deep.equal([]);
      expect(faults(text, undefined, { BASE: FIXED, NODE_IMAGE: "node" })).to.match(/it is node: has no tag/);
    });
  });
});
