/** A service that is a DNS server with a health check over HTTP, without its image: small, and one that every embedded cluster has. */
export const DNS_SERVICE = {
  port: 8080,
  user: { id: 10001 },
  files: { "/Corefile": ".:8053 {\n  errors\n  health :8080\n}\n" },
  probes: { readiness: "/health", liveness: "/health" },
};
