import { expect } from "chai";
import * as fs from "node:fs";
import * as path from "node:path";
import { generatedPages } from "../../tools/docs";

describe("documentation", function () {
  this.timeout(60_000);

  it("that is made from the code is as the code makes it", async () => {
    const stale = (await generatedPages())
      .filter(({ file, text }) => !fs.existsSync(file) || fs.readFileSync(file, "utf8") !== text)
      .map(({ file }) => file);
    expect(stale, "run: npm run docs").to.deep.equal([]);
  });

  it("says of every key and every argument what it is", async () => {
    const silent = (await generatedPages()).flatMap(({ file, text }) =>
      [...text.matchAll(/^\| `([^`]+)`\s+\|\s+\|.*$/gm)].map((match) => `${file}: ${match[1]}`),
    );
    expect(silent).to.deep.equal([]);
  });

  it("has no link to a file that is not there", () => {
    const pages = [
      "README.md",
      ...fs.readdirSync("docs", { recursive: true, encoding: "utf8" }).map((name) => `docs/${name}`),
    ];
    const broken = pages
      .filter((page) => page.endsWith(".md"))
      .flatMap((page) =>
        [...fs.readFileSync(page, "utf8").matchAll(/\]\((?!https?:)([^)#]+)\)/g)]
          .map((match) => path.join(path.dirname(page), match[1] as string))
          .filter((target) => !fs.existsSync(target))
          .map((target) => `${page}: ${target}`),
      );
    expect(broken).to.deep.equal([]);
  });
});
