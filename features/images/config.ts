import type { Rule } from "../../config/draft";
import { known, servicesOf } from "../../config/draft";
import type { Fault } from "../../config/faults";
import { shown } from "../../config/faults";
import { dnsLabel, map, strict, text } from "../../config/fields";
import { CONFIG_MAP_KEY } from "../../config/names";
import type { PlatformConfig } from "../../config/schema";
import { formatImageReference, parseImageReference } from "../../formats/image-reference";

const secretKey = () => text(CONFIG_MAP_KEY, "a key of the secret");

const login = strict({
  /** Name of a Secret under `secrets` whose values are given, not generated. */
  secret: dnsLabel(),
  /** Key of the Secret with the name of the user. @default username */
  username: secretKey().default("username"),
  /** Key of the Secret with the password or token. @default password */
  password: secretKey().default("password"),
});

const schema = strict({
  /**
   * Any string: where it is another one than when a tag was resolved, the tag is resolved anew. `platform up --resolve-images` writes the time.
   * @default each tag is resolved once
   */
  resolve: text(/^\S(?:.*\S)?$/, "a string that is not empty, such as a date in quotes").optional(),
  /**
   * Registries that need a login, by host, with the port where it has one: nodes pull with it, tags are resolved with it, and images are
   * pushed with that of the target's own registry. @default none
   */
  logins: map(
    text(
      /^(?!(?:index|registry-1)\.docker\.io$)[a-z0-9]([-a-z0-9.]*[a-z0-9])?(:[0-9]{1,5})?$/,
      "the host of a registry as images name it, such as ghcr.io or registry.example.org:5000; docker.io for Docker Hub",
    ),
    login,
    "a map from hosts of registries to {secret, username, password}",
  ).default({}),
  /**
   * Digests that services run in place of what would be built or resolved, by the key of the service: those of a release that was proved in
   * another environment, or before. `platform promote` and `platform rollback` write them. @default none
   */
  released: map(
    dnsLabel(),
    text(/^sha256:[0-9a-f]{64}$/, "the digest of an image, sha256:<64 hex digits>"),
    "a map from services to digests",
  ).default({}),
}).prefault({});

/** Images that are not built here, and the registries that all images come from. */
export const imagesFeature = { key: "images", schema } as const;

/** A registry's login with its values. */
export interface ResolvedLogin {
  readonly host: string;
  readonly username: string;
  readonly password: string;
}

/** What holds for images, with nothing left to look up. */
export interface ResolvedImages {
  readonly resolve?: string;
  readonly logins: readonly ResolvedLogin[];
  /** Digests that services run in place of what would be built or resolved, by the key of the service. */
  readonly released: Readonly<Record<string, string>>;
}

/** @param secrets have the values that the logins name. */
export function resolveImages(images: PlatformConfig["images"], secrets: PlatformConfig["secrets"]): ResolvedImages {
  const value = (secret: string, key: string) => secrets[secret]?.[key]?.value ?? "";
  return {
    resolve: images.resolve,
    released: images.released,
    logins: Object.entries(images.logins).map(([host, { secret, username, password }]) => ({
      host,
      username: value(secret, username),
      password: value(secret, password),
    })),
  };
}

const loginsAreGiven: Rule = ({ config: { images, secrets } }) => {
  if (!images || !secrets) return [];
  return Object.entries(images.logins).flatMap(([host, one]): Fault[] => {
    const fault = (at: string, value: string, wanted: string): Fault => ({
      key: `platform:images.logins.${host}.${at}`,
      value: shown(value),
      wanted,
    });
    const keys = Object.hasOwn(secrets, one.secret) ? secrets[one.secret] : undefined;
    if (!keys) return [fault("secret", one.secret, known("secret", one.secret, Object.keys(secrets)))];
    return (["username", "password"] as const).flatMap((part): Fault[] => {
      const key = one[part];
      if (!Object.hasOwn(keys, key)) {
        return [fault(part, key, known(`key of ${one.secret}`, key, Object.keys(keys)))];
      }
      if (keys[key]?.value !== undefined || keys[key]?.template === undefined) return [];
      return [fault(part, key, `is made from a template, and only its registry knows a ${part}: give it a value`)];
    });
  });
};

const tagsAreOneImage: Rule = ({ config }) => {
  const first = new Map<string, { service: string; digest?: string }>();
  return servicesOf(config).flatMap(([service, { image }]): Fault[] => {
    const parsed = image === undefined ? undefined : parseImageReference(image);
    if (parsed?.tag === undefined) return [];
    const { digest, ...tagged } = parsed;
    const name = formatImageReference(tagged);
    const other = first.get(name);
    if (!other) first.set(name, { service, digest });
    if (!other || other.digest === digest) return [];
    const its = other.digest === undefined ? "without a digest" : `with another digest, ${other.digest}`;
    return [
      {
        key: `platform:services.${service}.image`,
        value: shown(image),
        wanted: `service "${other.service}" has the same tag ${its}: a tag is one image in a stack, so write both alike, or this one without its tag`,
      },
    ];
  });
};

const releasedAreServices: Rule = ({ config: { images, services }, serviceKeys }) => {
  if (!images) return [];
  return Object.entries(images.released).flatMap(([key, digest]): Fault[] => {
    const fault = (wanted: string): Fault => ({ key: `platform:images.released.${key}`, value: shown(digest), wanted });
    if (!serviceKeys.includes(key)) return [fault(known("service", key, serviceKeys))];
    const imageOf = services && Object.hasOwn(services, key) ? services[key]?.imageOf : undefined;
    return imageOf === undefined ? [] : [fault(`runs the image of "${imageOf}": give the digest there`)];
  });
};

export const imagesRules: readonly Rule[] = [loginsAreGiven, tagsAreOneImage, releasedAreServices];
