import type { Case } from "./fault-cases";
import { REFERENCE, set, WEB } from "./fault-cases";

/** What is refused of the files and the user of a container. */
export const CONTAINER_CASES: readonly Case[] = [
  ...(
    [
      [
        "a secret file of a Secret that is not there",
        { "/run/a": { ...REFERENCE, secret: "platform-secret" } },
        '/run/a.secret = "platform-secret"',
        'did you mean "platform-secrets"?',
      ],
      [
        "a secret file of a key that the Secret does not have",
        { "/run/a": { ...REFERENCE, key: "url" } },
        '/run/a.key = "url"',
        "no such key of platform-secrets",
      ],
      ["a secret file at a path with a detour", { "/run/../a": REFERENCE }, "/run/../a", "an absolute path"],
      [
        "a secret file where another file is",
        { "/etc/taken": REFERENCE },
        "/etc/taken",
        "is under files too: remove one",
      ],
      [
        "a secret file where a folder is",
        { "/var/taken": REFERENCE },
        "/var/taken",
        "is under writable too: remove one",
      ],
    ] as const
  ).map(([what, secretFiles, key, wanted]) => ({
    what,
    change: [
      set(`${WEB}/files`, { "/etc/taken": "" }),
      set(`${WEB}/writable`, { "/var/taken": "1Mi" }),
      set(`${WEB}/secretFiles`, secretFiles),
    ],
    key: `platform:services.web.secretFiles.${key}`,
    wanted,
  })),
  ...[
    ["id", 0, "from 1 to 2147483647"],
    ["id", "node", "from 1 to 2147483647"],
    ["group", 2147483648, "from 0 to 2147483647"],
  ].map(([name, value, wanted]) => ({
    what: `${String(value)} as the ${String(name)} of the user`,
    change: set(`${WEB}/user`, { id: 10001, [String(name)]: value }),
    key: `platform:services.web.user.${String(name)} = ${JSON.stringify(value)}`,
    wanted: String(wanted),
  })),
];
