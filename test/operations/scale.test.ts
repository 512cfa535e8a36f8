import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { PassThrough } from "node:stream";
import { expect } from "chai";
import { parse } from "yaml";
import { planScale } from "../../operations/commands/scale";
import { colorsFor } from "../../operations/colors";
import { lineDiff } from "../../operations/scaling/diff";
import { withSalt } from "../../operations/salt";
import { readRequest } from "../../operations/scaling/request";
import { withValue } from "../../operations/scaling/stack-text";
import { repositoryRoot } from "../../embedded/paths";

const plain = colorsFor(new PassThrough());

describe("scale", () => {
  describe("what is typed", () => {
    it("is a service with a number or bounds, or a factor for all", () => {
      expect(readRequest(["web", "3"], false)).to.deep.equal({ service: "web", amount: 3 });
      expect(readRequest(["web", "2..10"], false)).to.deep.equal({ service: "web", amount: { min: 2, max: 10 } });
      expect(readRequest(["0.5"], true)).to.deep.equal({ all: true, factor: 0.5 });
      expect(readRequest(["2"], true)).to.deep.equal({ all: true, factor: 2 });
    });

    for (const words of [["web"], ["web", "two"], ["web", "-1"], ["web", "2..."], ["web", "1.5"], ["web", "3", "4"]]) {
      it(`is refused as "${words.join(" ")}", with how it is written`, () => {
        expect(() => readRequest(words, false)).to.throw(`"${words.join(" ")}" is not a service and its replicas`);
      });
    }

    for (const words of [["web", "2"], ["2..4"], ["half"], ["1e1"]]) {
      it(`is refused as --all ${words.join(" ")}`, () => {
        expect(() => readRequest(words, true)).to.throw("--all takes one factor");
      });
    }
  });

  describe("the text of a stack file", () => {
    const PATH = ["config", "platform:services", "web", "scaling"];
    const file = (service: string) =>
      `# The shop\nconfig:\n  a: ["*"]   # kept\n  platform:services:\n    web:\n${service}`;

    for (const [what, before, value, after] of [
      [
        "has a number in the place of another, with its comment",
        file("      scaling: 2 # two nodes\n      port: 8000\n"),
        5,
        file("      scaling: 5 # two nodes\n      port: 8000\n"),
      ],
      [
        "has bounds in the place of others, on one line",
        file("      scaling: { min: 2, max: 6,  cpu: 70% } # night\n"),
        { min: 3, max: 9 },
        file("      scaling: { min: 3, max: 9,  cpu: 70% } # night\n"),
      ],
      [
        "has bounds in the place of others, on several lines",
        file("      scaling:\n        max: 6 # more\n        # fewest\n        min: 2\n        cpu: 70%\n"),
        { min: 3, max: 10 },
        file("      scaling:\n        max: 10 # more\n        # fewest\n        min: 3\n        cpu: 70%\n"),
      ],
      [
        "has a new line behind the last short one",
        file("      # the site\n      port: 8000 # inside\n      # where from\n      build:\n        context: .\n"),
        4,
        file(
          "      # the site\n      port: 8000 # inside\n      scaling: 4\n      # where from\n      build:\n        context: .\n",
        ),
      ],
      [
        "has a new line at the end of the file",
        file("      port: 8000"),
        4,
        file("      port: 8000\n      scaling: 4\n"),
      ],
      [
        "has a new key in a map on one line",
        "config: { platform:services: { web: { port: 8000, build: { context: . } } } }\n",
        4,
        "config: { platform:services: { web: { port: 8000, scaling: 4, build: { context: . } } } }\n",
      ],
    ] as const) {
      it(what, () => {
        expect(withValue(before, PATH, value)).to.equal(after);
      });
    }

    it("is left alone where one place does not do it", () => {
      const alias = "config:\n  platform:services:\n    a: &a { port: 8000, scaling: 2 }\n    web: *a\n";
      expect(() => withValue(alias, PATH, 3)).to.throw("cannot change at one place");
      const shared =
        "config:\n  platform:services:\n    a: { scaling: &n 2 }\n    b: { scaling: *n }\n    web: { scaling: *n, port: 1 }\n";
      expect(withValue(shared, PATH, 3)).to.contain("web: { scaling: 3, port: 1 }");
      expect(() => withValue(shared, ["config", "platform:services", "a", "scaling"], 3)).to.throw("at one place");
    });

    for (const stack of ["dev", "staging", "production"]) {
      it(`of ${stack} changes in one line`, () => {
        const before = fs.readFileSync(path.join(repositoryRoot, `Pulumi.${stack}.yaml`), "utf8");
        const after = withValue(before, PATH, 6);
        const added = after.split("\n").filter((line) => !before.split("\n").includes(line));
        expect(added).to.deep.equal(["      scaling: 6"]);
        expect(
          (parse(after) as { config: Record<string, { web: object }> }).config["platform:services"]?.web,
        ).to.include({
          scaling: 6,
        });
      });
    }
  });

  describe("a plan", () => {
    let folder: string;
    beforeEach(() => {
      folder = fs.mkdtempSync(path.join(os.tmpdir(), "platform-scale-"));
    });
    afterEach(() => {
      fs.rmSync(folder, { recursive: true });
    });

    const stackWith = (change: (text: string) => string = (text) => text): string => {
      const file = path.join(folder, "Pulumi.dev.yaml");
      const text = fs.readFileSync(path.join(repositoryRoot, "Pulumi.dev.yaml"), "utf8");
      fs.writeFileSync(file, change(withSalt(text, undefined)));
      return file;
    };
    const automatic = (text: string) =>
      text.replace("      port: 8000", "      port: 8000\n      scaling: { min: 2, max: 6, cpu: 70% }");
    const plan = (file: string, ...words: string[]) => planScale("dev", file, readRequest(words, false));

    it("says which services get how many replicas", () => {
      expect(plan(stackWith(), "web", "3").replicas).to.deep.equal([{ service: "web", from: "1", to: "3" }]);
      expect(plan(stackWith(automatic), "web", "3..7").replicas).to.deep.equal([
        { service: "web", from: "2..6", to: "3..7" },
      ]);
      const all = planScale("dev", stackWith(automatic), readRequest(["0.5"], true));
      expect(all.replicas).to.deep.equal([{ service: "web", from: "2..6", to: "1..3" }]);
      expect(all.after).to.contain("\n  platform:scale: 0.5\n");
    });

    it("changes nothing where the file says so already", () => {
      const { before, after, replicas } = plan(stackWith(automatic), "web", "2..6");
      expect(after).to.equal(before);
      expect(replicas).to.deep.equal([]);
    });

    it("reads a file with encrypted values, of which it needs none", () => {
      const file = stackWith((text) =>
        text.replace(/template: .*/, "value: { secure: v1:abc }").concat("encryptionsalt: v1:salt\n"),
      );
      expect(plan(file, "web", "3").after)
        .to.contain("{ secure: v1:abc }")
        .and.contain("encryptionsalt: v1:salt\n");
    });

    for (const [what, change, words, message] of [
      ["a service that there is not", undefined, ["wbe", "3"], "has no service wbe. Did you mean web?"],
      ["a service by its name in the cluster", undefined, ["platform-web", "3"], "Did you mean web?"],
      [
        "bounds of a fixed number",
        undefined,
        ["web", "2..5"],
        "platform:services.web.scaling: { min: 2, max: 5, cpu: 70% }",
      ],
      ["a number where an autoscaler decides", automatic, ["web", "4"], "platform scale web 2..4"],
      ["more than the quota holds", undefined, ["web", "9"], "platform:namespace.quota.cpu"],
      ["bounds in the wrong order", automatic, ["web", "6..2"], "allowed: more than scaling.min (6)"],
      [
        "anything while the file is wrong",
        (text: string) => text.replace("port: 8000", "port: 80"),
        ["web", "3"],
        "platform:services.web.port = 80",
      ],
    ] as const) {
      it(`refuses ${what}`, () => {
        const file = stackWith(change);
        const before = fs.readFileSync(file, "utf8");
        expect(() => plan(file, ...words)).to.throw(message);
        expect(fs.readFileSync(file, "utf8")).to.equal(before);
      });
    }
  });

  it("shows the lines that change with those around them", () => {
    expect(lineDiff("f", "a\nb\nc\nd\ne\n", "a\nb\nX\nd\ne\n", plain)).to.equal(
      ["f, line 3:", "  a", "  b", "- c", "+ X", "  d", "  e", ""].join("\n"),
    );
    expect(lineDiff("f", "a\n", "a\n", plain)).to.equal("");
  });
});
