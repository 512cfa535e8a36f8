import execa from "execa";
import * as fs from "node:fs";
import * as path from "node:path";
import { checkStackFile } from "../../config/check";
import type { PlatformConfig } from "../../config/schema";
import { timeoutFactor } from "../../embedded/timeouts";
import { describeService, type ServiceOutput } from "../services";
import { existingStackFile } from "../stack-cluster";
import { outputsOf, type Place } from "./place";
import { settle } from "./settle";

/** One thing that was looked at. */
export interface Finding {
  /** Key of the service. */
  service: string;
  /** What was looked at: `ready`, `health`, or the path of a check. */
  check: string;
  passed: boolean;
  /** What was seen. */
  evidence: string;
}

/** What came of validating a stack. */
export interface Validation {
  stack: string;
  passed: boolean;
  findings: Finding[];
  /** Digests that were seen to run, by the key of the service. */
  images: Record<string, string>;
}

type ServiceConfig = PlatformConfig["services"][string];

/** An answer, as far as it is judged. */
interface Answer {
  status: number;
  body: string;
}

/** What a service has to finish its requests when it says nothing itself, and what is added for its end, in seconds. */
const USUAL_DRAIN_SECONDS = 20;
const END_SECONDS = 20;

/** How long one question may take, in milliseconds, on a machine of usual speed. */
const ANSWER_LIMIT = 10_000;

/**
 * Asks a stack whether it does its work: whether every replica of what its outputs name is ready, and whether each web service answers where
 * its readiness is asked, and each of its checks as it says. Changes nothing.
 *
 * @throws Error when the stack is not up or its cluster cannot be asked; what does not do its work is a finding
 */
export async function validate(place: Place): Promise<Validation> {
  const file = existingStackFile(place.stack);
  const config = checkStackFile(place.stack, { path: path.basename(file), text: fs.readFileSync(file, "utf8") });
  const { services } = await outputsOf(place);
  const all = Object.entries(services).map(([key, service]) =>
    validateService(key, service, Object.hasOwn(config.services, key) ? config.services[key] : undefined, place),
  );
  const findings = (await Promise.all(all)).flat();
  const images = Object.entries(services).map(([key, { image }]) => [key, image.slice(image.indexOf("@") + 1)]);
  return {
    stack: place.target.stack,
    passed: findings.every(({ passed }) => passed),
    findings,
    images: Object.fromEntries(images) as Record<string, string>,
  };
}

async function validateService(
  key: string,
  service: ServiceOutput,
  config: ServiceConfig | undefined,
  place: Place,
): Promise<Finding[]> {
  const drain = (config?.drainTimeout ?? USUAL_DRAIN_SECONDS) + END_SECONDS;
  const ending = await settle(service, place, drain * 1000);
  const ready = await readiness(key, service, place);
  if (ending.length > 0) {
    const evidence = `${ready.evidence}, and pods of an earlier version are still ending after ${drain} s: ${ending.join(", ")}`;
    return [{ ...ready, passed: false, evidence }];
  }
  if (!config || config.kind !== "web") return [ready];
  const http = (config.probes?.kind ?? "http") === "http";
  const health = { path: config.probes?.readiness ?? "/readyz", status: 200, contains: undefined };
  const questions = [...(http ? [{ name: "health", ...health }] : []), ...(config.checks ?? []).map(named)];
  const answers = questions.map(async ({ name, ...question }): Promise<Finding> => {
    const { passed, evidence } = await judged(question, service, place);
    return { service: key, check: name, passed, evidence };
  });
  return [ready, ...(await Promise.all(answers))];
}

const named = <Check extends { path: string }>(check: Check) => ({ name: check.path, ...check });

async function readiness(key: string, service: ServiceOutput, place: Place): Promise<Finding> {
  try {
    const { ready } = await describeService(service, place.cluster, place.environment);
    const [, is, wanted] = /^(\d+)\/(\d+)$/.exec(ready) ?? [];
    return { service: key, check: "ready", passed: is === wanted, evidence: ready };
  } catch (error) {
    return { service: key, check: "ready", passed: false, evidence: (error as Error).message };
  }
}

/** Asks a question, and says what is wrong with the answer. */
async function judged(
  { path: asked, status, contains }: { path: string; status: number; contains?: string | undefined },
  service: ServiceOutput,
  place: Place,
): Promise<Pick<Finding, "passed" | "evidence">> {
  let answer: Answer;
  try {
    answer = service.url ? await askOutside(new URL(asked, service.url)) : await askInside(asked, service, place);
  } catch (error) {
    const cause = error instanceof Error ? ((error.cause as Error | undefined) ?? error) : new Error(String(error));
    return { passed: false, evidence: `no answer to ${asked}: ${cause.message}` };
  }
  if (answer.status !== status) return { passed: false, evidence: `${asked}: ${answer.status}, and not ${status}` };
  if (contains === undefined || answer.body.includes(contains))
    return { passed: true, evidence: `${asked}: ${status}` };
  return { passed: false, evidence: `${asked}: ${status}, without ${JSON.stringify(contains)} in the answer` };
}

async function askOutside(url: URL): Promise<Answer> {
  const response = await fetch(url, {
    signal: AbortSignal.timeout(ANSWER_LIMIT * timeoutFactor()),
    redirect: "manual",
  });
  return { status: response.status, body: await response.text() };
}

/** Through a port of this machine that kubectl forwards: what is exposed nowhere is reached on every cluster in this way. */
async function askInside(
  asked: string,
  { name, namespace, internalUrl }: ServiceOutput,
  place: Place,
): Promise<Answer> {
  if (internalUrl === undefined) throw new Error("it has no port");
  const port = new URL(internalUrl).port || "80";
  const args = [...place.cluster, "port-forward", "--namespace", namespace, `service/${name}`, `:${port}`];
  const forward = execa("kubectl", args, {
    env: place.environment,
    reject: false,
    timeout: 2 * ANSWER_LIMIT * timeoutFactor(),
  });
  try {
    return await askOutside(new URL(asked, `http://127.0.0.1:${await forwardedPort(forward)}`));
  } finally {
    forward.kill();
    await forward;
  }
}

/** The port that kubectl says it forwards. @throws Error with its own words when it ends before that */
async function forwardedPort(forward: execa.ExecaChildProcess): Promise<string> {
  let said = "";
  for await (const chunk of forward.stdout ?? []) {
    said += String(chunk);
    const [, port] = /^Forwarding from 127\.0\.0\.1:(\d+) /m.exec(said) ?? [];
    if (port !== undefined) return port;
  }
  throw new Error((await forward).stderr.trim() || "kubectl forwarded no port");
}
