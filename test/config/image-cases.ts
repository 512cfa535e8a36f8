import type { Case } from "./fault-cases";
import { SECOND, set } from "./fault-cases";

const TAGGED = "ghcr.io/acme/app:v1.2.3";
const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
const LOGIN = "images/logins/ghcr.io";
const GIVEN = { username: { value: "robot" }, password: { value: "token" } };

/** Two services with an image each. */
const services = (first: string, second: string) => [
  set("services/first", { ...SECOND, image: first }),
  set("services/second", { ...SECOND, image: second }),
];

/** What is refused of images that are not built here, and of their registries. */
export const IMAGE_CASES: readonly Case[] = [
  {
    what: "one tag with two digests",
    change: services(`${TAGGED}@${digest("a")}`, `${TAGGED}@${digest("b")}`),
    key: "platform:services.second.image",
    wanted: `service "first" has the same tag with another digest, ${digest("a")}`,
  },
  {
    what: "one tag with a digest and without",
    change: services(TAGGED, `${TAGGED}@${digest("b")}`),
    key: "platform:services.second.image",
    wanted: 'service "first" has the same tag without a digest',
  },
  {
    what: "a release of a service that there is not",
    change: set("images/released", { wep: digest("a") }),
    key: "platform:images.released.wep",
    wanted: 'did you mean "web"',
  },
  {
    what: "a release of a service that runs the image of another one",
    change: [
      set("services/second", { ...SECOND, image: undefined, imageOf: "web" }),
      set("images/released", { second: digest("a") }),
    ],
    key: "platform:images.released.second",
    wanted: 'runs the image of "web": give the digest there',
  },
  {
    what: "a release by a tag",
    change: set("images/released", { web: "v1.0.0" }),
    key: 'platform:images.released.web = "v1.0.0"',
    wanted: "the digest of an image, sha256:<64 hex digits>",
  },
  {
    what: "an unknown key of images",
    change: set("images/resolved", "now"),
    key: "platform:images.resolved",
    wanted: 'did you mean "resolve"?',
  },
  {
    what: "nothing by which tags are resolved",
    change: set("images/resolve", ""),
    key: 'platform:images.resolve = ""',
    wanted: "a string that is not empty",
  },
  {
    what: "a login by an address instead of a host",
    encrypted: true,
    change: [set("secrets/login", GIVEN), set("images/logins", { "https://ghcr.io": { secret: "login" } })],
    key: "platform:images.logins.https://ghcr.io",
    wanted: "the host of a registry as images name it",
  },
  {
    what: "Docker Hub by a name that no image has",
    encrypted: true,
    change: [set("secrets/login", GIVEN), set("images/logins", { "index.docker.io": { secret: "login" } })],
    key: "platform:images.logins.index.docker.io",
    wanted: "docker.io for Docker Hub",
  },
  {
    what: "a login that is a string",
    change: set(LOGIN, "robot:token"),
    key: 'platform:images.logins.ghcr.io = "robot:token"',
    wanted: "a map with the keys secret, username, password",
  },
  {
    what: "an unknown key of a login",
    encrypted: true,
    change: [set("secrets/login", GIVEN), set(LOGIN, { secret: "login", user: "robot" })],
    key: "platform:images.logins.ghcr.io.user",
    wanted: "unknown key",
  },
  {
    what: "a login of a Secret that is not there",
    encrypted: true,
    change: [set("secrets/login", GIVEN), set(LOGIN, { secret: "logins" })],
    key: 'platform:images.logins.ghcr.io.secret = "logins"',
    wanted: 'no such secret: did you mean "login"?',
  },
  {
    what: "a login of a key that is not there",
    encrypted: true,
    change: [set("secrets/login", GIVEN), set(LOGIN, { secret: "login", password: "token" })],
    key: 'platform:images.logins.ghcr.io.password = "token"',
    wanted: "no such key of login; there are: username, password",
  },
  {
    what: "a login with a generated password",
    encrypted: true,
    change: [
      set("secrets/login", { ...GIVEN, password: { template: "{generated}" } }),
      set(LOGIN, { secret: "login" }),
    ],
    key: 'platform:images.logins.ghcr.io.password = "password"',
    wanted: "is made from a template, and only its registry knows a password",
  },
];
