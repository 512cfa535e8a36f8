import { fork, type ChildProcess } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Job, Report } from "./worker";

/** Longer than any file of tests takes. */
const LONGEST_SILENCE = 20_000;

/**
 * Lets worker processes do jobs, as many at a time as there are processors.
 *
 * @returns for each job whether each of its mutants is noticed. One that makes its test run endlessly is.
 */
export async function judgeAll(
  jobs: readonly Job[],
  onJudged: (noticed: boolean, job: Job) => void,
): Promise<boolean[][]> {
  const results: boolean[][] = [];
  const left = jobs.entries();
  const worker = async (): Promise<void> => {
    let child: ChildProcess | undefined;
    try {
      for (const [number, job] of left) {
        const noticed: boolean[] = (results[number] = []);
        while (noticed.length < job.indices.length) {
          if (!child?.connected)
            child = fork(join(__dirname, "worker.ts"), {
              execArgv: [...process.execArgv, "--max-old-space-size=2048"],
            });
          await judge(child, { ...job, indices: job.indices.slice(noticed.length) }, (one) => {
            noticed.push(one);
            onJudged(one, job);
          });
        }
      }
    } finally {
      child?.kill("SIGKILL");
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return results;
}

/** Lets a worker do a job until it is done, or the worker is. */
function judge(child: ChildProcess, job: Job, onJudged: (noticed: boolean) => void): Promise<void> {
  return new Promise((done, fail) => {
    // Nothing in a process that loops could end the loop.
    const deadline = setTimeout(() => child.kill("SIGKILL"), LONGEST_SILENCE);
    const finish = (settle: () => void) => {
      clearTimeout(deadline);
      child.removeAllListeners();
      settle();
    };
    let left = job.indices.length;
    child.on("message", (report: Report) => {
      deadline.refresh();
      if ("fault" in report) finish(() => fail(new Error(report.fault)));
      if (!("noticed" in report)) return;
      onJudged(report.noticed);
      if (--left === 0) finish(done);
    });
    child.on("exit", (code, signal) => {
      // Killed for its silence, or out of memory: either way the tests would not have ended well.
      if (signal) onJudged(true);
      finish(() => (signal ? done() : fail(new Error(`a worker ended with code ${code}`))));
    });
    child.send(job);
  });
}
