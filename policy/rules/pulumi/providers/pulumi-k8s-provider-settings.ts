import { decodeKubeconfig } from "../../../../formats/kubeconfig";
import { defineRule } from "../../../lib/rule";
import { types } from "../../../lib/stack";

export default defineRule({
  id: "pulumi-k8s-provider-settings",
  title: "Providers of Kubernetes hold no lasting credentials, and apply on the server",
  severity: "medium",
  levels: { dev: "advisory", production: "advisory" },
  references: ["Own"],
  fields: ["kubeconfig", "enableServerSideApply"],
  why: "A token in a kubeconfig is in every state file and does not expire; without server-side apply the program overwrites fields that others own.",
  fix: "Let the kubeconfig run a program that fetches a short-lived token, such as aws eks get-token, and leave enableServerSideApply on.",
  appliesTo: types("pulumi:providers:kubernetes"),
  check(provider, check) {
    check.expect(
      provider.at("enableServerSideApply"),
      (value) => value !== false && value !== "false",
      "true or not set",
    );
    check.each([provider.at("kubeconfig")], (kubeconfig) => {
      if (hasLastingCredentials(kubeconfig.text() ?? "")) {
        check.violation({
          at: kubeconfig,
          found: "a kubeconfig with a token, a password or a private key in it",
          wanted: "one that fetches its token, or the path of one",
        });
      }
    });
  },
});

/** Whether a string is a kubeconfig in which a user has credentials that stay valid. */
function hasLastingCredentials(text: string): boolean {
  try {
    const users = [...decodeKubeconfig(text, "it").users.values()];
    return users.some(({ token, password, clientKeyData }) => token !== "" || password !== "" || clientKeyData);
  } catch {
    // A path, or nothing that a provider could use.
    return false;
  }
}
