package main

import (
	_ "github.com/coredns/coredns/core/dnsserver"
	_ "github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	_ "sigs.k8s.io/sig-storage-lib-external-provisioner/v13/controller"
)
