import { expect } from "chai";
import { formatImageReference, mirrorRepository, parseImageReference } from "../../formats/image-reference";

const DIGEST = `sha256:${"a".repeat(64)}`;

describe("names of images", () => {
  const full: [string, string][] = [
    ["node", "docker.io/library/node:latest"],
    ["node:24", "docker.io/library/node:24"],
    ["team/web", "docker.io/team/web:latest"],
    ["index.docker.io/node", "docker.io/library/node:latest"],
    ["localhost/web:1", "localhost/web:1"],
    ["host:5000/a/b", "host:5000/a/b:latest"],
    ["[::1]:5000/a", "[::1]:5000/a:latest"],
    ["Host/a", "Host/a:latest"],
    [`node:24@${DIGEST}`, `docker.io/library/node:24@${DIGEST}`],
    [`node@${DIGEST}`, `docker.io/library/node@${DIGEST}`],
  ];
  for (const [name, expected] of full) {
    it(`are whole: ${name}`, () => expect(formatImageReference(parseImageReference(name)!)).to.equal(expected));
  }

  for (const name of [
    "",
    "Node",
    "a/B",
    "a:",
    "a:b:c",
    "a..b",
    "a/",
    "/a",
    `a@${DIGEST}0`,
    "a@md5:1",
    "b".repeat(64),
    `a/${"b".repeat(255)}`,
  ]) {
    it(`are refused: ${name.slice(0, 20)}`, () => expect(parseImageReference(name)).to.equal(undefined));
  }

  it("are kept apart in a mirror by registry and path, without tag and digest", () => {
    expect(mirrorRepository("node:24")).to.equal("mirror/docker.io/library/node");
    expect(mirrorRepository(`host:5000/a/redis@${DIGEST}`)).to.equal("mirror/host_5000/a/redis");
    expect(mirrorRepository("b/redis", "cache")).to.equal("cache/docker.io/b/redis");
    expect(() => mirrorRepository("A")).to.throw("A is not an image's name: write it like");
  });
});
