import { expect } from "chai";
import fc from "fast-check";
import { DurationError, seconds } from "../../config/duration";
import { cpu, cpuMillicores, memory, memoryBytes, QuantityError } from "../../config/quantity";

describe("typed quantities", () => {
  for (const [written, normal] of [
    ["512Mi", "512Mi"],
    ["2048Mi", "2Gi"],
    ["1024Ki", "1Mi"],
    ["1536Mi", "1536Mi"],
    ["1048576Mi", "1Ti"],
    ["2048Ti", "2Pi"],
    ["0Mi", "0"],
  ] as const) {
    it(`write the memory ${written} as the API server does: ${normal}`, () => {
      expect(memory(written)).to.equal(normal);
    });
  }

  for (const [written, normal] of [
    ["250m", "250m"],
    ["1000m", "1"],
    ["1500m", "1500m"],
    ["1", "1"],
    ["0.5", "500m"],
    ["0.05", "50m"],
    ["1.250", "1250m"],
    ["1000", "1k"],
    ["1500", "1500"],
    ["0m", "0"],
  ] as const) {
    it(`write the CPU ${written} as the API server does: ${normal}`, () => {
      expect(cpu(written)).to.equal(normal);
    });
  }

  for (const wrong of [
    "",
    "512",
    "512M",
    "512MB",
    "512mi",
    "0.5Gi",
    "-1Mi",
    "01Mi",
    " 1Mi",
    "1Mi ",
    "1e3Mi",
    "9999999999Ti",
  ]) {
    it(`refuse the memory ${JSON.stringify(wrong)}`, () => {
      expect(() => memoryBytes(wrong)).to.throw(QuantityError);
    });
  }

  for (const wrong of ["", "m", "250M", "0.5m", "-1", "01", ".5", "1.", "0.0001", "1,5", "1 ", "99999999999999999"]) {
    it(`refuse the CPU ${JSON.stringify(wrong)}`, () => {
      expect(() => cpuMillicores(wrong)).to.throw(QuantityError);
    });
  }

  it("keep the amount whatever the unit, and are normal once and for all", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), fc.constantFrom("Ki", "Mi", "Gi"), (count, unit) => {
        const normal = memory(`${count}${unit}`);
        if (count > 0) expect(memoryBytes(normal)).to.equal(memoryBytes(`${count}${unit}`));
        if (count > 0) expect(memory(normal)).to.equal(normal);
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (millicores) => {
        const normal = cpu(`${millicores}m`);
        expect(cpuMillicores(normal)).to.equal(millicores);
        expect(cpu(normal)).to.equal(normal);
      }),
    );
  });
});

describe("typed durations", () => {
  for (const [written, value] of [
    ["30s", 30],
    ["5m", 300],
    ["2h", 7200],
  ] as const) {
    it(`read ${written}`, () => {
      expect(seconds(written)).to.equal(value);
    });
  }

  for (const wrong of ["", "30", "30 s", "1.5m", "-1s", "1m30s", "s", "5M"]) {
    it(`refuse ${JSON.stringify(wrong)}`, () => {
      expect(() => seconds(wrong)).to.throw(DurationError);
    });
  }
});
