import { expect } from "chai";
import { ConfigurationError } from "../../config/faults";
import { resolveConfig } from "../../config/load";
import { ALL_CASES } from "./cases";
import type { Change } from "./fault-cases";
import { SECOND, set, WEB } from "./fault-cases";
import { stackConfig, configSource } from "../support/stack";

function faultsOf(stack: string, changes: readonly Change[], encrypted = false): ConfigurationError {
  const config = stackConfig(stack);
  for (const change of changes) change(config);
  try {
    resolveConfig({ ...configSource(stack, config), secretKeys: encrypted ? ["platform:secrets"] : [] });
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
  throw new Error("no fault was found");
}

describe("configuration faults", () => {
  for (const { what, stack = "dev", change, key, wanted, encrypted } of ALL_CASES) {
    it(`name ${what}`, () => {
      const { message, faults } = faultsOf(
        stack,
        Array.isArray(change) ? (change as Change[]) : [change as Change],
        encrypted,
      );
      expect(faults, message).to.have.length(1);
      expect(message).to.contain(`Pulumi.${stack}.yaml: 1 fault`).and.contain(`\n  ${key}`).and.contain(wanted);
    });
  }

  it("are all named at once, whatever their kind, in the order of their keys", () => {
    const { faults } = faultsOf("production", [
      set("debug", true),
      set("servces", {}),
      set("workload/memory", "2 GB"),
      set(`${WEB}/port`, 80),
      set("services/second", { ...SECOND, name: "Second" }),
      set("target/context", "nowhere"),
    ]);
    expect(faults.map(({ key }) => key)).to.deep.equal(
      [
        "platform:target.context",
        "platform:debug",
        "platform:services.second.name",
        "platform:services.web.port",
        "platform:servces",
        "platform:workload.memory",
      ].toSorted(),
    );
  });

  it("name keys of other namespaces, which nobody would read", () => {
    const right = configSource("dev");
    const values = {
      ...right.values,
      "platfrom:debug": "true",
      "aws:region": "x",
      "platform-deployment:a": "b",
      "pulumi:tags": "{}",
    };
    expect(() => resolveConfig({ ...right, values }))
      .to.throw(ConfigurationError)
      .with.property("message")
      .that.contains('platfrom:debug\n      unknown key: did you mean "platform:debug"?')
      .and.contains("aws:region")
      .and.contains("platform-deployment:a")
      .and.does.not.contain("pulumi:tags");
  });

  describe("of secrets", () => {
    const canary = "postgresql://user:canary@database/platform";
    const withValue = (value: unknown) => {
      const config = stackConfig("dev");
      set("secrets/platform-secrets/database-url/value", value)(config);
      return configSource("dev", config);
    };

    it("name a value in plain text without showing it", () => {
      expect(() => resolveConfig(withValue(canary)))
        .to.throw(ConfigurationError)
        .with.property("message")
        .that.contains("pulumi config set --secret --path platform:secrets.platform-secrets.database-url.value")
        .and.does.not.contain("canary");
    });

    it("are none when the value is encrypted", () => {
      const config = resolveConfig({ ...withValue(canary), secretKeys: ["platform:secrets"] });
      expect(config.secrets["platform-secrets"]?.["database-url"]?.value).to.equal(canary);
    });

    it("never show a value that is wrong in itself", () => {
      const wrong = { ...withValue({ inner: canary }), secretKeys: ["platform:secrets"] };
      expect(() => resolveConfig(wrong))
        .to.throw(ConfigurationError)
        .with.property("message")
        .that.contains("database-url.value = [secret]")
        .and.does.not.contain("canary");
    });

    it("name secret values in other keys, which would make the whole key secret", () => {
      expect(() => resolveConfig({ ...configSource("dev"), secretKeys: ["platform:services"] })).to.throw(
        ConfigurationError,
        "platform:services\n      must not be secret",
      );
    });
  });
});
