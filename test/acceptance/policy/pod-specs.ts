import fc from "fast-check";
import { linuxContext, podContext, windowsContext } from "./pod-contexts";
import { settle, type Draft } from "./pod-validity";
import { volumes } from "./pod-volumes";
import { seldom } from "./seldom";

/** A pod as it is sent to the API server, without its name. */
export interface GeneratedPod {
  annotations?: Record<string, string>;
  spec: Record<string, unknown>;
}

/**
 * Pods that say something about every field which the Pod Security Standards look at, allowed or not, and that are otherwise valid.
 *
 * A third of them stray from what is allowed in few fields or none, so that a single field decides; others in many.
 */
export function pods(): fc.Arbitrary<GeneratedPod> {
  const ofLinux = fc.constantFrom(90, 15, 4).chain((odds) => draft(odds, "linux"));
  const ofWindows = fc.constantFrom(60, 10, 4).chain((odds) => draft(odds, "windows"));
  return fc.oneof({ weight: 6, arbitrary: ofLinux }, { weight: 1, arbitrary: ofWindows }).map(settle);
}

function draft(odds: number, os: "linux" | "windows"): fc.Arbitrary<Draft> {
  const flag = () => seldom<unknown>(odds, [undefined, false], [true, null]);
  const name = os === "windows" ? fc.constant(os) : fc.constantFrom(undefined, os);
  return fc.record({
    os: name,
    hostUsers: fc.constantFrom(undefined, undefined, null, true, false),
    hostNetwork: flag(),
    hostPID: flag(),
    hostIPC: flag(),
    securityContext: podContext(odds, os),
    hostProcess: seldom(odds, ["none", "not the pod", "no container"], ["the pod", "containers", "all"]),
    annotations: fc.array(annotation(odds), { maxLength: 2 }),
    volumes: volumes(odds),
    containers: fc.array(container(odds, os), { minLength: 1, maxLength: 2 }),
    initContainers: fc.array(container(odds, os), { maxLength: 2 }),
  });
}

function container(odds: number, os: "linux" | "windows"): fc.Arbitrary<Record<string, unknown>> {
  return fc.record({
    image: fc.constant("registry.example.org/web:1"),
    restartPolicy: fc.constantFrom(undefined, "Always"),
    securityContext: os === "windows" ? windowsContext(odds) : linuxContext(odds),
    ports: fc.array(fc.record({ hostPort: seldom<unknown>(odds, [undefined, 0], [null, 9000]) }), { maxLength: 2 }),
    livenessProbe: handler(odds),
    readinessProbe: handler(odds),
    startupProbe: handler(odds),
    lifecycle: fc.option(fc.record({ postStart: handler(odds), preStop: handler(odds) }), { nil: undefined }),
  });
}

/** A probe or lifecycle handler; half of the time none. */
function handler(odds: number): fc.Arbitrary<unknown> {
  const host = seldom<unknown>(odds * 2, [undefined, ""], [null, "127.0.0.1", "::1", "web.example.org", " "]);
  const action = fc.constantFrom("httpGet", "tcpSocket");
  const asks = fc.tuple(action, host).map(([kind, of]) => ({ [kind]: { port: 8000, path: "/", host: of } }));
  return fc.option(fc.oneof(asks, asks, fc.constant({ exec: { command: ["true"] } })), { nil: undefined });
}

function annotation(odds: number): fc.Arbitrary<[container: number, profile: string]> {
  const profile = seldom(odds, ["", "runtime/default", "localhost/web", "localhost/"], ["unconfined"]);
  return fc.tuple(fc.nat({ max: 3 }), profile);
}
