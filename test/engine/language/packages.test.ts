import * as fs from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { incompatibleSdks, installedPackages, requiredPlugins } from "../../../engine/language/packages";
import { stopAll, writeFiles } from "./support";

describe("packages of a program", () => {
  afterEach(stopAll);

  const names = (directory: string, transitive = true): string[] =>
    installedPackages(directory, transitive).map((found) => `${found.name}@${found.version}`);
  const manifest = (name: string, version: string, more: object = {}): object => ({ name, version, ...more });

  it("are what it depends on, not what else is installed", () => {
    const directory = writeFiles({
      "package.json": { dependencies: { a: "1" }, devDependencies: { d: "1" }, optionalDependencies: { o: "1" } },
      "node_modules/a/package.json": manifest("a", "1.0.0", {
        dependencies: { b: "1" },
        devDependencies: { never: "1" },
      }),
      "node_modules/b/package.json": manifest("b", "1.0.0", { peerDependencies: { p: "1" } }),
      "node_modules/p/package.json": manifest("p", "1.0.0", { dependencies: { a: "1" } }),
      "node_modules/d/package.json": manifest("d", "1.0.0"),
      "node_modules/never/package.json": manifest("never", "1.0.0"),
      "node_modules/other/package.json": manifest("other", "1.0.0"),
    });
    expect(names(directory)).to.deep.equal(["a@1.0.0", "b@1.0.0", "d@1.0.0", "p@1.0.0"]);
    expect(names(directory, false)).to.deep.equal(["a@1.0.0", "d@1.0.0"]);
  });

  it("are found in the versions that Node.js would load, nested ones too", () => {
    const directory = writeFiles({
      "package.json": { dependencies: { a: "1", b: "1" } },
      "node_modules/a/package.json": manifest("a", "1.0.0", { dependencies: { b: "2" } }),
      "node_modules/a/node_modules/b/package.json": manifest("b", "2.0.0"),
      "node_modules/b/package.json": manifest("b", "1.0.0"),
    });
    expect(names(directory)).to.deep.equal(["a@1.0.0", "b@1.0.0", "b@2.0.0"]);
  });

  it("are found from a directory below the package, and through links", () => {
    const real = writeFiles({
      "store/a/package.json": manifest("a", "1.0.0", { dependencies: { b: "1" } }),
      "store/node_modules/b/package.json": manifest("b", "1.0.0"),
    });
    const directory = writeFiles({ "package.json": { dependencies: { a: "1" } }, "infra/index.ts": "" });
    fs.mkdirSync(path.join(directory, "node_modules"));
    fs.symlinkSync(path.join(real, "store/a"), path.join(directory, "node_modules/a"));
    expect(names(path.join(directory, "infra"))).to.deep.equal(["a@1.0.0", "b@1.0.0"]);
  });

  it("may be missing: the program says so best itself", () => {
    expect(names(writeFiles({ "package.json": { dependencies: { missing: "1" } } }))).to.deep.equal([]);
    expect(names(writeFiles({ "index.js": "" }))).to.deep.equal([]);
  });

  it("name the file that is not valid JSON", () => {
    const directory = writeFiles({
      "package.json": { dependencies: { a: "1" } },
      "node_modules/a/package.json": "{",
    });
    expect(() => names(directory)).to.throw(path.join(directory, "node_modules/a/package.json"));
  });

  const pluginsOf = (...manifests: object[]) =>
    requiredPlugins(
      manifests.map((found) => {
        const { name, version } = found as { name: string; version: string };
        return { name, version, directory: `/${name}`, manifest: found };
      }),
    );

  it("tell their plugins: by the pulumi section, else by name and version of the package", () => {
    const parameterization = { name: "p", version: "1.0.0", value: "eyJ9" };
    const found = pluginsOf(
      manifest("@pulumi/random", "4.0.0", { pulumi: { resource: true } }),
      manifest("@pulumi/aws", "6.0.0", {
        pulumi: { resource: true, name: "aws", version: "v6.1.0", server: "https://s" },
      }),
      manifest("generated", "1.0.0", { pulumi: { resource: true, name: "base", version: "2.0.0", parameterization } }),
      manifest("@pulumi/policy", "1.0.0"),
      manifest("component", "1.0.0", { pulumi: { resource: false } }),
    );
    expect(found.map(({ name, version }) => `${name} ${version}`)).to.deep.equal([
      "random v4.0.0",
      "aws v6.1.0",
      "base v2.0.0",
    ]);
    expect(found[1]!.server).to.equal("https://s");
    expect(found[2]!.parameterization).to.deep.equal(parameterization);
  });

  it("tell each plugin once, and refuse one without a name", () => {
    const sdk = manifest("@pulumi/random", "4.0.0", { pulumi: { resource: true } });
    expect(pluginsOf(sdk, sdk)).to.have.length(1);
    expect(() => pluginsOf(manifest("third", "1.0.0", { pulumi: { resource: true } }))).to.throw("/third/package.json");
  });

  it("warn of SDKs that cannot work together", () => {
    const copy = (version: string, directory: string) => ({ name: "@pulumi/pulumi", version, directory, manifest: {} });
    expect(incompatibleSdks([copy("3.1.0", "/a"), copy("3.259.0", "/b")])).to.equal(undefined);
    expect(incompatibleSdks([copy("3.1.0", "/a"), copy("4.0.0", "/b")]))
      .to.contain("3.1.0 in /a")
      .and.to.contain("4.0.0 in /b");
  });
});
