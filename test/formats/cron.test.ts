import { expect } from "chai";
import { scheduleFault, shortestInterval } from "../../formats/cron";

describe("schedules of cron", () => {
  for (const schedule of [
    "* * * * *",
    "30 2 * * *",
    "*/15 0-6,22 1,15 JAN-mar sun",
    "0 0 31 12 6",
    "5/10 ? * * 1-5/2",
    "  0   0 * * * ",
    "@yearly",
    "@hourly",
    "@midnight",
  ]) {
    it(`"${schedule}" is one`, () => {
      expect(scheduleFault(schedule)).to.equal(undefined);
    });
  }

  for (const [schedule, fault] of [
    ["", "0 fields instead of 5"],
    ["daily", "1 field instead of 5: minute, hour, day of the month, month, day of the week"],
    ["0 0 * * * *", "6 fields instead of 5"],
    ["60 * * * *", 'minute "60": allowed: 0 to 59, with lists'],
    ["* 24 * * *", 'hour "24": allowed: 0 to 23'],
    ["* * 0 * *", 'day of the month "0": allowed: 1 to 31'],
    ["* * * 13 *", 'month "13": allowed: 1 to 12 or jan to dec'],
    ["* * * * 7", 'day of the week "7": allowed: 0 to 6 or sun to sat'],
    ["* * * * monday", 'day of the week "monday": allowed: 0 to 6 or sun to sat'],
    ["* * * mon *", 'month "mon": allowed: 1 to 12'],
    ["20-10 * * * *", 'minute "20-10": the range ends before it begins'],
    ["1-2-3 * * * *", 'minute "1-2-3": a range has two ends'],
    ["*/0 * * * *", 'minute "*/0": the step 0 is not a number from 1 on'],
    ["*/ * * * *", 'minute "*/": the step after / is not a number from 1 on'],
    ["*/2/3 * * * *", 'minute "*/2/3": more than one step'],
    ["1,,2 * * * *", 'minute "1,,2": allowed: 0 to 59'],
    ["-1 * * * *", 'minute "-1": allowed: 0 to 59'],
    ["L * * * *", 'minute "L": allowed: 0 to 59'],
    ["@dayly", "no such word; there are @yearly"],
    ["@every 5m", "write five fields, such as */30 * * * *"],
    ["TZ=UTC 0 0 * * *", "give it as timeZone"],
    ["CRON_TZ=UTC 0 0 * * *", "give it as timeZone"],
  ] as const) {
    it(`"${schedule}" is none, and what is wrong with it is said`, () => {
      expect(scheduleFault(schedule)).to.contain(fault);
    });
  }

  for (const [schedule, minutes] of [
    ["* * * * *", 1],
    ["*/15 * * * *", 15],
    ["*/25 * * * *", 10],
    ["5/10 * * * *", 10],
    ["0,59 * * * *", 1],
    ["30 2 * * 1-5", 24 * 60],
    ["0 1,3,20 * * *", 2 * 60],
    ["0 23,0 * * *", 60],
    ["0-10/5 6-8 1 1 *", 5],
    ["0 22-23 * * *", 60],
    ["@hourly", 60],
    ["@weekly", 24 * 60],
  ] as const) {
    it(`"${schedule}" leaves at least ${minutes} minutes between two times`, () => {
      expect(shortestInterval(schedule)).to.equal(minutes * 60);
    });
  }

  it("what is none has no interval", () => {
    expect(shortestInterval("every day")).to.equal(undefined);
  });
});
