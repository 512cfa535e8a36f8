import * as fc from "fast-check";
import { stringify } from "yaml";

/** A set of kubeconfig files in one folder, as random as users' are. */
export interface KubeconfigCase {
  /** Content by path from the folder; undefined is a file that KUBECONFIG names and that is not there. */
  files: Record<string, string | undefined>;
  /** The entries of KUBECONFIG, as paths from the folder; an empty one stays empty. */
  order: string[];
  /** The context that is asked for; undefined takes the current one. */
  context?: string;
}

const names = fc.constantFrom("a", "red user");
const contextNames = fc.constantFrom("kind-dev", "red@blue");

/** What stands for a certificate and its key, which are made when the files are written. */
export const CERTIFICATE = "@certificate@";
export const KEY = "@key@";

/** Files that entries point to; they exist in every case. */
export const REFERENCED_FILES: Readonly<Record<string, string>> = {
  "ca.pem": CERTIFICATE,
  "certs/ca.pem": CERTIFICATE,
  "client.pem": CERTIFICATE,
  "certs/client.key": KEY,
  token: "file-token\n",
};

/** Words that YAML libraries read differently. */
const PLAIN_WORDS = [
  ..."y Y yes Yes YES true True TRUE on On ON n N no No NO false False FALSE off Off OFF".split(" "),
  ..."~ null Null NULL nUll 0 08 0123 0o17 0x1F -0x1f 0b11 1_000 _1 +1 -1 12e3 1e999 1234e56 3.10 .5 .5_0 5. . .inf -.INF .nan".split(
    " ",
  ),
  ..."190:20:30 1:30.5 2026-11-29 2026-11-29T10:00:00Z 12345678901234567890123 0x1_F 1__0 << = a:b a#b -a ?a".split(
    " ",
  ),
  ...[
    "!!str 12",
    "!!str yes",
    '"12"',
    "'yes'",
    '"\\u00e9\\n"',
    "|-\n      12\n      34",
    ">-\n      x\n      y",
    "{}",
    "[]",
  ],
];

const word = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("one", "two", "three") },
  { weight: 1, arbitrary: plain() },
);

/** A scalar as it stands in the file. */
function plain(): fc.Arbitrary<Raw> {
  return fc.constantFrom(...PLAIN_WORDS).map((text) => new Raw(text));
}

class Raw {
  constructor(readonly text: string) {}
}

const base64 = (text: string) =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constant(Buffer.from(text).toString("base64")) },
    { weight: 1, arbitrary: fc.constantFrom("YQ", "YQ==\n", "Y\nQ==", "YR==", "=", "Y Q==", "YQ==YQ==", "_w==", "") },
  );
const flag = fc.oneof({ weight: 8, arbitrary: fc.boolean() }, { weight: 1, arbitrary: plain() });
const paths = (...real: string[]) =>
  fc.constantFrom(...real, ...real.map((path) => `./${path}`), ...real.map((path) => `certs/../${path}`));

const strings = fc.oneof({ weight: 8, arbitrary: fc.array(word, { maxLength: 3 }) }, { weight: 1, arbitrary: plain() });

const extensions = fc.array(
  fc.record({
    name: fc.constantFrom("client.authentication.k8s.io/exec", "other", "third"),
    extension: fc.record({ audience: fc.constantFrom("x", "y") }),
  }),
  { maxLength: 2 },
);

const cluster = fc
  .tuple(
    fc.record({
      server: fc.oneof(
        {
          weight: 6,
          arbitrary: fc.constantFrom(
            "https://127.0.0.1:6443",
            "https://api.example.org/prefix",
            "http://10.0.0.1:8080",
            "localhost:8080",
          ),
        },
        { weight: 1, arbitrary: plain() },
      ),
    }),
    some({
      "tls-server-name": word,
      "insecure-skip-tls-verify": flag,
      "certificate-authority": paths("ca.pem", "certs/ca.pem"),
      "certificate-authority-data": base64(CERTIFICATE),
      "proxy-url": fc.constantFrom(
        "http://proxy:3128",
        "socks5://proxy:1080",
        "ftp://proxy",
        "https://proxy",
        "proxy:3128",
      ),
      "disable-compression": flag,
      extensions,
      "unknown-key": word,
    }),
  )
  .map(([server, rest]) => ({ ...server, ...rest }));

const exec = fc.record(
  {
    apiVersion: fc.constantFrom(
      "client.authentication.k8s.io/v1",
      "client.authentication.k8s.io/v1",
      "client.authentication.k8s.io/v1",
      "client.authentication.k8s.io/v1beta1",
      "client.authentication.k8s.io/v1beta1",
      "client.authentication.k8s.io/v1alpha1",
      "v1",
    ),
    command: fc.constantFrom("get-token", "./plugin", "bin/plugin", "../plugin", "/usr/bin/plugin", ""),
    args: strings,
    env: fc.array(fc.record({ name: word, value: word }, { requiredKeys: [] }), { maxLength: 2 }),
    installHint: word,
    provideClusterInfo: flag,
    interactiveMode: fc.constantFrom(
      "Never",
      "Never",
      "IfAvailable",
      "IfAvailable",
      "Always",
      "Always",
      "",
      "Sometimes",
    ),
    unknown: word,
  },
  { requiredKeys: ["apiVersion", "command", "interactiveMode"] },
);

const extra = fc.dictionary(fc.constantFrom("scopes", "b.example.org/k", "1"), strings, { maxKeys: 2 });

/** A few of the keys. */
function some(values: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<object> {
  return fc
    .subarray(Object.keys(values), { maxLength: 4 })
    .chain((keys) => fc.record(Object.fromEntries(keys.map((key) => [key, values[key] as fc.Arbitrary<unknown>]))));
}

const user = fc.oneof(
  fc.record({ token: word }),
  fc.record({ "client-certificate": paths("client.pem"), "client-key": paths("certs/client.key") }),
  fc.record({ "client-certificate-data": base64(CERTIFICATE), "client-key-data": base64(KEY) }),
  fc.record({ exec }),
  fc.record({ token: word, as: word, "as-groups": strings, "as-uid": word, "as-user-extra": extra }),
  some({
    "client-certificate": paths("client.pem"),
    "client-certificate-data": base64(CERTIFICATE),
    "client-key": paths("certs/client.key"),
    "client-key-data": base64(KEY),
    token: word,
    tokenFile: paths("token"),
    as: word,
    "as-uid": word,
    "as-groups": strings,
    "as-user-extra": extra,
    username: word,
    password: word,
    "auth-provider": fc.record({
      name: fc.constantFrom("oidc", "gcp"),
      config: fc.constantFrom({}, { k: "v" }, { k: 1 }),
    }),
    exec,
    extensions,
    "as-group": strings,
  }),
);

const context = fc.record(
  { cluster: names, user: names, namespace: word, extensions, "unknown-key": word },
  { requiredKeys: ["cluster", "user"] },
);

const list = (key: string, name: fc.Arbitrary<string>, value: fc.Arbitrary<object>) =>
  fc.oneof(
    {
      weight: 10,
      arbitrary: fc.uniqueArray(fc.record({ name, [key]: value }), {
        maxLength: 3,
        selector: (one) => one["name"],
      }),
    },
    {
      weight: 1,
      arbitrary: fc.array(fc.record({ name, [key]: value }, { requiredKeys: [] }), {
        maxLength: 3,
      }),
    },
    { weight: 1, arbitrary: fc.constantFrom(null, [null], {}, "text") },
  );

const document = fc.record(
  {
    apiVersion: fc.oneof(
      { weight: 12, arbitrary: fc.constant("v1") },
      { weight: 1, arbitrary: fc.constantFrom("", "v2", "x/v1") },
    ),
    kind: fc.oneof(
      { weight: 12, arbitrary: fc.constant("Config") },
      { weight: 1, arbitrary: fc.constantFrom("", "Secret") },
    ),
    preferences: fc.constantFrom({}, { colors: true }, null),
    clusters: list("cluster", names, cluster),
    users: list("user", names, user),
    contexts: list("context", contextNames, context),
    "current-context": fc.oneof(
      { weight: 4, arbitrary: contextNames },
      { weight: 1, arbitrary: fc.constant("") },
      { weight: 1, arbitrary: plain() },
    ),
    "unknown-key": word,
  },
  { requiredKeys: [] },
);

/** The text of a document: its raw words go in as they are. */
function textOf(value: object, style: "yaml" | "json" | "flow"): string {
  const raws: string[] = [];
  const marked = JSON.parse(
    JSON.stringify(value, (_key, inner: unknown) => {
      if (!(inner instanceof Raw)) return inner;
      return `@raw-${raws.push(inner.text) - 1}@`;
    }),
  ) as object;
  const text =
    style === "json"
      ? JSON.stringify(marked, undefined, 2)
      : stringify(marked, { collectionStyle: style === "flow" ? "flow" : "any", lineWidth: 0 });
  // In JSON and flow style, what a raw word would break stays a string.
  return text.replace(/"?@raw-(\d+)@"?/g, (_match, index: string) => {
    const raw = raws[Number(index)] as string;
    return style === "yaml" ? raw : JSON.stringify(raw);
  });
}

const content = fc.oneof(
  {
    weight: 20,
    arbitrary: fc
      .tuple(document, fc.constantFrom("yaml" as const, "yaml" as const, "json" as const, "flow" as const))
      .map(([value, style]) => textOf(value, style)),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      undefined,
      "",
      "# nothing\n",
      "---\n",
      "text\n",
      "[]\n",
      "a: [",
      "\ta: b\n",
      "--- \nkind: Config\n---\nkind: [\n",
    ),
  },
);

const PLACES = ["one", "two.yaml", "sub/three.json", "four"];

/** Random sets of one to four kubeconfigs. */
export const kubeconfigCases: fc.Arbitrary<KubeconfigCase> = fc
  .record({
    contents: fc.array(content, { minLength: 1, maxLength: 4 }),
    order: fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 5 }),
    context: fc.option(contextNames, { nil: undefined }),
  })
  .map(({ contents, order, context }) => ({
    files: Object.fromEntries(contents.map((text, index) => [PLACES[index] as string, text])),
    order: order.map((number) =>
      number === 9 ? "" : number === 8 ? "missing" : (PLACES[number % contents.length] as string),
    ),
    context,
  }));
