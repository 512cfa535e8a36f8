import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

const count = new pulumi.Config().requireNumber("count");

// As many strings each as the resources of Pulumi's own gate have, and as little work in the provider.
for (let index = 0; index < count; index++) {
  new random.RandomId(`resource-${index}`, {
    byteLength: 4,
    keepers: { id: `test-${index}`, value: `test-value-${index}` },
  });
}
