package main

import (
	"bytes"
	"encoding/json"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
)

const result = `{"cniVersion":"1.0.0","ips":[{"address":"fd00::5/64"},{"address":"10.0.0.5/22","gateway":"10.0.0.1"}]}`

// controller answers announcements with a status and keeps them.
func controller(t *testing.T, status int) (socket string, heard *[]announcement) {
	heard = &[]announcement{}
	socket = filepath.Join(t.TempDir(), "controller.sock")
	listener, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.HandlerFunc(func(answer http.ResponseWriter, request *http.Request) {
		var pod announcement
		if err := json.NewDecoder(request.Body).Decode(&pod); err != nil || request.URL.Path != "/pods" {
			t.Errorf("%v at %s", err, request.URL.Path)
		}
		*heard = append(*heard, pod)
		answer.WriteHeader(status)
	})}
	t.Cleanup(func() { _ = server.Close() })
	go func() { _ = server.Serve(listener) }()
	return socket, heard
}

func input(socket, previous string) *strings.Reader {
	return strings.NewReader(`{"cniVersion":"1.0.0","name":"pods","type":"x","socket":"` + socket + `","prevResult":` + previous + `}`)
}

func TestAPodIsAnnouncedAndTheResultPassedOn(t *testing.T) {
	socket, heard := controller(t, http.StatusNoContent)
	var output bytes.Buffer
	arguments := "IgnoreUnknown=1;K8S_POD_NAMESPACE=shop;K8S_POD_NAME=web-1;K8S_POD_INFRA_CONTAINER_ID=c;K8S_POD_UID=u"
	if err := run("ADD", arguments, input(socket, result), &output); err != nil {
		t.Fatal(err)
	}
	if len(*heard) != 1 || (*heard)[0] != (announcement{"shop", "web-1", "u", "10.0.0.5"}) {
		t.Errorf("the controller heard %v", *heard)
	}
	if output.String() != result {
		t.Errorf("the result became %s", output.String())
	}
}

func TestAPodStartsWithoutTheController(t *testing.T) {
	refusing, _ := controller(t, http.StatusBadRequest)
	for _, socket := range []string{"/nowhere/controller.sock", refusing} {
		var output bytes.Buffer
		if err := run("ADD", "K8S_POD_UID=u", input(socket, result), &output); err != nil || output.String() != result {
			t.Errorf("%v, %s", err, output.String())
		}
	}
}

func TestWhatCannotBeIsRefused(t *testing.T) {
	for _, c := range []struct{ command, previous, wanted string }{
		{"ADD", `null`, "after one that does"},
		{"ADD", `{"ips":[]}`, "no IPv4 address"},
		{"ADD", `{"ips":[{"address":"10.0.0.5"}]}`, "cannot be read"},
		{"MOVE", result, "MOVE"},
	} {
		err := run(c.command, "", input("/nowhere", c.previous), &bytes.Buffer{})
		if err == nil || !strings.Contains(err.Error(), c.wanted) {
			t.Errorf("%s after %s: %v", c.command, c.previous, err)
		}
	}
	if err := run("DEL", "", strings.NewReader(""), &bytes.Buffer{}); err != nil {
		t.Error(err)
	}
	var versions bytes.Buffer
	if err := run("VERSION", "", strings.NewReader(""), &versions); err != nil || !strings.Contains(versions.String(), "1.0.0") {
		t.Errorf("%v, %s", err, versions.String())
	}
}
