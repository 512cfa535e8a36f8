import { failureCode } from "../arguments.mjs";
import type { Judgement } from "./gate";

/** Exit code of a run that could not judge. */
export const NOT_JUDGED = failureCode(["policy"]);

/** Exit codes of the gate, as CI systems tell a broken rule from a gate that is broken itself. */
export const EXIT_CODES: Readonly<Record<Judgement, number>> = { kept: 0, broken: 1, undecided: NOT_JUDGED };
