import type { Lookup } from "./shell-words";

/** The variables at one place of a Dockerfile. What one is set to is worked out when it is asked for, once. */
export class Variables {
  /** No variables. */
  static readonly none = new Variables(undefined, "", () => undefined);

  #value: { readonly is: string | undefined } | undefined;

  private constructor(
    private readonly before: Variables | undefined,
    private readonly name: string,
    private readonly compute: () => string | undefined,
  ) {}

  /** These variables, and one more. @param compute gives undefined where that one stays as it was */
  with(name: string, compute: () => string | undefined): Variables {
    return new Variables(this, name, compute);
  }

  /** The value of a variable; undefined for one that is not set. */
  readonly get: Lookup = (name) => {
    const own = this.name === name && this.before ? this.#result() : undefined;
    return own ?? this.before?.get(name);
  };

  /** Works out all that has been set, for the faults that may be in it. */
  force(): void {
    this.before?.force();
    this.#result();
  }

  #result(): string | undefined {
    this.#value ??= { is: this.compute() };
    return this.#value.is;
  }
}

/** The variables that BuildKit knows of the platforms, for a build of one that is also that of the machine. */
export function platformVariables(platform: string, target: string): Readonly<Record<string, string>> {
  const [os = "", architecture = "", variant = ""] = platform.split("/");
  const of = (side: "BUILD" | "TARGET") => ({
    [`${side}PLATFORM`]: platform,
    [`${side}OS`]: os,
    [`${side}OSVERSION`]: "",
    [`${side}ARCH`]: architecture,
    [`${side}VARIANT`]: variant,
  });
  return { ...of("BUILD"), ...of("TARGET"), TARGETSTAGE: target };
}
