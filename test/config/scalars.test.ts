import { expect } from "chai";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { ConfigurationError } from "../../config/faults";
import { resolveConfig } from "../../config/load";
import { findStackFile } from "../../config/stack-file";
import { configSource } from "../support/stack";

const IMAGE = `example.org/a@sha256:${"0".repeat(64)}`;

/** A stack file with one service; `lines` are indented below it, from line 9. */
const stackFile = (...lines: string[]): string =>
  [
    "base: &base 007",
    "encryptionsalt: v1:abc",
    "config:",
    "  pulumi:disable-default-providers: ['*']",
    "  platform:services:",
    "    a:",
    `      image: ${IMAGE}`,
    "      port: 8000",
    ...lines.map((line) => `      ${line}`),
  ].join("\n");

/** The service of a stack file, whose values the engine gives as `services`. */
function serviceOf(
  text: string,
  services: unknown = (parse(text) as { config: Record<string, unknown> }).config["platform:services"],
) {
  const { values, ...rest } = configSource("dev");
  const given = { ...values, "platform:services": JSON.stringify(services) };
  return resolveConfig({ ...rest, values: given, stackFile: { path: "Pulumi.dev.yaml", text } }).services[0];
}

function faultsOf(run: () => unknown): string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message.split("\n").slice(1);
    throw error;
  }
  return [];
}

describe("scalars of a stack file", () => {
  const environment = (scalar: string) => stackFile("environment:", `  X: ${scalar}`);

  for (const [written, reading] of Object.entries({
    "175928847299117063": "Pulumi reads this as the number 175928847299117060",
    "3.10": "Pulumi reads this as the number 3.1",
    "1234e56": "Pulumi reads this as the number 1.234e+59",
    "01234": "Pulumi reads this as the number 1234",
    "2026-11-29": "YAML 1.1 reads this as a date",
    "2026-11-29 10:00:00": "YAML 1.1 reads this as a date",
    yes: "YAML 1.1 reads this as true",
    off: "YAML 1.1 reads this as false",
    True: "Pulumi reads this as true",
    null: "Pulumi reads this as nothing",
    "~": "Pulumi reads this as nothing",
    "0x1F": "Pulumi reads this as the number 31",
    "0o17": "Pulumi reads this as the number 15",
    "1_000": "YAML 1.1 reads this as the number 1000",
    ".inf": "Pulumi reads this as nothing",
    ".5": "Pulumi reads this as the number 0.5",
    "1.0": "Pulumi reads this as the number 1",
    "+1": "Pulumi reads this as the number 1",
    "12:30:45": "YAML 1.1 reads this as the number 45045",
  })) {
    it(`are refused as ${written} where a string is wanted, with the line`, () => {
      const lines = faultsOf(() => serviceOf(environment(written)));
      expect(lines).to.deep.equal([
        `  platform:services.a.environment.X = ${written} (line 10)`,
        `      allowed: a string, and ${reading}: write it in quotes, "${written}"`,
      ]);
    });

    it(`are accepted as "${written}" in quotes`, () => {
      expect(serviceOf(environment(`"${written}"`))?.environment).to.deep.equal({ X: written });
      expect(serviceOf(environment(`'${written}'`))?.environment).to.deep.equal({ X: written });
    });
  }

  for (const written of ["8080", "true", "1.5", "0", "v1.0", "127.0.0.1:80", "a b", "!!str 3.10"]) {
    it(`are accepted as ${written}, of which every reader keeps all`, () => {
      expect(serviceOf(environment(written))?.environment).to.deep.equal({ X: written.replace("!!str ", "") });
    });
  }

  it("that the Pulumi CLI reads in its own way are refused as they are written", () => {
    const services = (X: unknown) => ({ a: { image: IMAGE, port: 8000, environment: { X } } });
    expect(faultsOf(() => serviceOf(environment("0X1F"), services(31)))[0]).to.contain("X = 0X1F (line 10)");
    expect(faultsOf(() => serviceOf(environment("!!binary aGk="), services("hi")))[0]).to.contain("X = aGk= (line 10)");
    const moment = "2026-11-29 00:00:00 +0000 UTC";
    expect(faultsOf(() => serviceOf(environment("2026-11-29"), services(moment)))[1]).to.contain(
      `the string "${moment}"`,
    );
  });

  it("are refused behind an alias and a merge key too, at the line where they are written", () => {
    const merged = stackFile("environment:", "  <<: &more { X: 3.10 }", "  Z: *base");
    const services = { a: { image: IMAGE, port: 8000, environment: { X: 3.1, Z: 7 } } };
    expect(faultsOf(() => serviceOf(merged, services)).filter((line) => line.startsWith("  platform"))).to.deep.equal([
      "  platform:services.a.environment.X = 3.10 (line 10)",
      "  platform:services.a.environment.Z = 007 (line 1)",
    ]);
  });

  it("are refused wherever a string is wanted: build arguments, versions, files", () => {
    const text = [
      "config:",
      "  platform:services:",
      "    a:",
      "      build: { context: services/web, args: { A: 1.10 } }",
      "      port: 8000",
      "      version: 1.0",
      "      files: { /etc/a: 0x10 }",
    ].join("\n");
    expect(faultsOf(() => serviceOf(text)).filter((line) => line.startsWith("  platform"))).to.deep.equal([
      "  platform:services.a.build.args.A = 1.10 (line 4)",
      "  platform:services.a.files./etc/a = 0x10 (line 7)",
      "  platform:services.a.version = 1.0 (line 6)",
    ]);
  });

  it("are refused as keys that are no strings for some reader", () => {
    const text = stackFile("environment:", "  NO: x");
    expect(faultsOf(() => serviceOf(text))).to.deep.equal([
      "  platform:services.a.environment.NO (line 10)",
      '      a key is a string, and YAML 1.1 reads this as false: write it in quotes, "NO"',
    ]);
    expect(serviceOf(stackFile("environment:", '  "NO": x'))?.environment).to.deep.equal({ NO: "x" });
  });

  it("are refused as numbers on which the versions of YAML do not agree", () => {
    expect(faultsOf(() => serviceOf(stackFile("scaling: 1").replace("8000", "010000")))).to.deep.equal([
      "  platform:services.a.port = 010000 (line 8)",
      "      YAML 1.2 reads it as the number 10000, YAML 1.1 reads it as the number 4096: write it as a plain decimal number, or true or false",
    ]);
    expect(serviceOf(stackFile("requests: { cpu: 0.50 }"))?.requests.cpu).to.equal("500m");
  });

  it("are refused at the top level too, where one is a number", () => {
    const scaleOf = (given: string, text: string) => {
      const { values, ...rest } = configSource("dev");
      const stackFile = { path: "Pulumi.dev.yaml", text: `config:\n  platform:scale: ${text}\n` };
      return resolveConfig({ ...rest, values: { ...values, "platform:scale": given }, stackFile }).scale;
    };
    expect(faultsOf(() => scaleOf("8", "010"))).to.deep.equal([
      "  platform:scale = 010 (line 2)",
      "      YAML 1.2 reads it as the number 10, YAML 1.1 reads it as the number 8: write it as a plain decimal number, or true or false",
    ]);
    expect(scaleOf("0.5", "0.5")).to.equal(0.5);
  });

  it("are shown as they are written in every other fault too", () => {
    expect(faultsOf(() => serviceOf(stackFile("probes: { startupTimeout: 6e1 }")))[0]).to.equal(
      "  platform:services.a.probes.startupTimeout = 6e1 (line 9)",
    );
  });

  it("are judged as the engine gives them where the value is not in the file", () => {
    const services = (X: unknown) => ({ a: { image: IMAGE, port: 8000, environment: { X } } });
    expect(serviceOf(stackFile(), services("3.10"))?.environment).to.deep.equal({ X: "3.10" });
    expect(serviceOf(environment("old"), services("new"))?.environment).to.deep.equal({ X: "new" });
    expect(faultsOf(() => serviceOf(stackFile(), services(3.1)))).to.deep.equal([
      "  platform:services.a.environment.X = 3.1",
      "      allowed: a string: write it in quotes",
    ]);
  });

  it("of a secret are never shown, and one in plain text is found beside an encrypted one", () => {
    const text =
      "config:\n  platform:secrets:\n    s:\n      a: { value: { secure: v1:x } }\n      b: { value: 0123 }\n";
    const { values, ...rest } = configSource("dev");
    const secrets = {
      s: { a: { value: "one" }, b: { value: "0123" } },
      "platform-secrets": { "database-url": { template: "{generated}" } },
    };
    const given = {
      ...rest,
      values: { ...values, "platform:secrets": JSON.stringify(secrets) },
      secretKeys: ["platform:secrets"],
    };
    const lines = faultsOf(() => resolveConfig({ ...given, stackFile: { path: "Pulumi.dev.yaml", text } }));
    expect(lines[0]).to.equal("  platform:secrets.s.b.value = [plain text]");
    expect(lines).to.have.length(2);
  });

  it("cannot be told in a file that is not a YAML, of which nothing is shown but the line", () => {
    const lines = faultsOf(() => serviceOf(stackFile('x: "canary'), {}));
    expect(lines.join("\n"))
      .to.match(/YAML \(line \d+\)/)
      .and.not.contain("canary");
  });
});

describe("the stack file", () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "platform-stack-file-"));
  });

  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  for (const [project, path] of [
    ["name: a", "Pulumi.dev.yaml"],
    ["name: a\nstackConfigDir: stacks/here", "stacks/here/Pulumi.dev.yaml"],
    ["name: a\nconfig: stacks", "stacks/Pulumi.dev.yaml"],
    ["name: a\nconfig: { a: b }", "Pulumi.dev.yaml"],
  ] as const) {
    it(`of ${JSON.stringify(project)} is ${path}`, () => {
      writeFileSync(join(root, "Pulumi.yaml"), project);
      mkdirSync(join(root, "stacks", "here"), { recursive: true });
      expect(findStackFile(root, "dev")).to.equal(undefined);
      writeFileSync(join(root, path), "config: {}");
      expect(findStackFile(root, "dev")).to.deep.equal({ path, text: "config: {}" });
    });
  }

  it("is named in the message by its own path", () => {
    const values = { ...configSource("dev").values, "platform:debug": "maybe" };
    const stackFile = { path: "stacks/Pulumi.dev.yaml", text: "config: {}" };
    expect(() => resolveConfig({ ...configSource("dev"), values, stackFile })).to.throw(
      'stacks/Pulumi.dev.yaml: 1 fault in the configuration of stack "dev"',
    );
  });
});
