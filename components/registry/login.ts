import * as pulumi from "@pulumi/pulumi";

/** How a registry is logged in to. */
export interface RegistryLogin {
  /** Host as images name it, with the port where it has one; docker.io for Docker Hub. */
  readonly host: string;
  readonly username: pulumi.Input<string>;
  readonly password: pulumi.Input<string>;
}

const DOCKER_HUB = "docker.io";

/** Under which host Docker's provider looks for a login: Docker Hub answers under another name than its own. */
export function providerHost(host: string): string {
  return host === DOCKER_HUB ? "registry-1.docker.io" : host;
}

/** Logins as nodes read them: the text of a Secret of the type kubernetes.io/dockerconfigjson. */
export function dockerConfig(logins: readonly RegistryLogin[]): pulumi.Output<string> {
  const text = pulumi.all(logins.map(({ username, password }) => pulumi.all([username, password]))).apply((all) => {
    const auths = logins.map(({ host }, index) => {
      const [username = "", password = ""] = all[index] ?? [];
      const auth = Buffer.from(`${username}:${password}`).toString("base64");
      // The name under which Docker keeps the login of Docker Hub.
      return [host === DOCKER_HUB ? "https://index.docker.io/v1/" : host, { username, password, auth }] as const;
    });
    return JSON.stringify({ auths: Object.fromEntries(auths) });
  });
  return pulumi.secret(text);
}
