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
    expect(check(RIGHT)).to.deep.equal({ findings: [], baseImageArguments: { NODE_IMAGE: "node" } });
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
});
