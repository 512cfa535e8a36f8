// Command network-policy-controller enforces the network policies of the cluster on this machine's bridge.
package main

import (
	"context"
	"flag"
	"fmt"
	"net/netip"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
)

func main() {
	kubeconfig := flag.String("kubeconfig", "", "file with the address of the API server and the credentials")
	bridge := flag.String("bridge", "", "network interface that the pods hang on")
	others := flag.String("others", "", "network on the bridge, in CIDR notation, whose addresses are not pods'")
	socket := flag.String("socket", "", "absolute path of the socket that the status is asked for at")
	flag.Parse()
	if err := run(*kubeconfig, *bridge, *others, *socket); err != nil {
		fmt.Fprintln(os.Stderr, "network-policy-controller:", err)
		os.Exit(1)
	}
}

func run(kubeconfig, bridge, others, socket string) error {
	if kubeconfig == "" || bridge == "" || !filepath.IsAbs(socket) {
		return fmt.Errorf("--kubeconfig, --bridge and an absolute --socket are needed")
	}
	network, err := netip.ParsePrefix(others)
	if err != nil || !network.Addr().Is4() {
		return fmt.Errorf("--others has to be an IPv4 network in CIDR notation, such as 10.210.3.0/24; found %q", others)
	}
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return err
	}
	config.ContentType = "application/vnd.kubernetes.protobuf"
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	keeper, err := newController(ctx, client, place{bridge, network}, socket)
	if err != nil {
		return err
	}
	keeper.run(ctx)
	return nil
}
