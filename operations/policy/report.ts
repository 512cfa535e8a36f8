import { z } from "zod";
import { judgementOf, type StackVerdict } from "./gate";

/** Number of the report's form: it grows when something of it is taken away or means something else. */
const FORMAT = 1;

const level = z.enum(["advisory", "mandatory", "disabled", "remediate"]);
const severity = z.enum(["critical", "high", "medium", "low"]);
const judgement = z
  .enum(["kept", "broken", "undecided"])
  .describe("kept: exit code 0; broken: a mandatory rule is, or an exemption is over, exit code 1; undecided: 2");
const urn = z.string().describe("URN of the resource; that of the stack where no single resource is at fault");
const rule = z.string().describe("name of the rule, as in docs/policy/catalogue.md");

const undecided = z.strictObject({
  pack: z.string(),
  rule,
  urn,
  message: z.string().describe("what is not known yet: resource, type and path of the value"),
});

const stackVerdict = z.strictObject({
  stack: z.string(),
  judgement,
  judged: z.string().describe("what was judged, in words: the preview or the state, and what stood in for what"),
  violations: z.array(
    z.strictObject({
      pack: z.string(),
      rule,
      level,
      severity,
      urn,
      message: z.string().describe("resource, path, what is found, what is wanted, and what to do"),
    }),
  ),
  undecided: z.array(undecided).describe("mandatory rules that could not be judged, and that the state does not prove"),
  proved: z.array(undecided).describe("mandatory rules that the preview could not judge, and the state proves"),
  remediations: z.array(z.strictObject({ rule, urn })).describe("what rules at level remediate would set"),
  exemptions: z.array(
    z.strictObject({
      rule,
      resource: z.string().describe("name or URN of the resource, * for any text"),
      owner: z.string(),
      reason: z.string(),
      expires: z.string().describe("the last day, such as 2027-01-31"),
      expired: z.boolean(),
    }),
  ),
  fault: z.string().optional().describe("why nothing could be judged; absent where it could"),
  passed: z.boolean().describe("whether nothing stands against the stack"),
});

const report = z
  .strictObject({
    format: z.literal(FORMAT).describe("grows when something is taken away or means something else; keys may be added"),
    judgement,
    stacks: z.array(stackVerdict),
  })
  .meta({ title: "Report of `platform policy --json`" });

/** What `platform policy --json` prints. */
export type PolicyReport = z.infer<typeof report>;

/** The report about all stacks. */
export function reportOf(verdicts: readonly StackVerdict[]): PolicyReport {
  return { format: FORMAT, judgement: judgementOf(verdicts), stacks: [...verdicts] };
}

/** The JSON schema of the report. */
export function reportSchema(): object {
  return z.toJSONSchema(report, { target: "draft-2020-12" });
}
