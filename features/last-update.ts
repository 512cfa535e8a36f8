import * as pulumi from "@pulumi/pulumi";

/** What the last update of this stack that succeeded has left as its outputs. Read once, and only where something asks. */
export class LastUpdate {
  #reference: pulumi.StackReference | undefined;

  /**
   * @param name of the output.
   * @returns the value alone, undefined where there is none: what is made of it does not depend on the reference, which is gone when nothing
   *   asks any more.
   */
  output(name: string): Promise<unknown> {
    this.#reference ??= new pulumi.StackReference("last-update", {
      name: `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`,
    });
    return this.#reference.getOutputValue(name);
  }
}
