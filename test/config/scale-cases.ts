import type { Case } from "./fault-cases";
import { set, WEB } from "./fault-cases";

const SCALING = `${WEB}/scaling`;
const auto = (changes: object = {}) => set(SCALING, { min: 2, max: 6, cpu: "70%", ...changes });
const at = (key: string) => `platform:services.web.scaling${key}`;

/** Ways in which the number of replicas is wrong. */
export const SCALE_CASES: readonly Case[] = [
  {
    what: "replicas by their former key",
    change: set(`${WEB}/replicas`, 2),
    key: "platform:services.web.replicas",
    wanted: "this is now scaling",
  },
  {
    what: "scaling that is neither a number nor a map",
    change: set(SCALING, "many"),
    key: `${at("")} = "many"`,
    wanted: "a whole number from 1 to 50, or a map with the keys min, max and cpu or memory",
  },
  { what: "scaling to nothing", change: set(SCALING, 0), key: `${at("")} = 0`, wanted: "a whole number from 1 to 50" },
  { what: "scaling to a half", change: set(SCALING, 1.5), key: `${at("")} = 1.5`, wanted: "from 1 to 50" },
  { what: "scaling by a list", change: set(SCALING, [2, 6]), key: `${at("")} = [2,6]`, wanted: "a map with the keys" },
  {
    what: "an unknown key of scaling",
    change: auto({ maximum: 6 }),
    key: at(".maximum"),
    wanted: "unknown key; the keys here are: min, max, cpu, memory",
  },
  {
    what: "scaling without a maximum",
    change: set(SCALING, { min: 2, cpu: "70%" }),
    key: at(".max"),
    wanted: "missing; allowed: a whole number from 1 to 50",
  },
  { what: "a minimum of nothing", change: auto({ min: 0 }), key: `${at(".min")} = 0`, wanted: "from 1 to 50" },
  { what: "a maximum of 51", change: auto({ max: 51 }), key: `${at(".max")} = 51`, wanted: "from 1 to 50" },
  {
    what: "a minimum above the maximum",
    change: auto({ min: 6, max: 5 }),
    key: `${at(".max")} = 5`,
    wanted: "more than scaling.min (6)",
  },
  {
    what: "a minimum that is the maximum",
    change: auto({ max: 2 }),
    key: `${at(".max")} = 2`,
    wanted: "a number that never changes is scaling: 2",
  },
  {
    what: "scaling by nothing",
    change: set(SCALING, { min: 2, max: 6 }),
    key: `${at("")} = {"min":2,"max":6}`,
    wanted: "say by what it scales, such as cpu: 70%",
  },
  {
    what: "a percentage without its sign",
    change: auto({ cpu: 70 }),
    key: `${at(".cpu")} = 70`,
    wanted: "a percentage from 1% to 1000%",
  },
  {
    what: "a fraction of a percent",
    change: auto({ cpu: "0.5%" }),
    key: `${at(".cpu")} = "0.5%"`,
    wanted: "as a whole number and %, such as 70%",
  },
  { what: "no percent", change: auto({ memory: "0%" }), key: `${at(".memory")} = "0%"`, wanted: "from 1% to 1000%" },
  {
    what: "a target that no load reaches, as the limit is lower",
    change: auto({ cpu: "182%" }),
    key: `${at(".cpu")} = "182%"`,
    wanted: "allowed: at most 181%, since a replica that requests 250m (requests.cpu) is kept below 500m (limits.cpu)",
  },
  {
    what: "a target of memory that is the limit",
    change: [auto({ memory: "95%" }), set(`${WEB}/limits`, { memory: "512Mi" })],
    key: `${at(".memory")} = "95%"`,
    wanted: "allowed: at most 90%",
  },
  {
    what: "a maximum whose pods the quota does not hold with the surge of a rolling update",
    change: [auto({ max: 11 }), set("namespace/quota", { pods: 20, cpu: "100", memory: "100Gi" })],
    key: `${at(".max")} = 11`,
    wanted:
      "allowed: at most 10, which the quota holds in a rolling update; or raise namespace.quota.pods, 20, to at least 22",
  },
  {
    what: "a maximum that the quota does not hold beside another service",
    change: [
      auto({ max: 9 }),
      set("services/second", {
        port: 9000,
        image: `example.org/second@sha256:${"0".repeat(64)}`,
        scaling: 2,
        requests: { cpu: "10m", memory: "16Mi" },
      }),
      set("namespace/quota", { pods: 20, cpu: "100", memory: "100Gi" }),
    ],
    key: `${at(".max")} = 9`,
    wanted: "at most 8",
  },
  {
    what: "a fixed number that the quota does not hold",
    change: [set(SCALING, 9), set("namespace/quota/memory", "100Gi")],
    key: 'platform:namespace.quota.cpu = "8"',
    wanted: "at least 9",
  },
  {
    what: "production with a service of one replica",
    stack: "production",
    change: set(SCALING, 1),
    key: `${at("")} = 1`,
    wanted: "allowed in production: at least 2",
  },
  {
    what: "production with a service that may go down to one replica",
    stack: "production",
    change: auto({ min: 1 }),
    key: `${at(".min")} = 1`,
    wanted: "allowed in production: at least 2",
  },
  {
    what: "an environment scaled to nothing",
    change: set("scale", 0),
    key: "platform:scale = 0",
    wanted: "from 0.1 to 10",
  },
  {
    what: "an environment scaled by a word",
    change: set("scale", "double"),
    key: "platform:scale",
    wanted: "a number from",
  },
  {
    what: "an environment scaled by thousandths",
    change: set("scale", 1.005),
    key: "platform:scale = 1.005",
    wanted: "at most two decimals",
  },
  {
    what: "an environment scaled beyond its quota",
    change: [set("scale", 10), set("namespace/quota/memory", "100Gi")],
    key: 'platform:namespace.quota.cpu = "8"',
    wanted: "in a rolling update with platform:scale 10",
  },
  {
    what: "an environment scaled below what it must have",
    stack: "production",
    change: set("scale", 0.4),
    key: "platform:scale = 0.4",
    wanted:
      "allowed in production: at least 0.41: services.web (workload.replicas), 5, would be 2, and at least 3 must stay",
  },
  {
    what: "an environment scaled below what a service must have",
    stack: "production",
    change: [auto({ min: 3, max: 9 }), set("scale", 0.3)],
    key: "platform:scale = 0.3",
    wanted: "allowed in production: at least 0.34: services.web.scaling.min, 3, would be 1, and at least 2 must stay",
  },
  {
    what: "an environment scaled to more replicas than there may be",
    change: [set(SCALING, 6), set("scale", 9), set("namespace/quota", { pods: 1000, cpu: "1000", memory: "1000Gi" })],
    key: "platform:scale = 9",
    wanted: "allowed: at most 8.33: services.web.scaling, 6, would be 54, and there may be 50",
  },
];
