// Reads property paths as the Pulumi engine does: a list of strings on standard input, what each is on standard output.
package main

import (
	"encoding/json"
	"os"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

type answer struct {
	Path  []any  `json:"path"`
	Error string `json:"error,omitempty"`
}

func main() {
	var questions []string
	if err := json.NewDecoder(os.Stdin).Decode(&questions); err != nil {
		panic(err)
	}
	answers := make([]answer, len(questions))
	for i, question := range questions {
		path, err := resource.ParsePropertyPath(question)
		if err != nil {
			answers[i].Error = err.Error()
			continue
		}
		answers[i].Path = append([]any{}, path...)
	}
	if err := json.NewEncoder(os.Stdout).Encode(answers); err != nil {
		panic(err)
	}
}
