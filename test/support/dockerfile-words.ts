import * as fc from "fast-check";

export const NAMES = ["A", "B", "UID", "APP_UID", "BASE", "PATH", "TARGETARCH", "BUILDOS", "NONE"];
export const VALUES = [
  "10001",
  "0",
  "root",
  "8080",
  "8080-8081",
  "1.2.3",
  "a/b/c.tar.gz",
  "debian:12",
  "a b",
  "",
  "x*y",
  "A",
  "ä€",
  "a$b",
  "$B",
];
export const STAGES = ["build", "base", "prod", "debug", "test.1", "Runtime"];
export const IMAGES = [
  ...[
    "debian:12.7-slim",
    "scratch",
    "node",
    "python:3.11",
    "host:5000/team/web:v1",
    "localhost/x",
    "gcr.io/a/b:nonroot",
    "ubuntu:22.04",
  ],
  ...[
    `debian@sha256:${"a".repeat(64)}`,
    `x/y:1@sha256:${"0".repeat(64)}`,
    "index.docker.io/library/x",
    "docker.io/x",
    "0",
  ],
];

export const pick = (...choices: string[]) => fc.constantFrom(...choices);
export const name = fc.constantFrom(...NAMES);
export const joined = (...parts: (string | fc.Arbitrary<string>)[]) =>
  fc.tuple(...parts.map((part) => (typeof part === "string" ? fc.constant(part) : part))).map((all) => all.join(""));
export const sometimes = (part: fc.Arbitrary<string>, weight = 1) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant("") }, { weight, arbitrary: part });
export const list = (part: fc.Arbitrary<string>, separator: string, minLength: number, maxLength: number) =>
  fc.array(part, { minLength, maxLength }).map((parts) => parts.join(separator));

/** A word with variables, quotes and escapes; `escape` is the Dockerfile's. */
export function words(escape: string) {
  const literal = pick("a", "10001", "80", "x.y", "/", "-", ":", "*", "?", "ä", "_", "=", "..", "%", "#", "1:1");
  const pattern = list(
    pick("*", "?", "a", ".", "/", "1", "b", `${escape}*`, `${escape}/`, "\\?", "'*'", "%", "#", "x"),
    "",
    0,
    3,
  );
  const inner = fc.oneof(
    { weight: 3, arbitrary: literal },
    { weight: 1, arbitrary: joined("$", name) },
    { weight: 1, arbitrary: joined('"', literal, '"') },
  );
  const modifier = fc.oneof(
    { weight: 4, arbitrary: fc.constant("") },
    { weight: 4, arbitrary: joined(pick(":-", "-", ":+", "+"), list(inner, "", 0, 2)) },
    { weight: 1, arbitrary: joined(pick(":?", "?"), sometimes(inner)) },
    { weight: 3, arbitrary: joined(pick("#", "##", "%", "%%"), pattern) },
    { weight: 2, arbitrary: joined(pick("/", "//"), pattern, "/", list(inner, "", 0, 2)) },
  );
  const variable = fc.oneof(joined("$", name), joined("${", name, modifier, "}"));
  const part = fc.oneof(
    { weight: 6, arbitrary: literal },
    { weight: 6, arbitrary: variable },
    {
      weight: 1,
      arbitrary: joined(
        '"',
        list(fc.oneof(literal, variable, pick(`${escape}"`, `${escape}$`, `${escape}a`, "'", " ")), "", 0, 3),
        '"',
      ),
    },
    { weight: 1, arbitrary: joined("'", list(pick("a", "$A", " ", escape, '"'), "", 0, 3), "'") },
    { weight: 1, arbitrary: joined(escape, pick("a", "$", '"', "'", escape)) },
  );
  /** What is wrong more often than not. */
  const broken = pick(
    "${",
    "${}",
    "${A",
    "${A:}",
    "${A:#x}",
    '"',
    "'",
    "${A:?}",
    "$",
    "${A!}",
    "${A/b}",
    "$1",
    "${-}",
    escape,
  );
  return { word: list(part, "", 1, 3), variable, broken };
}

/** What BuildKit accepts, and now and then something that it refuses. */
export const rarely = (usual: fc.Arbitrary<string>, rare: fc.Arbitrary<string>, weight = 50) =>
  fc.oneof({ weight, arbitrary: usual }, { weight: 1, arbitrary: rare });
export const weighted = (...choices: [weight: number, arbitrary: fc.Arbitrary<string>][]) =>
  fc.oneof(...choices.map(([weight, arbitrary]) => ({ weight, arbitrary })));

export const stageName = fc.constantFrom(...STAGES);

/** What instructions take files from. */
export const source = rarely(
  weighted([3, stageName], [3, pick("0", "busybox:1", "BUILD", "+0", `x@sha256:${"c".repeat(64)}`)]),
  pick("1", "2", "5", "-1", "Bad", "$A", "a'b'"),
  8,
);

export function filesOf({ word, variable, broken }: ReturnType<typeof words>) {
  const expression = rarely(word, broken);
  const mount = rarely(
    weighted(
      [3, joined("type=bind,from=", source, ",target=/x")],
      [1, joined("type=cache,target=/c,id=", variable)],
      [
        4,
        pick(
          ...["type=cache,target=/root/.cache", "type=secret,id=x", "type=tmpfs,target=/tmp,size=64m", "type=ssh"],
          ...["type=cache,target=/$PATH,sharing=locked", 'type=cache,"target=/a,b",uid=1000', "target=x,ro"],
          ...["type=secret,id=a,required,env=X", "dst=/a,src=b,rw=false", "type=cache,target=/a,mode=0755,gid=7"],
        ),
      ],
    ),
    pick(
      ...["target=/", "type=secret", "bind", "type=x,target=/y", "type=bind,target=.,ro", "target=$A,readonly=yes"],
      ...["type=bind,target=/a,mode=0755", "type=cache,target=/a,size=1", "required,target=/a", "from=$A,target=/a"],
      ...["type=secret,id=a,source=b", "type=secret,id=a,from=b", "sharing=locked,target=/a", 'target="/a', "", "x=y"],
    ),
    8,
  );
  const path = rarely(
    weighted([3, pick("a", "a/*.txt", ".", "./x", "github.com/a/b")], [1, expression]),
    pick("https://example.org/a.tgz", "git@github.com:a/b.git#v1", "https://example.org/a.git?tag=v1"),
    20,
  );
  const flags = rarely(
    list(
      weighted(
        [6, pick("--chown=1:1", "--chmod=755", "--chmod=u=rwX,go=rX", "--exclude=*.md", "--exclude=a")],
        [1, joined("--chown=", variable)],
        [1, pick('--chown="1:1"', "--link=false", "--chmod=+x,o-w")],
      ),
      " ",
      0,
      1,
    ),
    pick(
      "--chmod=9",
      "--chmod=77777",
      "--chown=a --link",
      "--link --link",
      "--chmod=$A",
      "--nope",
      "--chown",
      "--link=",
      "--link=x",
    ),
  );
  const remote = pick(
    "https://example.org/a.tgz",
    `https://example.org/a.git#${"0".repeat(40)}`,
    "git@github.com:a/b.git#v1:sub",
  );
  return {
    mount,
    copy: weighted(
      [8, joined(flags, sometimes(joined(" --from=", source), 4), " ", path, " ", path, " /app/")],
      [2, pick('["a b", "/c"]', "--parents a b", "-- a b")],
      [1, joined(flags, " <<EOF /x\na $A ${B}\nEOF")],
      [1, pick("<<'EOF' <<-E2 /x/\n${\nEOF\n\t$\n\tE2", '["<<EOF", "/x"]')],
    ),
    add: rarely(
      weighted(
        [3, joined(flags, " ", path, " /app/")],
        [3, joined(flags, " ", remote, " /app/")],
        [
          3,
          joined(`--checksum=sha256:${"0".repeat(64)} `, pick("https://example.org/a", "https://$A.org/a"), " /opt/"),
        ],
        [1, pick("--keep-git-dir=true https://example.org/a.git?ref=x /b", "--unpack https://example.org/a /b")],
        [
          1,
          pick(
            `--checksum=${"1".repeat(40)} https://example.org/a.git#v1 /b`,
            "https://example.org/a.git?submodules=0 /b",
          ),
        ],
      ),
      pick(
        ...[
          "--checksum=x https://example.org/a /b",
          "--checksum=x a /b",
          "--checksum=x a b /c",
          "--keep-git-dir=maybe a b",
        ],
        ...["https://example.org/a.git?nope=1 /b", "https://example.org/a.git?tag=1&branch=2 /b", "a", "<<EOF <<EOF"],
        ...["https://example.org/a.git?ref= /b", "https://example.org/a.git?ref=a#b /b", "--from=x a b"],
        "--checksum=1 https://example.org/a.git?commit=2 /b",
      ),
      10,
    ),
  };
}
