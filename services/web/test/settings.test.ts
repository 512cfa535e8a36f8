import { expect } from "chai";
import { readSettings, SettingsError } from "../src/settings.ts";

const right = { ENVIRONMENT: "dev", DATABASE_URL: "postgresql://user:canary@database:5432/platform" };

describe("web settings", () => {
  it("have defaults for what need not be said", () => {
    expect(readSettings(right)).to.deep.include({
      port: 8000,
      metricsPort: 9090,
      logLevel: "info",
      drainTimeoutSeconds: 20,
    });
  });

  it("name everything that is wrong at once, and never a password", () => {
    const wrong = {
      PORT: "http",
      LOG_LEVEL: "loud",
      DATABASE_URL: "mysql://user:canary@database",
      DRAIN_TIMEOUT_SECONDS: "0",
    };
    expect(() => readSettings(wrong))
      .to.throw(SettingsError)
      .with.property("message")
      .that.matches(/PORT=http .*DRAIN_TIMEOUT_SECONDS=0 .*ENVIRONMENT is missing.*LOG_LEVEL=loud .*DATABASE_URL must/)
      .and.does.not.contain("canary");
  });

  for (const url of [undefined, "", "platform-database", "postgresql:///name"]) {
    it(`refuse the database URL ${JSON.stringify(url)}`, () => {
      expect(() => readSettings({ ...right, DATABASE_URL: url })).to.throw(SettingsError, "DATABASE_URL");
    });
  }
});
