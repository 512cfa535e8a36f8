// Command buildkit answers what BuildKit itself makes of Dockerfiles and ignore files: a question in JSON a line on standard input, an
// answer a line on standard output, in the same order.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	gofs "io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/moby/buildkit/client/llb/sourceresolver"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/moby/buildkit/frontend/dockerui"
	"github.com/moby/buildkit/solver/pb"
	dockerspec "github.com/moby/docker-image-spec/specs-go/v1"
	"github.com/moby/patternmatcher/ignorefile"
	digest "github.com/opencontainers/go-digest"
	ocispecs "github.com/opencontainers/image-spec/specs-go/v1"
	"github.com/tonistiigi/fsutil"
)

const baseLabel = "base"

type question struct {
	// A Dockerfile, with the target and the arguments of its build.
	Dockerfile *string           `json:"dockerfile"`
	Target     string            `json:"target"`
	Args       map[string]string `json:"args"`
	// The content of an ignore file, and the context that it is applied to.
	Ignore  string `json:"ignore"`
	Context string `json:"context"`
}

type answer struct {
	Error string `json:"error,omitempty"`
	// Of a Dockerfile: the image that the target is made from, all images that the build needs, and what it sets.
	Base   string   `json:"base,omitempty"`
	Images []string `json:"images,omitempty"`
	User   string   `json:"user,omitempty"`
	Ports  []string `json:"ports,omitempty"`
	Env    []string `json:"env,omitempty"`
	// Of a context: the paths that are sent.
	Paths []string `json:"paths,omitempty"`
}

// registry knows every image: each is empty and carries its own name as a label.
type registry struct {
	mutex sync.Mutex
	asked map[string]struct{}
}

func (r *registry) ResolveImageConfig(
	_ context.Context, ref string, _ sourceresolver.Opt,
) (string, digest.Digest, []byte, error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.asked[ref] = struct{}{}
	image := dockerspec.DockerOCIImage{}
	image.Platform = ocispecs.Platform{OS: "linux", Architecture: "amd64"}
	image.Config.Labels = map[string]string{baseLabel: ref}
	content, err := json.Marshal(image)
	return ref, "", content, err
}

func build(q question) (a answer) {
	// A program that judges thousands of files has to survive one that BuildKit cannot cope with.
	defer func() {
		if fault := recover(); fault != nil {
			a = answer{Error: fmt.Sprintf("panic: %v", fault)}
		}
	}()
	resolver := &registry{asked: map[string]struct{}{}}
	caps := pb.Caps.CapSet(pb.Caps.All())
	platform := ocispecs.Platform{OS: "linux", Architecture: "amd64"}
	result, err := dockerfile2llb.Dockerfile2LLB(context.Background(), []byte(*q.Dockerfile), dockerfile2llb.ConvertOpt{
		Config: dockerui.Config{
			BuildArgs:      q.Args,
			Target:         q.Target,
			BuildPlatforms: []ocispecs.Platform{platform},
		},
		TargetPlatform: &platform,
		MetaResolver:   resolver,
		LLBCaps:        &caps,
	})
	if err != nil {
		return answer{Error: err.Error()}
	}
	config := result.Image.Config
	return answer{
		Base:   config.Labels[baseLabel],
		Images: slices.Sorted(maps.Keys(resolver.asked)),
		User:   config.User,
		Ports:  slices.Sorted(maps.Keys(config.ExposedPorts)),
		Env:    config.Env,
	}
}

func walk(q question) answer {
	patterns, err := ignorefile.ReadAll(strings.NewReader(q.Ignore))
	if err != nil {
		return answer{Error: err.Error()}
	}
	var paths []string
	err = fsutil.WalkDir(context.Background(), q.Context, &fsutil.FilterOpt{ExcludePatterns: patterns},
		func(path string, _ gofs.DirEntry, err error) error {
			paths = append(paths, path)
			return err
		})
	if err != nil {
		return answer{Error: err.Error()}
	}
	return answer{Paths: paths}
}

func main() {
	input := bufio.NewScanner(os.Stdin)
	input.Buffer(nil, 16<<20)
	output := bufio.NewWriter(os.Stdout)
	defer output.Flush()
	encoder := json.NewEncoder(output)
	for input.Scan() {
		var q question
		if err := json.Unmarshal(input.Bytes(), &q); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		var a answer
		if q.Dockerfile != nil {
			a = build(q)
		} else {
			a = walk(q)
		}
		if err := encoder.Encode(a); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	if err := input.Err(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
