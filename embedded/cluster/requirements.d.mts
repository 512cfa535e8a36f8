/** What decides whether the embedded cluster can run on a machine. */
export interface MachineFacts {
  /** As `process.platform` and `process.arch` say it. */
  platform: string;
  architecture: string;
  /** 0 is root. */
  userId: number;
  /** The text of /etc/os-release, empty where there is none. */
  osRelease: string;
  /** Whether a file is there. */
  exists(file: string): boolean;
}

/** Why it cannot, and what to do about it. */
export interface MachineFault {
  problem: string;
  remedy: string;
}

export function thisMachine(): MachineFacts;
export function machineFault(machine: MachineFacts): MachineFault | undefined;
