import { X509Certificate } from "node:crypto";
import { ApiError } from "./types";

/** What a failed connection means and what to do about it, by the error code of Node.js or OpenSSL. */
const CAUSES: Record<string, string> = {
  ECONNREFUSED:
    "nothing listens there. Start the cluster, or point the provider's kubeconfig and context at one that runs",
  ECONNRESET: "the server closed the connection. Check that the cluster is healthy, then run again",
  EPIPE: "the server closed the connection. Check that the cluster is healthy, then run again",
  ENOTFOUND: "the host name does not resolve. Check the server address in the kubeconfig, and DNS",
  EAI_AGAIN: "the host name cannot be resolved now. Check DNS and the network",
  EHOSTUNREACH: "there is no route to the host. Check the network or VPN",
  ENETUNREACH: "the network is unreachable. Check the network or VPN",
  ETIMEDOUT: "the host does not answer. Check that the cluster runs and that no firewall is between",
  CERT_HAS_EXPIRED: "its certificate has expired. Renew the cluster's certificates",
  CERT_NOT_YET_VALID: "its certificate is not valid yet. Check the clocks of this machine and of the server",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another name. Check the server address in the kubeconfig",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is not signed by the kubeconfig's authority. Fetch the kubeconfig anew",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate is not signed by the kubeconfig's authority. Fetch the kubeconfig anew",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    "its certificate is not signed by the kubeconfig's authority. Fetch the kubeconfig anew",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    "its certificate is not signed by the kubeconfig's authority. Fetch the kubeconfig anew",
};

/** The causes by which no server is there, or none answers. With any other the cluster goes on, only not for this kubeconfig. */
const NOBODY_ANSWERS: ReadonlySet<string> = new Set([
  ...["ECONNREFUSED", "ECONNRESET", "EPIPE", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "ETIMEDOUT"],
  "Timeout",
]);

/**
 * Reports whether a request failed because no server answered. A refused login, a certificate that is not valid, a command that gives no
 * credentials and a wait that was cancelled say nothing of whether the cluster is there.
 */
export function isUnanswered(error: unknown): boolean {
  return error instanceof ApiError && error.code === 0 && NOBODY_ANSWERS.has(error.reason);
}

/** Turns an error of the connection into an ApiError of code 0 that says what, where, why and what to do. */
export function connectionError(error: unknown, place: string): ApiError {
  const code = (error as { code?: string }).code ?? "";
  const detail = error instanceof Error ? error.message : String(error);
  const cause = CAUSES[code] ?? `${detail}. Check the kubeconfig and that the cluster runs`;
  return new ApiError(`Cannot talk to the Kubernetes API server at ${place}: ${cause}.`, 0, code || "ConnectionFailed");
}

/** The ApiError of a request that got no answer in time. */
export function timeoutError(place: string, seconds: number, phase: "connect" | "answer"): ApiError {
  const what = phase === "connect" ? "the connection was not accepted" : "no complete answer came";
  return new ApiError(
    `Cannot talk to the Kubernetes API server at ${place}: ${what} within ${seconds} s. Check that the cluster is healthy and reachable.`,
    0,
    "Timeout",
  );
}

interface StatusBody {
  message?: string;
  reason?: string;
  details?: unknown;
}

/**
 * The ApiError of an answer that is not a success.
 *
 * @param clientCertificate The PEM certificate that was shown to the server, to say when a refusal is due to its age.
 */
export function statusError(code: number, body: string, place: string, clientCertificate?: string | Buffer): ApiError {
  let parsed: StatusBody = {};
  try {
    parsed = JSON.parse(body) as StatusBody;
  } catch {
    // A proxy between here and the server answers in its own words.
  }
  const message = parsed.message ?? (body.trim().slice(0, 500) || `HTTP status ${code}`);
  const reason = parsed.reason ?? (code === 404 ? "NotFound" : "Unknown");
  if (code === 401) {
    return new ApiError(
      `The Kubernetes API server at ${place} does not accept the kubeconfig's credentials: ${expiry(clientCertificate) ?? message}. ` +
        `Fetch the kubeconfig anew or renew the credentials.`,
      code,
      reason,
      parsed.details,
    );
  }
  return new ApiError(message, code, reason, parsed.details);
}

function expiry(certificate: string | Buffer | undefined): string | undefined {
  if (certificate === undefined) {
    return undefined;
  }
  const { validTo } = new X509Certificate(certificate);
  return Date.parse(validTo) < Date.now() ? `the client certificate expired on ${validTo}` : undefined;
}
