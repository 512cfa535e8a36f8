import { demandOf, sumOf } from "../../config/demand";
import { formatCpu, formatMemory } from "../../config/quantity";
import type { ResolvedConfig } from "../../config/resolve";
import { podNumber } from "../services/demand";
import { cpuShare, memoryShare } from "./resolve";

type Amounts = ResolvedConfig["services"][number]["requests"];

/** What a machine has. */
export interface Capacity {
  /** Millicores. */
  readonly cpu: number;
  /** Bytes. */
  readonly memory: number;
}

/** What of the machine a rehearsal may request at the most: the rest is for other stacks on it, and for the cluster itself. */
const SHARE = 0.5;

/** Steps in which the factor becomes smaller. */
const STEP = 0.01;

/**
 * The largest factor, in hundredths, with which all replicas of a stack fit into half of a machine while they are updated.
 *
 * @param config the stack's configuration with its own target.
 * @throws Error when even the smallest one does not.
 */
export function factorFor(config: ResolvedConfig, machine: Capacity): number {
  const demand = (factor: number) => {
    // The scheduler counts requests, not limits.
    const shareOf = ({ requests }: { readonly requests: Amounts }) => ({
      limits: { cpu: cpuShare(requests.cpu, factor), memory: memoryShare(requests.memory, factor) },
    });
    return sumOf(
      config.services.map((service) =>
        demandOf({
          number: podNumber(service),
          ...shareOf(service),
          init: service.init.map(shareOf),
          sidecars: service.sidecars.map(shareOf),
        }),
      ),
    );
  };
  for (let hundredths = 1 / STEP; hundredths >= 1; hundredths--) {
    const { cpu, memory } = demand(hundredths * STEP);
    if (cpu <= SHARE * machine.cpu && memory <= SHARE * machine.memory) return hundredths / 100;
  }
  const { cpu, memory } = demand(STEP);
  throw new Error(
    `The replicas of ${config.environment} do not fit on this machine, not even with ${STEP} of what they request: they need ` +
      `${formatCpu(cpu)} CPU and ${formatMemory(memory)}, and a rehearsal may take half of the ${formatCpu(machine.cpu)} CPU and ` +
      `${Math.floor(machine.memory / 1024 ** 3)}Gi here. Rehearse on a larger machine, or give a factor all the same: --factor ${STEP}`,
  );
}
