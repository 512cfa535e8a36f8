/**
 * What calls have to say that other calls may make untrue, such as that something is missing which is still to be made: it is said
 * when no call is under way any more, and only if it holds then.
 */
export class DeferredWarnings {
  private running = 0;
  private kept: (() => Promise<void>)[] = [];

  /** Runs a call. When it was the last one under way, what was kept is said before it returns. */
  async during<Result>(call: () => Promise<Result>): Promise<Result> {
    this.running++;
    try {
      return await call();
    } finally {
      if (--this.running === 0) {
        await this.sayAll();
      }
    }
  }

  /** Keeps something to say; it must not reject. */
  keep(say: () => Promise<void>): void {
    this.kept.push(say);
  }

  private async sayAll(): Promise<void> {
    const kept = this.kept;
    this.kept = [];
    await Promise.all(kept.map((say) => say()));
  }
}
