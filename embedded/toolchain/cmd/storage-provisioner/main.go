// Command storage-provisioner gives every PersistentVolumeClaim of its storage class a directory on this machine.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/klog/v2"
	"sigs.k8s.io/sig-storage-lib-external-provisioner/v13/controller"
)

// provisionerName is what a StorageClass names to get its volumes from here.
const provisionerName = "platform.local/directory"

func main() {
	kubeconfig := flag.String("kubeconfig", "", "file with the address of the API server and the credentials")
	directory := flag.String("directory", "", "absolute path below which each volume is a directory")
	node := flag.String("node", "", "name of the node that this machine is")
	flag.Parse()
	if err := run(*kubeconfig, *directory, *node); err != nil {
		fmt.Fprintln(os.Stderr, "storage-provisioner:", err)
		os.Exit(1)
	}
}

func run(kubeconfig, directory, node string) error {
	if kubeconfig == "" || node == "" || !filepath.IsAbs(directory) {
		return fmt.Errorf("--kubeconfig, --node and an absolute --directory are needed")
	}
	// Closed to everyone but root: the directories of the volumes below it are open, so that any pod user can write to its own.
	if err := os.MkdirAll(directory, 0o700); err != nil {
		return err
	}
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return err
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	provisioner := &directoryProvisioner{directory: directory, node: node}
	// The supervisor runs exactly one of us, so there is nobody to hold an election with.
	controller.NewProvisionController(klog.NewContext(ctx, klog.Background()), client, provisionerName, provisioner,
		controller.LeaderElection(false)).Run(ctx)
	return nil
}

type directoryProvisioner struct {
	directory string
	node      string
}

// Provision makes the directory of a volume and describes it as a local volume of this node.
func (p *directoryProvisioner) Provision(_ context.Context, options controller.ProvisionOptions) (*v1.PersistentVolume, controller.ProvisioningState, error) {
	claim := options.PVC
	refuse := func(format string, arguments ...any) (*v1.PersistentVolume, controller.ProvisioningState, error) {
		return nil, controller.ProvisioningFinished, fmt.Errorf(format, arguments...)
	}
	if claim.Spec.Selector != nil {
		return refuse("storage class %s makes a new volume for each claim: a claim with a selector cannot be served", options.StorageClass.Name)
	}
	if claim.Spec.VolumeMode != nil && *claim.Spec.VolumeMode == v1.PersistentVolumeBlock {
		return refuse("storage class %s has file systems only: volumeMode Block cannot be served", options.StorageClass.Name)
	}
	path, err := p.path(options.PVName)
	if err != nil {
		return refuse("%w", err)
	}
	if err := os.MkdirAll(path, 0o777); err != nil {
		return refuse("making the volume's directory: %w", err)
	}
	// MkdirAll is subject to the umask.
	if err := os.Chmod(path, 0o777); err != nil {
		return refuse("opening the volume's directory: %w", err)
	}
	volumeMode := v1.PersistentVolumeFilesystem
	return &v1.PersistentVolume{
		ObjectMeta: metav1.ObjectMeta{Name: options.PVName},
		Spec: v1.PersistentVolumeSpec{
			PersistentVolumeReclaimPolicy: *options.StorageClass.ReclaimPolicy,
			AccessModes:                   claim.Spec.AccessModes,
			Capacity:                      v1.ResourceList{v1.ResourceStorage: claim.Spec.Resources.Requests[v1.ResourceStorage]},
			VolumeMode:                    &volumeMode,
			PersistentVolumeSource:        v1.PersistentVolumeSource{Local: &v1.LocalVolumeSource{Path: path}},
			NodeAffinity: &v1.VolumeNodeAffinity{Required: &v1.NodeSelector{NodeSelectorTerms: []v1.NodeSelectorTerm{{
				MatchExpressions: []v1.NodeSelectorRequirement{{
					Key: v1.LabelHostname, Operator: v1.NodeSelectorOpIn, Values: []string{p.node},
				}},
			}}}},
		},
	}, controller.ProvisioningFinished, nil
}

// Delete removes the directory of a volume that Provision made.
func (p *directoryProvisioner) Delete(_ context.Context, volume *v1.PersistentVolume) error {
	path, err := p.path(volume.Name)
	if err != nil {
		return err
	}
	if volume.Spec.Local == nil || volume.Spec.Local.Path != path {
		return &controller.IgnoredError{Reason: "the volume is not a directory of this provisioner"}
	}
	return os.RemoveAll(path)
}

// path is where the volume of that name lives. A name that would lead out of the directory is refused.
func (p *directoryProvisioner) path(name string) (string, error) {
	if name == "" || name == "." || name == ".." || filepath.Base(name) != name {
		return "", fmt.Errorf("%q cannot be the name of a volume's directory", name)
	}
	return filepath.Join(p.directory, name), nil
}
