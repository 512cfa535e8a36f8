import { databases, familyOf, isDerived, type Family } from "../../../lib/aws/rds";
import { defineRule } from "../../../lib/rule";

export default defineRule<{ precision: string; fixed: string[] }>({
  id: "aws-rds-engine-version",
  title: "Databases state an engine version without known holes",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV_AWS_250", "CKV_AWS_388"],
  fields: ["engine", "engineVersion"],
  why: "Without a version two stacks of one program differ by the day they were made; some versions let users read files of the server.",
  fix: "Set engineVersion to a version with its minor part that is no older than the first fixed one.",
  appliesTo: databases,
  parameters: {
    precision: {
      type: "string",
      enum: ["major", "minor"],
      description: "How much of the version must be stated.",
      default: "minor",
    },
    fixed: {
      type: "array",
      items: { type: "string", pattern: "^\\S+ \\S+$" },
      description: "Engine and first version without known holes of a major version; earlier ones of it are refused.",
      // The holes of AWS-2022-004, in log_fdw, and of Aurora's reading of local files.
      default: [
        "postgres 9.6.22",
        "postgres 10.17",
        "postgres 11.12",
        "postgres 12.7",
        "postgres 13.3",
        "aurora-postgresql 10.14",
        "aurora-postgresql 11.9",
      ],
    },
  },
  check(database, check) {
    const { precision, fixed } = check.parameters;
    const isDefined = database.at("engine").exists || isDerived(database);
    if (!isDefined) check.violation({ at: "engine", wanted: "an engine" });
    const node = database.at("engineVersion");
    if (!node.exists) {
      // A replica or a restored database has the version of its source.
      if (!isDerived(database)) check.violation({ at: node, wanted: "a version" });
      return;
    }
    const family = familyOf(database);
    const parts = partsOf(node.text() ?? "");
    const major = majorLength(family, parts);
    const needed = precision === "major" ? major : major + 1;
    if (parts.length < needed) check.violation({ at: node, wanted: `a version with its ${precision} part` });
    const engine = database.at("engine").text()?.toLowerCase() ?? "";
    const first = fixed.find((one) => {
      const [fixedEngine, fixedVersion = ""] = one.split(" ");
      return fixedEngine === engine && isBefore(parts, partsOf(fixedVersion), major);
    });
    if (first !== undefined) check.violation({ at: node, wanted: `${first} or later` });
  },
});

function partsOf(version: string): string[] {
  return version === "" ? [] : version.split(".");
}

/** How many parts of a version make its major version: `16` of PostgreSQL, `9.6` of the old one, `8.0` of MySQL. */
function majorLength(family: Family | undefined, [first]: readonly string[]): number {
  if (family === "postgres" || family === "aurora-postgresql") return Number(first) < 10 ? 2 : 1;
  return family === undefined || family === "oracle" ? 1 : 2;
}

/** Whether a version is an earlier one of the same major version. A version that leaves the rest open is the latest. */
function isBefore(parts: readonly string[], fixed: readonly string[], major: number): boolean {
  const isSameMajor = fixed.slice(0, major).every((part, index) => parts[index] === part);
  const minor = parts[major];
  return isSameMajor && minor !== undefined && Number(minor) < Number(fixed[major]);
}
