import { DefaultRenderer, Listr, ListrLogger, ProcessOutput, type ListrTask } from "listr2";
import { formatDuration, type Report } from "../embedded/report";

/** One piece of work that the user sees. */
export interface Step {
  title: string;
  run: (report: Report) => Promise<void>;
}

/** How long a finished step took. */
export interface Timing {
  title: string;
  milliseconds: number;
}

/** Between two lines about the same step where lines cannot be replaced, in milliseconds. */
const plainInterval = 15_000;

/** listr2's lines that change, also where standard output is not a terminal: they are written to standard error. */
class TerminalRenderer extends DefaultRenderer {
  public static override readonly nonTTY = true;
}

/**
 * Runs steps side by side and shows them while they run: on a terminal as lines that change, elsewhere as one line at the
 * start, one every quarter of a minute and one at the end. All of it goes to standard error, since programs read standard output.
 *
 * @throws what the first failing step threw
 */
export async function runSteps(steps: Step[]): Promise<Timing[]> {
  const timings: Timing[] = [];
  // One that does not know its size, such as a serial line, cannot be told where to write.
  const terminal = process.stderr.isTTY && process.stderr.columns > 0;
  const tasks: ListrTask[] = steps.map((step) => ({
    title: step.title,
    task: async (_context, task) => {
      const started = Date.now();
      let shown = 0;
      await step.run((message) => {
        if (!terminal && Date.now() - shown < plainInterval) return;
        shown = Date.now();
        if (terminal) task.output = message;
        else process.stderr.write(`  ${step.title}: ${message}\n`);
      });
      const milliseconds = Date.now() - started;
      timings.push({ title: step.title, milliseconds });
      task.title = `${step.title} (${formatDuration(milliseconds)})`;
      if (!terminal) process.stderr.write(`${task.title}\n`);
    },
  }));
  const processOutput = new ProcessOutput(process.stderr, process.stderr);
  const logger = new ListrLogger({ useIcons: true, toStderr: [], processOutput });
  await new Listr(tasks, {
    concurrent: true,
    exitOnError: true,
    renderer: TerminalRenderer,
    rendererOptions: { collapseErrors: false, logger },
    silentRendererCondition: !terminal,
  }).run();
  return timings;
}
