import type { Case } from "./fault-cases";
import { set } from "./fault-cases";

/** What is refused in an environment that needs more than another. */
export const ENVIRONMENT_CASES: readonly Case[] = [
  {
    what: "staging with debugging",
    stack: "staging",
    change: set("debug", true),
    key: "platform:debug = true",
    wanted: "allowed in staging: false",
  },
  {
    what: "staging with one replica",
    stack: "staging",
    change: set("workload/replicas", 1),
    key: "platform:workload.replicas = 1",
    wanted: "allowed in staging: at least 2",
  },
  {
    what: "staging without monitoring",
    stack: "staging",
    change: set("monitoring/enabled", false),
    key: "platform:monitoring.enabled = false",
    wanted: "allowed in staging: true",
  },
  {
    what: "production with debugging",
    stack: "production",
    change: set("debug", true),
    key: "platform:debug = true",
    wanted: "allowed in production: false",
  },
  {
    what: "production without monitoring",
    stack: "production",
    change: set("monitoring/enabled", false),
    key: "platform:monitoring.enabled = false",
    wanted: "allowed in production: true",
  },
  {
    what: "production without backup",
    stack: "production",
    change: set("backup/enabled", false),
    key: "platform:backup.enabled = false",
    wanted: "allowed in production: true",
  },
  {
    what: "production with two replicas",
    stack: "production",
    change: set("workload/replicas", 2),
    key: "platform:workload.replicas = 2",
    wanted: "allowed in production: at least 3",
  },
  {
    what: "production with lesser pod security",
    stack: "production",
    change: set("namespace/podSecurity", "baseline"),
    key: 'platform:namespace.podSecurity = "baseline"',
    wanted: "allowed in production: restricted",
  },
];
