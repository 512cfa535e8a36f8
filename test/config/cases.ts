import { CONTAINER_CASES } from "./container-cases";
import { ENVIRONMENT_CASES } from "./environment-cases";
import { CASES, type Case } from "./fault-cases";
import { IMAGE_CASES } from "./image-cases";
import { KIND_CASES } from "./kind-cases";
import { NEEDS_CASES } from "./needs-cases";
import { SCALE_CASES } from "./scale-cases";
import { TARGET_CASES } from "./target-cases";

/** All ways in which a configuration is wrong, each for itself. */
export const ALL_CASES: readonly Case[] = [
  ...CASES,
  ...CONTAINER_CASES,
  ...IMAGE_CASES,
  ...KIND_CASES,
  ...SCALE_CASES,
  ...NEEDS_CASES,
  ...TARGET_CASES,
  ...ENVIRONMENT_CASES,
];
