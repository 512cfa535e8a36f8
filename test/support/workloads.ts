/** Arguments of workloads, right in themselves, for tests that change one. */

/** What every workload must be given but its name. */
export const POD = {
  image: `example.org/app@sha256:${"a".repeat(64)}`,
  requests: { memory: "128Mi", cpu: "100m" },
  limits: { memory: "128Mi", cpu: "200m" },
  scaling: { kind: "fixed", replicas: 1 },
} as const;

/** Probes by a program. */
export const EXEC = {
  kind: "exec",
  readiness: "/",
  liveness: "/",
  command: ["check", "--now"],
  startupTimeout: 31,
} as const;

/** Probes by HTTP. */
export const HTTP = { kind: "http", readiness: "/ready", liveness: "/live", startupTimeout: 30 } as const;

/** What every container of the platform is. */
export const SAFE = {
  imagePullPolicy: "IfNotPresent",
  securityContext: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  },
  terminationMessagePolicy: "FallbackToLogsOnError",
};

/** What a component says of arguments that are wrong. @throws Error when it takes them */
export async function failureOf(rendering: Promise<unknown>): Promise<string> {
  try {
    await rendering;
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("the component accepted its arguments");
}
