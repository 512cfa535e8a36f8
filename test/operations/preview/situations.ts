import * as fs from "node:fs";
import * as path from "node:path";
import { addEvent, newOutcome } from "../../../operations/policy/events";
import { decide, type Terms } from "../../../operations/policy/gate";
import { ChangeReader } from "../../../operations/preview/changes";
import { DriftReader } from "../../../operations/preview/drift";
import { forecastOf, type Forecast } from "../../../operations/preview/forecast";
import { markdownComment } from "../../../operations/preview/markdown";
import { Mask } from "../../../operations/preview/mask";
import { policyReport, type PolicyReport } from "../../../operations/preview/policy";
import type { UpdateRecord } from "../../../operations/preview/records";
import { reportOf, type PreviewReport } from "../../../operations/preview/report";
import { recording } from "./record";

/** Name of the stack of the recordings. */
export const STACK = "staging";

/** The day of the reports, from which days are counted. */
const TODAY = new Date("2026-11-30T12:00:00Z");

/** A change that a pull request makes, and what is known of it beside the recording of that name. */
interface Situation {
  /** Recording of the target branch's policy findings; the change's own are in its recording. */
  readonly base?: string;
  /** Recording of a refresh. */
  readonly drift?: string;
  /** Updates that were recorded before. */
  readonly updates?: readonly UpdateRecord[];
}

const URN = `urn:pulumi:${STACK}::platform-deployment::`;
const BUILD = `${URN}platform:registry:Image$docker:index/image:Image::platform-web-image-build`;
const WORKLOAD = `${URN}platform:service:Service$kubernetes:apps/v1:Deployment::platform-web-workload`;

/** An update in which the image is built for so many seconds, and then the service rolls for so many. */
const rolled = (build: number, roll: number): UpdateRecord => ({
  at: TODAY.toISOString(),
  seconds: 2 + build + roll + 1,
  steps: [
    { urn: BUILD, action: "update", from: 2, to: 2 + build },
    { urn: WORKLOAD, action: "update", from: 2 + build, to: 2 + build + roll },
  ],
});

/** What of another resource a resource waits for, as the state has it. */
const DEPENDENCIES = new Map([[WORKLOAD, [BUILD]]]);

/** What pull requests do, by the name of the recording. */
export const SITUATIONS: Readonly<Record<string, Situation>> = {
  nothing: { drift: "drift" },
  code: { updates: [rolled(10, 20), rolled(14, 25), rolled(12, 31)] },
  settings: {},
  image: {},
  scale: {},
  "new-stack": {},
  "new-service": {},
  "replaced-volume": {},
  "removed-services": {},
  secret: {},
  names: {},
  failing: {},
  policy: { base: "policy-base" },
};

/** The report of a situation. */
export function reportOfSituation(name: string, mask: Mask = new Mask()): PreviewReport {
  const { base, drift, updates } = SITUATIONS[name] ?? {};
  const reader = new ChangeReader();
  for (const event of recording(name)) reader.add(event);
  const changes = reader.result(mask);
  const forecast: Forecast = forecastOf(changes.changes, DEPENDENCIES, updates ?? []);
  return reportOf(changes, {
    stack: STACK,
    forecast,
    ...(base === undefined ? {} : { policy: judged(name, judged(base), mask) }),
    ...(drift === undefined ? {} : { drift: drifted(drift, mask) }),
  });
}

function judged(name: string, base?: PolicyReport, mask = new Mask()): PolicyReport {
  const outcome = newOutcome();
  for (const event of recording(name)) addEvent(outcome, event);
  const exemption = {
    rule: "k8s-service-type",
    resource: "platform-web-service",
    owner: "platform",
    reason: "It has no ingress.",
  };
  const settings: Terms["settings"] = {
    levels: "production",
    parameters: {},
    exemptions: [
      { ...exemption, expires: "2026-12-15" },
      { ...exemption, resource: "other-service", expires: "2027-12-15" },
    ],
  };
  const terms: Terms = { judged: "the preview", settings, rules: [], undecided: "later", now: TODAY };
  return policyReport(decide(STACK, outcome, terms), base, mask, TODAY);
}

function drifted(name: string, mask: Mask) {
  const reader = new DriftReader();
  for (const event of recording(name)) reader.add(event);
  return reader.result(mask);
}

/** The file of a situation's comment, as it was agreed. */
export const goldenFile = (name: string) => path.join(__dirname, "goldens", `${name}.md`);

/** Agrees to the comments as they are now. */
if (require.main === module) {
  for (const name of Object.keys(SITUATIONS)) {
    fs.mkdirSync(path.dirname(goldenFile(name)), { recursive: true });
    fs.writeFileSync(goldenFile(name), markdownComment(reportOfSituation(name)).text);
  }
}
