import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { PROJECT } from "../support/stack";
import { files, importsOf, reachedFrom, sources } from "./sources";

interface Manifest {
  readonly workspaces?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const manifestOf = (folder: string) =>
  JSON.parse(readFileSync(join(PROJECT, folder, "package.json"), "utf8")) as Manifest;

const rooms = manifestOf(".").workspaces ?? [];

/** The folders of the program itself, whose packages are those of the top. */
const PROGRAM = ["index.ts", "platform.ts", "config", "components", "features", "formats", "rendering"];

/** Every file that may be needed where Pulumi's own tools run the program. */
const PROGRAM_AND_POLICIES =
  /^(index\.ts|platform\.ts|versions\.json|(config|components|features|formats|policy)\/.*)$/;

/** The name of the package of an import, such as `@pulumi/pulumi` of `@pulumi/pulumi/runtime`. */
const packageOf = (imported: string) => imported.split("/", imported.startsWith("@") ? 2 : 1).join("/");

describe("the workspaces", () => {
  it("are the rooms beside the program", () => {
    expect(rooms).to.deep.equal(["embedded", "engine", "operations", "policy", "tools"]);
  });

  for (const [room, folders] of [["the program", PROGRAM] as const, ...rooms.map((room) => [room, [room]] as const)]) {
    it(`${room} names every package that it imports`, () => {
      const declared = manifestOf(room === "the program" ? "." : room).dependencies ?? {};
      const imported = new Set(
        sources(...folders)
          .flatMap((source) => importsOf(source).packages)
          .filter((name) => !name.startsWith("node:"))
          .map(packageOf),
      );
      expect(imported.size).to.be.above(0);
      expect([...imported].filter((name) => declared[name] === undefined)).to.deep.equal([]);
    });
  }

  it("other than the policies are reached by no import of the program or the policies", () => {
    // The rules are found by their folder, so each of them is where a pack may begin.
    const packs = files("policy").filter((file) => /\.(ts|cjs)$/.test(file));
    const reached = reachedFrom(["index.ts", ...packs]);
    const paths = [...reached.keys()];
    expect(paths).to.include.members(["platform.ts", "components/service/service.ts", "policy/loader.cjs"]);
    expect(paths.filter((file) => !PROGRAM_AND_POLICIES.test(file))).to.deep.equal([]);
    const declared = { ...manifestOf(".").dependencies, ...manifestOf("policy").dependencies };
    const imported = [...reached.values()]
      .flatMap(({ packages }) => packages)
      .filter((name) => !name.startsWith("node:"))
      .map(packageOf);
    expect(imported.filter((name) => declared[name] === undefined)).to.deep.equal([]);
  });

  it("name a package in one version", () => {
    const versions = new Map<string, Set<string>>();
    for (const folder of [".", ...rooms]) {
      const { dependencies, devDependencies, optionalDependencies } = manifestOf(folder);
      for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })) {
        expect(version, `${name} in ${folder}`).to.match(/^\d+\.\d+\.\d+$/);
        versions.set(name, (versions.get(name) ?? new Set()).add(version));
      }
    }
    expect([...versions].filter(([, found]) => found.size > 1).map(([name]) => name)).to.deep.equal([]);
  });
});
