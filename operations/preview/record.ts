import { listenForEvents, type EventServer } from "../event-server";
import { programFingerprint, Records } from "./records";
import { UpdateReader } from "./update";

/**
 * Runs an update and remembers how it went: how long each step took, from which later previews learn, and how well the last preview had
 * foretold it. An update that fails is not remembered: what it has not reached says nothing.
 *
 * @param environment that of `pulumi`
 * @param run runs the update, with the options and variables that it is given
 * @throws what `run` throws
 */
export async function recordUpdate(
  stack: string,
  environment: NodeJS.ProcessEnv,
  run: (recording: Pick<EventServer, "options" | "environment">) => Promise<unknown>,
): Promise<void> {
  const at = new Date();
  const records = new Records(stack, environment);
  const plan = records.plan();
  const isOfProgram = plan !== undefined && plan.program === programFingerprint(stack);
  const reader = new UpdateReader();
  const server = await listenForEvents((event) => reader.add(event));
  try {
    await run(server);
  } finally {
    await server.close();
    // Whatever it did, the state is another now.
    records.forgetPlan();
  }
  records.addUpdate(reader.result(at, isOfProgram ? plan : undefined));
}
