// How the Pulumi CLI and Go's YAML libraries read and write a stack file: its own packages, asked for many documents at once.
//
// Standard input is a JSON list of requests, standard output the JSON list of answers in the same order.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/pulumi/pulumi/sdk/v3/go/common/encoding"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/config"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/pulumi/pulumi/sdk/v3/go/common/workspace"
	yamlv2 "gopkg.in/yaml.v2"
	yamlv3 "gopkg.in/yaml.v3"
)

// request is one stack file, and optionally a value to set in it first, as `pulumi config set --path` does.
type request struct {
	Text string `json:"text"`
	Set  *struct {
		Key   string `json:"key"`
		Value string `json:"value"`
	} `json:"set"`
}

// answer says how a document is read. A value of the general readers is given with its Go type, as JSON alone could not tell a date
// from a string.
type answer struct {
	Error  string            `json:"error,omitempty"`
	Text   string            `json:"text"`
	Values map[string]string `json:"values"`
	V2     any               `json:"v2"`
	V3     any               `json:"v3"`
}

func main() {
	var requests []request
	if err := json.NewDecoder(os.Stdin).Decode(&requests); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	answers := make([]answer, len(requests))
	for i, one := range requests {
		answers[i] = read(one)
	}
	if err := json.NewEncoder(os.Stdout).Encode(answers); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func read(one request) (result answer) {
	defer func() {
		if fault := recover(); fault != nil {
			result = answer{Error: fmt.Sprint(fault)}
		}
	}()
	project := &workspace.Project{Name: tokens.PackageName("platform-deployment")}
	stack, err := workspace.LoadProjectStackBytes(nil, project, []byte(one.Text), "Pulumi.dev.yaml", encoding.YAML)
	if err != nil {
		return answer{Error: err.Error()}
	}
	text := one.Text
	if one.Set != nil {
		key, err := config.ParseKey(one.Set.Key)
		if err != nil {
			return answer{Error: err.Error()}
		}
		if err := stack.Config.Set(key, config.NewValue(one.Set.Value), true); err != nil {
			return answer{Error: err.Error()}
		}
		written, err := encoding.YAML.Marshal(stack)
		if err != nil {
			return answer{Error: err.Error()}
		}
		text = string(written)
		if stack, err = workspace.LoadProjectStackBytes(nil, project, written, "Pulumi.dev.yaml", encoding.YAML); err != nil {
			return answer{Error: err.Error()}
		}
	}
	decrypted, err := stack.Config.Decrypt(config.NewPanicCrypter())
	if err != nil {
		return answer{Error: err.Error()}
	}
	values := map[string]string{}
	for key, value := range decrypted {
		values[key.String()] = value
	}
	return answer{Text: text, Values: values, V2: general(yamlv2.Unmarshal, text), V3: general(yamlv3.Unmarshal, text)}
}

// general reads a document as a reader does that knows nothing of its form.
func general(unmarshal func([]byte, any) error, text string) any {
	var value any
	if err := unmarshal([]byte(text), &value); err != nil {
		return map[string]any{"error": err.Error()}
	}
	return typed(value)
}

// typed replaces every scalar by its type and its printed form.
func typed(value any) any {
	switch value := value.(type) {
	case map[any]any:
		result := map[string]any{}
		for key, one := range value {
			result[fmt.Sprint(key)] = typed(one)
		}
		return result
	case map[string]any:
		result := map[string]any{}
		for key, one := range value {
			result[key] = typed(one)
		}
		return result
	case []any:
		result := []any{}
		for _, one := range value {
			result = append(result, typed(one))
		}
		return result
	case float64:
		// The shortest form, which is that of JavaScript too.
		if printed, err := json.Marshal(value); err == nil {
			return []string{"float64", string(printed)}
		}
		return []string{"float64", fmt.Sprint(value)}
	default:
		return []string{fmt.Sprintf("%T", value), fmt.Sprint(value)}
	}
}
