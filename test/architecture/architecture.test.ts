import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import ts from "typescript";
import versions from "../../versions.json";
import { PROJECT } from "../support/stack";
import { files, importsOf, place, sources, visit } from "./sources";

/** The typed units, which are nobody's configuration. */
const UNITS = ["config/quantity", "config/duration", "config/names"];

/**
 * Which room may import from which: one direction, no way back. A room that is not named may be imported by none of these.
 * A name with a slash is one file.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  formats: ["formats"],
  config: ["config", "formats", "versions.json"],
  components: ["components", "formats", ...UNITS],
  features: ["features", "components", "config", "formats"],
  "platform.ts": ["components", "config", "features"],
  "index.ts": ["config", "platform"],
  rendering: ["rendering", "platform", "config", "features", "formats"],
  services: ["services"],
  policy: ["policy", "formats"],
  engine: ["engine", "formats"],
  embedded: ["embedded", "engine", "formats", "versions.json"],
  operations: [
    "operations",
    "embedded",
    "engine",
    "formats",
    "config/check",
    "config/duration",
    "config/names",
    "config/schema",
    "features/rehearsal/resolve",
    "features/scale/resolve",
    "features/target/config",
    "features/target/version",
    "policy/generate",
    "policy/lib",
    "rendering/plan",
    "rendering/promotion-parity",
  ],
  tools: [
    "tools",
    "operations",
    "embedded",
    "config/schema",
    "features/target/config",
    "policy/generate",
    "policy/lib",
    "formats",
    "versions.json",
  ],
};

/** Where the process environment may be read. This list may only shrink. */
const MAY_READ_ENVIRONMENT = ["config/load.ts", "services/*/src/main.ts"];

/** Folders of code that is not a part of the program: they talk to the machine. */
const OUTSIDE_THE_PROGRAM = ["engine/", "embedded/", "operations/", "tools/", "test/"];

/** Where resources are made; a file more is a decision. */
const MAKES_RESOURCES = ["components/", "features/", "platform.ts"];

/** Files over the limit. This list may only shrink. */
const MAY_BE_LONG: readonly string[] = [];

const LONGEST = 400;

/** What a feature says of its key in a stack file is a part of the configuration; what it makes of that is not. */
const FEATURE_CONFIGURATION = /^features\/[^/]+\/(?!deploy(\.ts)?$)/;

function roomOf(path: string): string {
  if (FEATURE_CONFIGURATION.test(path)) return "config";
  return path.includes("/") ? (path.split("/", 1)[0] as string) : path;
}

describe("architecture", () => {
  const all = sources();
  const program = sources("config", "components", "features", "services", "index.ts", "platform.ts");

  it("is seen whole by these tests", () => {
    const paths = all.map(({ path }) => path);
    expect(paths).to.include.members(["index.ts", "platform.ts", "config/load.ts", "components/service/service.ts"]);
  });

  for (const [room, allowed] of Object.entries(MAY_IMPORT)) {
    it(`${room} imports only from ${allowed.join(", ")} and packages`, () => {
      const wrong = all
        .filter(({ path }) => roomOf(path) === room && !/\.test\.ts$|\/test\//.test(path))
        .flatMap((source) =>
          importsOf(source)
            .files.filter(
              (file) =>
                !allowed.some((other) => file === other || file.startsWith(`${other}/`) || roomOf(file) === other),
            )
            .map((imported) => `${source.path} imports ${imported}`),
        );
      expect(wrong).to.deep.equal([]);
    });
  }

  it("services are on their own: none imports from another", () => {
    const wrong = sources("services").flatMap((source) => {
      const own = source.path.split("/").slice(0, 2).join("/");
      return importsOf(source)
        .files.filter((file) => !file.startsWith(`${own}/`))
        .map((imported) => `${source.path} imports ${imported}`);
    });
    expect(wrong).to.deep.equal([]);
  });

  it("the process environment is read in few places, by few files", () => {
    const wrong = all
      .filter(({ path }) => !OUTSIDE_THE_PROGRAM.some((folder) => path.startsWith(folder)))
      .filter(({ path }) => !/\/test\//.test(path))
      .filter(({ text }) => /process\s*\.\s*env|process\s*\[\s*["']env|\benv\b[^;]*from "node:process"/.test(text))
      .map(({ path }) => path)
      .filter((path) => !MAY_READ_ENVIRONMENT.some((allowed) => matches(allowed, path)));
    expect(wrong).to.deep.equal([]);
  });

  it("no resource is made inside apply, where a preview would not show it", () => {
    const wrong = program.flatMap((source) => {
      const found: string[] = [];
      visit(source.tree, (node) => {
        if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return;
        if (node.expression.name.text !== "apply") return;
        for (const argument of node.arguments) {
          visit(argument, (inner) => {
            if (ts.isNewExpression(inner) && !/Error$/.test(inner.expression.getText()))
              found.push(place(source, inner));
          });
        }
      });
      return found;
    });
    expect(wrong).to.deep.equal([]);
  });

  it("resources are made by components and the platform alone", () => {
    const wrong = program
      .filter(({ path }) => !MAKES_RESOURCES.some((allowed) => path.startsWith(allowed)))
      .flatMap((source) =>
        importsOf(source)
          .packages.filter((imported) => /^@pulumi\/(?!pulumi$)/.test(imported))
          .map((imported) => `${source.path} imports ${imported}`),
      );
    expect(wrong).to.deep.equal([]);
  });

  it("every component has a token of its room and its kind, and registers its outputs last", () => {
    const found: string[] = [];
    const wrong: string[] = [];
    for (const source of sources("components")) {
      visit(source.tree, (node) => {
        if (!ts.isClassDeclaration(node) || !node.heritageClauses?.some((c) => /ComponentResource/.test(c.getText())))
          return;
        const constructor = node.members.find(ts.isConstructorDeclaration);
        const statements = constructor?.body?.statements ?? [];
        const token = /super\(\s*"([^"]+)"/.exec(statements[0]?.getText() ?? "")?.[1];
        const module = source.path.split("/")[1];
        found.push(token ?? "");
        if (token !== `platform:${module}:${node.name?.text}`) wrong.push(`${place(source, node)}: token ${token}`);
        if (!/^this\.registerOutputs\(/.test(statements.at(-1)?.getText() ?? "")) {
          wrong.push(`${place(source, node)}: does not end with registerOutputs`);
        }
      });
    }
    expect(wrong).to.deep.equal([]);
    expect(found.toSorted()).to.deep.equal([
      "platform:access:Secret",
      "platform:autoscaling:Autoscaler",
      "platform:cluster:ExistingCluster",
      "platform:cluster:Namespace",
      "platform:registry:ExistingRegistry",
      "platform:registry:Image",
      "platform:service:Cron",
      "platform:service:Job",
      "platform:service:Service",
      "platform:service:Worker",
    ]);
  });

  it("files have one purpose, and are short", () => {
    const wrong = all
      .filter(({ text }) => text.split("\n").filter((line) => !/^\s*($|\/\/|\/\*|\*)/.test(line)).length > LONGEST)
      .map(({ path }) => path)
      .filter((path) => !/^test\/|\.test\.ts$/.test(path));
    expect(wrong).to.deep.equal([...MAY_BE_LONG]);
  });

  // But those that Kubernetes' own cases ask for by name.
  it("images and their versions are named in versions.json alone", () => {
    const names = Object.values(versions.images).map(({ reference }) => reference);
    const tags = Object.values(versions.images).map(({ reference, tag }) => `${reference.split("/").at(-1)}:${tag}`);
    const wrong = files()
      .filter(
        (path) => !/^(versions\.json|docs\/|test\/|tools\/conformance\/)|(package-lock\.json|go\.sum|\.md)$/.test(path),
      )
      .flatMap((path) => {
        const text = readFileSync(join(PROJECT, path), "utf8");
        return [...names, ...tags].filter((name) => text.includes(name)).map((name) => `${path} names ${name}`);
      });
    expect(wrong).to.deep.equal([]);
  });

  it("Dockerfiles take their base images from the program", () => {
    const dockerfiles = files().filter((path) => /(^|\/)Dockerfile$/.test(path) && !/^(embedded|tools)\//.test(path));
    expect(dockerfiles).to.have.length.above(1);
    for (const path of dockerfiles) {
      const bases = readFileSync(join(PROJECT, path), "utf8").match(/^FROM .*$/gm) ?? [];
      for (const base of bases) expect(base, path).to.match(/^FROM \$\{[A-Z]+_IMAGE\}/);
    }
  });

  it("every stack turns the default providers off", () => {
    const stacks = files().filter((path) => /^Pulumi\..+\.yaml$/.test(path));
    expect(stacks).to.have.length(3);
    for (const path of stacks) {
      expect(readFileSync(join(PROJECT, path), "utf8"), path).to.contain('pulumi:disable-default-providers: ["*"]');
    }
  });

  it("the service is checked with the very packages that it runs with", () => {
    const read = (path: string) =>
      JSON.parse(readFileSync(join(PROJECT, path), "utf8")) as Record<string, Record<string, string> | undefined>;
    const own = read("services/web/package.json")["dependencies"] ?? {};
    const ours = read("package.json")["devDependencies"] ?? {};
    expect(Object.keys(own)).to.have.length.above(0);
    for (const [name, version] of Object.entries(own)) expect(ours[name], name).to.equal(version);
  });
});

function matches(pattern: string, path: string): boolean {
  return new RegExp(`^${pattern.replaceAll(".", "\\.").replaceAll("*", "[^/]+")}$`).test(path);
}
