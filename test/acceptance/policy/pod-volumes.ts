import fc from "fast-check";
import { seldom } from "./seldom";

const claim = { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } };

/** Types that restricted allows, each as the API server accepts it; a volume without a type is one too. */
const ALLOWED: readonly object[] = [
  {},
  { emptyDir: {} },
  { emptyDir: { medium: "Memory" }, hostPath: null, nfs: null },
  { configMap: { name: "data" } },
  { secret: { secretName: "data" } },
  { downwardAPI: { items: [{ path: "labels", fieldRef: { fieldPath: "metadata.labels" } }] } },
  { projected: { sources: [{ configMap: { name: "data" } }] } },
  { persistentVolumeClaim: { claimName: "data" } },
  { ephemeral: { volumeClaimTemplate: { spec: claim } } },
  { csi: { driver: "csi.example.org" } },
  { image: { reference: "registry.example.org/data:1" } },
];

/** Types that restricted forbids; baseline only the first one. */
const FORBIDDEN: readonly object[] = [
  ...["/", "/var/log", "/run/containerd/containerd.sock", "/etc/", "C:/logs"].map((path) => ({ hostPath: { path } })),
  { nfs: { server: "files", path: "/" } },
  { iscsi: { targetPortal: "10.0.0.1:3260", iqn: "iqn.2001-04.org.example:disk", lun: 0 } },
  { awsElasticBlockStore: { volumeID: "vol-1" } },
  { gcePersistentDisk: { pdName: "disk" } },
  { gitRepo: { repository: "https://git.example.org/data" } },
  { glusterfs: { endpoints: "gluster", path: "data" } },
  { rbd: { monitors: ["10.0.0.1"], image: "data" } },
  { flexVolume: { driver: "example.org/disk" } },
  { cinder: { volumeID: "1" } },
  { cephfs: { monitors: ["10.0.0.1"] } },
  { flocker: { datasetName: "data" } },
  { fc: { targetWWNs: ["500a0982991b8dc5"], lun: 0 } },
  { azureFile: { secretName: "data", shareName: "data" } },
  { azureDisk: { diskName: "data", diskURI: "https://disks.example.org/data", kind: "Shared" } },
  { vsphereVolume: { volumePath: "[store] data" } },
  { quobyte: { registry: "quobyte:7861", volume: "data" } },
  { portworxVolume: { volumeID: "1" } },
  { photonPersistentDisk: { pdID: "1" } },
  { scaleIO: { gateway: "https://10.0.0.1", system: "s", secretRef: { name: "data" }, volumeName: "data" } },
  { storageos: { volumeName: "data" } },
];

/** Volumes without their names. */
export function volumes(odds: number): fc.Arbitrary<object[]> {
  return fc.array(seldom(odds, ALLOWED, FORBIDDEN), { maxLength: 3 });
}
