import { isInherited, isTemplate, machines } from "../../../lib/aws/instances";
import { isNotOff, isOn } from "../../../lib/aws/values";
import type { Node } from "../../../lib/node";
import type { Resource } from "../../../lib/resource";
import { defineRule } from "../../../lib/rule";

const VOLUME = "aws:ebs/volume:Volume";
const DEFAULT = "aws:ebs/encryptionByDefault:EncryptionByDefault";

export default defineRule({
  id: "aws-ec2-ebs-encrypted",
  title: "Every disk of a machine is encrypted",
  severity: "high",
  levels: { dev: "mandatory", production: "mandatory" },
  references: [
    "CKV_AWS_3",
    "CKV_AWS_8",
    "CKV_AWS_106",
    "FSBP EC2.3",
    "FSBP EC2.7",
    "FSBP EC2.181",
    "AWS-0026",
    "AWS-0131",
    "CIS AWS 5.1.1/6.1.1",
  ],
  fields: [
    "blockDeviceMappings[].ebs.encrypted",
    "rootBlockDevice.encrypted",
    "ebsBlockDevices[].encrypted",
    "Volume encrypted",
    "EncryptionByDefault enabled",
  ],
  why: "A disk that is not encrypted can be read from any snapshot of it, also one that is shared by mistake.",
  fix: "Set encrypted to true for the disk; an existing disk is replaced, so restore it from a snapshot.",
  appliesTo: (type) => machines(type) || type === VOLUME || type === DEFAULT,
  check(resource, check) {
    if (resource.type === DEFAULT) {
      check.expect(resource.at("enabled"), isNotOff, "true or not set");
      return;
    }
    check.each(disksOf(resource), (disk) => check.expect(disk.at("encrypted"), isOn, "true"));
  },
  remediate(resource, remedy) {
    // A template's change is a new version of it; anything else would replace a disk that holds data.
    if (!isTemplate(resource)) return;
    for (const disk of disksOf(resource)) {
      // The provider allows no encryption beside a snapshot, which decides it.
      if (!disk.at("snapshotId").exists) remedy.setIfAbsent(disk.at("encrypted"), "true");
    }
  },
});

/** Places that describe a disk, also one that is only described by what AWS does without a description. */
function disksOf(resource: Resource): Node[] {
  if (resource.type === VOLUME) return [resource.properties];
  if (isTemplate(resource)) {
    const mappings = resource.at("blockDeviceMappings").items();
    return mappings.map((mapping) => mapping.at("ebs")).filter((ebs) => ebs.exists);
  }
  const root = resource.at("rootBlockDevice");
  const others = resource.at("ebsBlockDevices").items();
  return [
    ...(isInherited(resource, root) ? [] : [root]),
    ...others.filter((disk) => disk.at("noDevice").value !== true),
  ];
}
