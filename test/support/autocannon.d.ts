/** The part of autocannon that the tests use; the package brings no types. */
declare module "autocannon" {
  interface Options {
    url: string;
    connections: number;
    /** Requests per second of all connections together. */
    overallRate: number;
    /** Seconds; `stop` may end it before. */
    duration: number;
    /** Seconds until a request without an answer has failed. */
    timeout: number;
  }

  interface Result {
    /** Requests without an answer: refused, cut or timed out. */
    errors: number;
    timeouts: number;
    non2xx: number;
    "2xx": number;
  }

  interface Instance extends PromiseLike<Result> {
    stop(): void;
    on(event: "reqError", listener: (error: Error) => void): this;
  }

  function autocannon(options: Options): Instance;
  export = autocannon;
}
