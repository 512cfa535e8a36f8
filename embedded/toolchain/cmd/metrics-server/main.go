// Command metrics-server is upstream's metrics-server (scraper, storage, API) with a command line of our own: upstream's
// released one is written against an older API server library than this module's, while its packages work with either, and a
// second set of Kubernetes libraries would add minutes to the build.
package main

import (
	"fmt"
	"net"
	"os"
	"time"

	"github.com/spf13/cobra"
	corev1 "k8s.io/api/core/v1"
	openapinamer "k8s.io/apiserver/pkg/endpoints/openapi"
	genericapiserver "k8s.io/apiserver/pkg/server"
	"k8s.io/apiserver/pkg/server/options"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/component-base/cli"
	"k8s.io/component-base/compatibility"
	"k8s.io/component-base/version"
	"k8s.io/kube-openapi/pkg/common"
	openapiutil "k8s.io/kube-openapi/pkg/util"
	"k8s.io/kube-openapi/pkg/validation/spec"
	"sigs.k8s.io/metrics-server/pkg/api"
	generatedopenapi "sigs.k8s.io/metrics-server/pkg/api/generated/openapi"
	"sigs.k8s.io/metrics-server/pkg/scraper/client"
	"sigs.k8s.io/metrics-server/pkg/server"
)

// settings are what the command line decides.
type settings struct {
	kubeconfig            string
	resolution            time.Duration
	kubeletRequestTimeout time.Duration
	kubeletCAFile         string
	serving               *options.SecureServingOptionsWithLoopback
	authentication        *options.DelegatingAuthenticationOptions
	authorization         *options.DelegatingAuthorizationOptions
}

func main() {
	s := &settings{
		serving:        options.NewSecureServingOptions().WithLoopback(),
		authentication: options.NewDelegatingAuthenticationOptions(),
		authorization:  options.NewDelegatingAuthorizationOptions(),
	}
	command := &cobra.Command{
		Use:          "metrics-server",
		Short:        "Serves the CPU and memory use of pods and nodes as metrics.k8s.io",
		SilenceUsage: true,
		Args:         cobra.NoArgs,
		RunE:         func(*cobra.Command, []string) error { return s.run() },
	}
	flags := command.Flags()
	flags.StringVar(&s.kubeconfig, "kubeconfig", "", "kubeconfig file; in a pod, the pod's service account when empty")
	flags.DurationVar(&s.resolution, "metric-resolution", 15*time.Second, "time between two scrapes of a kubelet, at least 10s")
	flags.DurationVar(&s.kubeletRequestTimeout, "kubelet-request-timeout", 10*time.Second, "time limit of one scrape, under 9/10 of the resolution")
	flags.StringVar(&s.kubeletCAFile, "kubelet-certificate-authority", "", "CA that signed the kubelets' serving certificates; the cluster's when empty")
	s.serving.AddFlags(flags)
	s.authentication.AddFlags(flags)
	s.authorization.AddFlags(flags)
	os.Exit(cli.Run(command))
}

func (s *settings) run() error {
	if s.resolution < 10*time.Second || s.kubeletRequestTimeout <= 0 || s.kubeletRequestTimeout >= s.resolution*9/10 {
		return fmt.Errorf("--metric-resolution must be at least 10s and --kubelet-request-timeout positive and under 9/10 of it, found %s and %s", s.resolution, s.kubeletRequestTimeout)
	}
	clusterConfig, err := s.clusterConfig()
	if err != nil {
		return fmt.Errorf("no way to reach the API server: %w", err)
	}
	apiServer, err := s.apiServerConfig()
	if err != nil {
		return err
	}
	kubelet := rest.CopyConfig(clusterConfig)
	if s.kubeletCAFile != "" {
		kubelet.TLSClientConfig.CAFile = s.kubeletCAFile
		kubelet.TLSClientConfig.CAData = nil
	}
	config := server.Config{
		Apiserver: apiServer,
		Rest:      clusterConfig,
		Kubelet: &client.KubeletClientConfig{
			Client: *kubelet,
			// Nodes are reached by address: their host names are not in the cluster's DNS.
			AddressTypePriority: []corev1.NodeAddressType{corev1.NodeInternalIP},
			Scheme:              "https",
			UseNodeStatusPort:   true,
		},
		MetricResolution: s.resolution,
		ScrapeTimeout:    s.kubeletRequestTimeout,
	}
	metrics, err := config.Complete()
	if err != nil {
		return err
	}
	return metrics.RunUntil(genericapiserver.SetupSignalHandler())
}

func (s *settings) clusterConfig() (*rest.Config, error) {
	config, err := clientcmd.BuildConfigFromFlags("", s.kubeconfig)
	if err != nil {
		return nil, err
	}
	config.ContentType = "application/vnd.kubernetes.protobuf"
	return config, rest.SetKubernetesDefaults(config)
}

func (s *settings) apiServerConfig() (*genericapiserver.Config, error) {
	if err := s.serving.MaybeDefaultWithSelfSignedCerts("localhost", nil, []net.IP{net.IPv4(127, 0, 0, 1)}); err != nil {
		return nil, fmt.Errorf("no serving certificate: %w", err)
	}
	config := genericapiserver.NewConfig(api.Codecs)
	// Not the version of this build: 0.7 is older than the APIs' first appearance in Kubernetes 1.8, so they would be left out.
	config.EffectiveVersion = compatibility.NewEffectiveVersionFromString(version.DefaultKubeBinaryVersion, "", "")
	if err := s.serving.ApplyTo(&config.SecureServing, &config.LoopbackClientConfig); err != nil {
		return nil, err
	}
	if err := s.authentication.ApplyTo(&config.Authentication, config.SecureServing, nil); err != nil {
		return nil, err
	}
	if err := s.authorization.ApplyTo(&config.Authorization); err != nil {
		return nil, err
	}
	definitions := openapinamer.NewDefinitionNamer(api.Scheme)
	config.OpenAPIConfig = genericapiserver.DefaultOpenAPIConfig(openAPIDefinitions, definitions)
	config.OpenAPIV3Config = genericapiserver.DefaultOpenAPIV3Config(openAPIDefinitions, definitions)
	return config, nil
}

// openAPIDefinitions are upstream's generated definitions under the names the API server library looks for: it asks the types
// themselves, which answer with dotted names, while the definitions were generated under their Go paths.
func openAPIDefinitions(reference common.ReferenceCallback) map[string]common.OpenAPIDefinition {
	generated := generatedopenapi.GetOpenAPIDefinitions(func(path string) spec.Ref {
		return reference(openapiutil.ToRESTFriendlyName(path))
	})
	renamed := make(map[string]common.OpenAPIDefinition, len(generated))
	for path, definition := range generated {
		for i, dependency := range definition.Dependencies {
			definition.Dependencies[i] = openapiutil.ToRESTFriendlyName(dependency)
		}
		renamed[openapiutil.ToRESTFriendlyName(path)] = definition
	}
	return renamed
}
