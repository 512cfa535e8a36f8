// Command kubeconfig says how client-go, which kubectl is made of, reads kubeconfigs: one JSON list of questions on standard input, one
// of answers on standard output.
package main

import (
	"encoding/json"
	"os"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api/latest"
	"sigs.k8s.io/yaml"
)

type question struct {
	// Value of KUBECONFIG.
	Variable string `json:"variable"`
	// Context that is asked for; empty takes the current one.
	Context string `json:"context"`
}

type answer struct {
	// The merged files, as `kubectl config view --raw --output json` prints them.
	Config json.RawMessage `json:"config,omitempty"`
	// Why they cannot be read.
	Invalid string `json:"invalid,omitempty"`
	// Why no client can be made for the context.
	Unusable string `json:"unusable,omitempty"`
	// Namespace of the context.
	Namespace string `json:"namespace,omitempty"`
}

func answerTo(asked question) (answer, error) {
	if err := os.Setenv("KUBECONFIG", asked.Variable); err != nil {
		return answer{}, err
	}
	rules := clientcmd.NewDefaultClientConfigLoadingRules()
	rules.Warner = func(error) {}
	merged, err := rules.Load()
	if err != nil {
		return answer{Invalid: err.Error()}, nil
	}
	text, err := runtime.Encode(latest.Codec, merged)
	if err != nil {
		return answer{}, err
	}
	printed, err := yaml.YAMLToJSON(text)
	if err != nil {
		return answer{}, err
	}
	answered := answer{Config: printed}
	client := clientcmd.NewNonInteractiveClientConfig(*merged, asked.Context, &clientcmd.ConfigOverrides{CurrentContext: asked.Context}, rules)
	if answered.Namespace, _, err = client.Namespace(); err == nil {
		var config *rest.Config
		if config, err = client.ClientConfig(); err == nil {
			_, err = rest.TransportFor(config)
		}
	}
	if err != nil {
		answered.Unusable = err.Error()
	}
	return answered, nil
}

func run() error {
	var questions []question
	if err := json.NewDecoder(os.Stdin).Decode(&questions); err != nil {
		return err
	}
	answers := make([]answer, 0, len(questions))
	for _, asked := range questions {
		answered, err := answerTo(asked)
		if err != nil {
			return err
		}
		answers = append(answers, answered)
	}
	return json.NewEncoder(os.Stdout).Encode(answers)
}

func main() {
	if err := run(); err != nil {
		println(err.Error())
		os.Exit(1)
	}
}
