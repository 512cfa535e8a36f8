import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

  for (const [name, text, wanted] of [
    ["PORT", "", "PORT= must be a whole number from 0 to 65535"],
    ["PORT", "80.5", "PORT=80.5 must be a whole number from 0 to 65535"],
    ["PORT", "65536", "PORT=65536 must be"],
    ["PORT", "9090", "METRICS_PORT=9090 must not be PORT, which others may reach"],
    ["METRICS_PORT", "metrics", "METRICS_PORT=metrics must be a whole number from 0 to 65535"],
    ["METRICS_PORT", "-1", "METRICS_PORT=-1 must be"],
    ["METRICS_PORT", "8000", "METRICS_PORT=8000 must not be PORT"],
    ["DRAIN_TIMEOUT_SECONDS", "20s", "DRAIN_TIMEOUT_SECONDS=20s must be a whole number from 1 to 3600"],
    ["DRAIN_TIMEOUT_SECONDS", "3601", "DRAIN_TIMEOUT_SECONDS=3601 must be"],
    ["ENVIRONMENT", "", "ENVIRONMENT is missing"],
    ["LOG_LEVEL", "INFO", "LOG_LEVEL=INFO must be one of fatal, error, warn, info, debug, trace"],
  ] as const) {
    it(`name ${name} when it is "${text}", and nothing else`, () => {
      expect(() => readSettings({ ...right, [name]: text }))
        .to.throw(SettingsError)
        .with.property("message")
        .that.contains(wanted)
        .and.does.not.contain("; ");
    });
  }

  for (const url of [undefined, "", "platform-database", "postgresql:///name"]) {
    it(`refuse the database URL ${JSON.stringify(url)}`, () => {
      expect(() => readSettings({ ...right, DATABASE_URL: url })).to.throw(SettingsError, "DATABASE_URL");
    });
  }

  describe("from a file", () => {
    let folder: string;

    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), "web-settings-"));
    });

    afterEach(() => {
      rmSync(folder, { recursive: true });
    });

    const withFile = (text: string): Record<string, string> => {
      const file = join(folder, "database-url");
      writeFileSync(file, text);
      return { ENVIRONMENT: "dev", DATABASE_URL_FILE: file };
    };

    it("are those of the variable itself, with or without a line end", () => {
      for (const end of ["", "\n", "\r\n"]) {
        expect(readSettings(withFile(right.DATABASE_URL + end))).to.deep.equal(readSettings(right));
      }
    });

    it("are refused when the file holds something else, without what it holds", () => {
      for (const text of ["", "mysql://user:canary@database"]) {
        expect(() => readSettings(withFile(text)))
          .to.throw(SettingsError, "DATABASE_URL must be")
          .with.property("message")
          .that.does.not.contain("canary");
      }
    });

    it("are refused when the file cannot be read, once, by its name", () => {
      for (const file of ["", folder, join(folder, "none")]) {
        expect(() => readSettings({ ENVIRONMENT: "dev", DATABASE_URL_FILE: file }))
          .to.throw(SettingsError, `DATABASE_URL_FILE=${file} cannot be read`)
          .with.property("message")
          .that.does.not.contain("must be");
      }
    });

    it("are refused when the variable is set too, and it stays secret", () => {
      const both = { ...withFile(right.DATABASE_URL), DATABASE_URL: right.DATABASE_URL };
      expect(() => readSettings(both))
        .to.throw(SettingsError, "DATABASE_URL and DATABASE_URL_FILE are both set")
        .with.property("message")
        .that.does.not.contain("canary");
    });
  });
});
