import { readFileSync } from "node:fs";
import fc from "fast-check";
import Mocha from "mocha";
import { forget, load } from "./modules";
import { mutantsOf } from "./mutants";

/** What a worker is asked: to break clauses of a file. */
export interface Job {
  file: string;
  /** Which of its mutants. */
  indices: readonly number[];
  /** What imports the file, directly or by way of others. */
  dependants: readonly string[];
}

/** What a worker says: that it goes on, what came of the next mutant, or that the whole is not a use. */
export type Report = { isAlive: true } | { noticed: boolean } | { fault: string };

/** Mocha, asked again and again in one process. */
class Tests extends Mocha {
  constructor(file: string) {
    super({ reporter: class {} as never, bail: true, timeout: 10_000 });
    forget([file]);
    this.addFile(file);
    this.loadFiles();
  }
}

/** Runs a file of tests with the modules that are loaded; tells whether one of them fails. */
function fails(test: string): Promise<boolean> {
  return new Promise((done) => {
    try {
      new Tests(test).run((failures) => done(failures > 0));
    } catch {
      // What cannot even be loaded is found by everybody.
      done(true);
    }
  });
}

/** Tests that were seen to pass when nothing is broken. */
const sound = new Set<string>();

async function work({ file, indices, dependants }: Job): Promise<void> {
  const text = readFileSync(file, "utf8");
  const mutants = mutantsOf(file, text);
  let tests = dependants.filter((one) => one.endsWith(".test.ts"));

  const notices = async (test: string, source: string): Promise<boolean> => {
    say({ isAlive: true });
    if (!sound.has(test)) {
      await load(file, text, dependants);
      if (await fails(test)) throw new Error(`${test} fails although nothing is broken`);
      sound.add(test);
      await load(file, source, dependants);
    }
    return fails(test);
  };
  const isNoticed = async (source: string): Promise<boolean> => {
    try {
      await load(file, source, dependants);
    } catch {
      return true;
    }
    for (const test of tests) {
      if (!(await notices(test, source))) continue;
      // What notices one fault of a file is likely to notice the next.
      tests = [test, ...tests.filter((one) => one !== test)];
      return true;
    }
    return false;
  };
  for (const index of indices) say({ noticed: await isNoticed(mutants[index]!.source) });
  forget([file, ...dependants]);
}

function say(report: Report): void {
  process.send!(report);
}

// Each run of mocha listens to the process.
process.setMaxListeners(0);
// A clause that only some random values miss is unnoticed in every run, or in none.
fc.configureGlobal({ seed: 1 });
process.on("message", (job: Job) => {
  work(job).catch((error: Error) => say({ fault: error.message }));
});
