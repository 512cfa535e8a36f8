import type * as aws from "@pulumi/aws";
import type { Given } from "./changes";
import { typed } from "./typed";

const metadataOptions = { httpTokens: "required", httpPutResponseHopLimit: 1 };

/** What makes a machine, by the words for it: all keep every rule. The launch template is the first. */
export function goodMachines(): Record<string, Given[]> {
  return {
    "a launch template": [
      typed<aws.ec2.LaunchTemplateArgs>("aws:ec2/launchTemplate:LaunchTemplate", {
        metadataOptions,
        blockDeviceMappings: [
          { deviceName: "/dev/xvda", ebs: { encrypted: "true", volumeSize: 50 } },
          { deviceName: "/dev/xvdb", virtualName: "ephemeral0" },
        ],
        networkInterfaces: [{ associatePublicIpAddress: "false", securityGroups: ["sg-1"] }],
        userData: Buffer.from("#!/bin/sh\necho ready\n").toString("base64"),
      }),
    ],
    "an instance": [
      typed<aws.ec2.InstanceArgs>("aws:ec2/instance:Instance", {
        ami: "ami-1",
        instanceType: "m7i.large",
        metadataOptions,
        associatePublicIpAddress: false,
        rootBlockDevice: { encrypted: true },
        ebsBlockDevices: [{ deviceName: "/dev/xvdb", encrypted: true }],
        userData: "#!/bin/sh\necho ready\n",
      }),
    ],
    "a launch configuration": [
      typed<aws.ec2.LaunchConfigurationArgs>("aws:ec2/launchConfiguration:LaunchConfiguration", {
        imageId: "ami-1",
        instanceType: "m7i.large",
        metadataOptions,
        rootBlockDevice: { encrypted: true },
        ebsBlockDevices: [{ deviceName: "/dev/xvdb", noDevice: true }],
        userDataBase64: Buffer.from("#!/bin/sh\necho ready\n").toString("base64"),
      }),
    ],
    "a spot request": [
      typed<aws.ec2.SpotInstanceRequestArgs>("aws:ec2/spotInstanceRequest:SpotInstanceRequest", {
        ami: "ami-1",
        metadataOptions,
        rootBlockDevice: { encrypted: true },
      }),
    ],
    "an instance of a template": [
      typed<aws.ec2.InstanceArgs>("aws:ec2/instance:Instance", { launchTemplate: { id: "lt-1", version: "3" } }),
    ],
  };
}
