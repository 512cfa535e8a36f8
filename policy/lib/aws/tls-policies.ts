import type { ParameterSchema } from "../rule";

/**
 * The security policies of load balancers that begin at TLS 1.2: those of today first, then with post-quantum key exchange, with the
 * ciphers of FIPS, with both, with those of RFC 9151 and CNSA, and the older ones without TLS 1.3.
 */
const NAMES = [
  ...["TLS13-1-2-2021-06", "TLS13-1-2-Res-2021-06", "TLS13-1-2-Ext1-2021-06", "TLS13-1-2-Ext2-2021-06"],
  "TLS13-1-3-2021-06",
  ...["TLS13-1-2-PQ-2025-09", "TLS13-1-2-Res-PQ-2025-09", "TLS13-1-2-Ext1-PQ-2025-09", "TLS13-1-2-Ext2-PQ-2025-09"],
  "TLS13-1-3-PQ-2025-09",
  ...["TLS13-1-2-FIPS-2023-04", "TLS13-1-2-Res-FIPS-2023-04", "TLS13-1-2-Ext0-FIPS-2023-04"],
  ...["TLS13-1-2-Ext1-FIPS-2023-04", "TLS13-1-2-Ext2-FIPS-2023-04", "TLS13-1-3-FIPS-2023-04"],
  ...["TLS13-1-2-FIPS-PQ-2025-09", "TLS13-1-2-Res-FIPS-PQ-2025-09", "TLS13-1-2-Ext0-FIPS-PQ-2025-09"],
  ...["TLS13-1-2-Ext1-FIPS-PQ-2025-09", "TLS13-1-2-Ext2-FIPS-PQ-2025-09", "TLS13-1-3-FIPS-PQ-2025-09"],
  ...["TLS13-1-2-RFC9151-FIPS-2023-07", "TLS13-1-2-Ext0-RFC9151-FIPS-2023-07", "TLS13-1-3-RFC9151-FIPS-2023-07"],
  ...["TLS13-1-2-RFC9151-INTEROP1-FIPS-2023-07", "TLS13-1-2-RFC9151-INTEROP2-FIPS-2023-07"],
  ...["TLS13-1-2-RFC9151-INTEROP3-FIPS-2023-07", "TLS13-1-2-RFC9151-INTEROP4-FIPS-2023-07"],
  ...["TLS13-1-3-CNSA2-INTEROP1-FIPS-PQ-2026-07", "TLS13-1-2-CNSA2-INTEROP2-FIPS-PQ-2026-07"],
  "TLS13-1-2-CNSA2-INTEROP3-FIPS-PQ-2026-07",
  ...["TLS-1-2-2017-01", "TLS-1-2-Ext-2018-06"],
  ...["FS-1-2-2019-08", "FS-1-2-Res-2019-08", "FS-1-2-Res-2020-10"],
];

/** The parameter of rules about listeners that says which security policies they may have. */
export const SSL_POLICIES = {
  type: "array",
  items: { type: "string", minLength: 1 },
  description: "Security policies that listeners may have. Where there is a remedy, it is the first.",
  default: NAMES.map((name) => `ELBSecurityPolicy-${name}`),
} satisfies ParameterSchema;
