package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"sync"
	"time"
)

// status is what others can ask for: over a socket that root alone may open.
type status struct {
	mutex   sync.Mutex
	current report
}

// report is how the enforcement stands.
type report struct {
	// Enforced is whether the table holds what is wanted, as far as is known.
	Enforced bool `json:"enforced"`
	// Pods and Policies are how many the table was made from.
	Pods     int `json:"pods"`
	Policies int `json:"policies"`
	// ForeignChanges counts how often another program changed the table, after each of which it was written anew.
	ForeignChanges int `json:"foreignChanges"`
	// Fault is why it is not enforced.
	Fault string `json:"fault,omitempty"`
}

func (s *status) written() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.current.Fault = "the API server has not been read yet"
}

func (s *status) synced(pods, policies int, err error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.current.Enforced, s.current.Fault = err == nil, ""
	s.current.Pods, s.current.Policies = pods, policies
	if err != nil {
		s.current.Fault = err.Error()
	}
}

func (s *status) foreignChange() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.current.ForeignChanges++
}

// serve answers `/status` with the report, with 200 if all is enforced, and leaves `POST /pods` to `announce`. It is called when no
// unknown pod can talk any more: whoever gets an answer knows that.
func (s *status) serve(ctx context.Context, socket string, announce http.HandlerFunc) error {
	if err := os.Remove(socket); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("removing the socket of an earlier run: %w", err)
	}
	listener, err := net.Listen("unix", socket)
	if err != nil {
		return err
	}
	if err := os.Chmod(socket, 0o600); err != nil {
		return err
	}
	routes := http.NewServeMux()
	routes.HandleFunc("POST /pods", announce)
	routes.HandleFunc("GET /status", func(answer http.ResponseWriter, _ *http.Request) {
		s.mutex.Lock()
		defer s.mutex.Unlock()
		answer.Header().Set("Content-Type", "application/json")
		if !s.current.Enforced {
			answer.WriteHeader(http.StatusServiceUnavailable)
		}
		_ = json.NewEncoder(answer).Encode(s.current)
	})
	server := &http.Server{Handler: routes, ReadHeaderTimeout: 5 * time.Second}
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	go func() { _ = server.Serve(listener) }()
	return nil
}
