import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/ec2/aws-ec2-ebs-encrypted";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodMachines } from "../../../support/machines";
import { typed } from "../../../support/typed";

const mapped = "blockDeviceMappings[0].ebs.encrypted";
const root = "rootBlockDevice.encrypted";

describeRule(rule, {
  baselines: {
    ...goodMachines(),
    "a volume": [
      typed<aws.ebs.VolumeArgs>("aws:ebs/volume:Volume", { availabilityZone: "eu-central-1a", encrypted: true }),
    ],
    "encryption by default": [
      typed<aws.ebs.EncryptionByDefaultArgs>("aws:ebs/encryptionByDefault:EncryptionByDefault", {}),
    ],
  },
  mutations: [
    { name: "a disk of a template", change: set(mapped, "false"), message: 'found "false", wanted true' },
    { name: "a disk of a template that does not say", change: remove(mapped) },
    { name: "the root disk of an instance", of: "an instance", change: set(root, false) },
    {
      name: "the root disk of an instance that does not say",
      of: "an instance",
      change: remove("rootBlockDevice"),
      path: root,
    },
    { name: "another disk of an instance", of: "an instance", change: remove("ebsBlockDevices[0].encrypted") },
    {
      name: "the root disk of a launch configuration",
      of: "a launch configuration",
      change: remove("rootBlockDevice"),
      path: root,
    },
    {
      name: "another disk of a launch configuration",
      of: "a launch configuration",
      change: remove("ebsBlockDevices[0].noDevice"),
      path: "ebsBlockDevices[0].encrypted",
    },
    { name: "the root disk of a spot request", of: "a spot request", change: remove(root) },
    {
      name: "a disk that an instance changes in its template",
      of: "an instance of a template",
      change: set(root, false),
    },
    { name: "a volume", of: "a volume", change: set("encrypted", false) },
    { name: "a volume that does not say", of: "a volume", change: remove("encrypted") },
    { name: "encryption by default switched off", of: "encryption by default", change: set("enabled", false) },
    {
      name: "another disk beside a root disk that is not known yet",
      of: "an instance",
      change: all(set("ebsBlockDevices[0].encrypted", false), set("rootBlockDevice", UNKNOWN)),
    },
  ],
  allowed: [
    { name: "true as a boolean in a template", change: set(mapped, true) },
    { name: "a template that leaves the disks to the image", change: remove("blockDeviceMappings") },
    { name: "encryption by default that is stated", of: "encryption by default", change: set("enabled", true) },
  ],
  unknown: [
    { name: "an unknown setting", change: set(mapped, UNKNOWN) },
    { name: "unknown disks", change: set("blockDeviceMappings", UNKNOWN) },
    { name: "an unknown volume", of: "a volume", change: set("encrypted", UNKNOWN) },
  ],
  remediated: [{ name: "a disk of a template that does not say", change: remove(mapped), set: { [mapped]: "true" } }],
  spared: [
    { name: "an instance, whose disk would be replaced", of: "an instance", change: remove(root) },
    { name: "a volume, which would be replaced", of: "a volume", change: remove("encrypted") },
    { name: "a disk from a snapshot", change: set("blockDeviceMappings[0].ebs", { snapshotId: "snap-1" }) },
  ],
});
