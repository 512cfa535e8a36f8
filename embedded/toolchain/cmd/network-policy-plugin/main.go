// Command network-policy-plugin is the last CNI plugin of a pod: it keeps the pod from starting until its network policies hold.
//
// It tells the network policy controller the pod's new address, which the API server learns only when containers run, and waits for
// the answer. The protocol is that of https://www.cni.dev/docs/spec/; a chained plugin answers what it was given.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"strings"
	"time"
)

// patience is how long a pod is kept waiting. One that starts without an answer can talk as soon as the controller knows it.
const patience = 10 * time.Second

// configuration is what the runtime writes to the standard input.
type configuration struct {
	CNIVersion string `json:"cniVersion"`
	// Socket is the controller's.
	Socket string `json:"socket"`
	// PrevResult is what the plugins before this one made.
	PrevResult *json.RawMessage `json:"prevResult"`
}

// announcement is what the controller is told.
type announcement struct {
	Namespace string `json:"namespace"`
	Name      string `json:"name"`
	UID       string `json:"uid"`
	Address   string `json:"address"`
}

func main() {
	if err := run(os.Getenv("CNI_COMMAND"), os.Getenv("CNI_ARGS"), os.Stdin, os.Stdout); err != nil {
		// The specification wants faults as JSON; 100 and above are a plugin's own.
		_ = json.NewEncoder(os.Stdout).Encode(map[string]any{"cniVersion": "1.0.0", "code": 100, "msg": err.Error()})
		os.Exit(1)
	}
}

func run(command, arguments string, input io.Reader, output io.Writer) error {
	switch command {
	case "VERSION":
		return json.NewEncoder(output).Encode(map[string]any{
			"cniVersion": "1.0.0", "supportedVersions": []string{"0.4.0", "1.0.0"},
		})
	case "DEL", "CHECK":
		return nil
	case "ADD":
	default:
		return fmt.Errorf("CNI_COMMAND %q is not known", command)
	}
	var given configuration
	if err := json.NewDecoder(input).Decode(&given); err != nil {
		return fmt.Errorf("the network configuration cannot be read: %w", err)
	}
	if given.PrevResult == nil {
		return fmt.Errorf("this plugin makes no interface: it has to come after one that does")
	}
	address, err := addressOf(*given.PrevResult)
	if err != nil {
		return err
	}
	pod := podOf(arguments)
	pod.Address = address
	if err := announce(given.Socket, pod); err != nil {
		// The pod's packets are dropped until the controller hears of it from the API server: late, but never too open.
		fmt.Fprintln(os.Stderr, "network-policy-plugin:", err)
	}
	_, err = output.Write(*given.PrevResult)
	return err
}

func addressOf(result json.RawMessage) (string, error) {
	var made struct {
		IPs []struct {
			Address netip.Prefix `json:"address"`
		} `json:"ips"`
	}
	if err := json.Unmarshal(result, &made); err != nil {
		return "", fmt.Errorf("the result of the plugins before cannot be read: %w", err)
	}
	for _, each := range made.IPs {
		if each.Address.Addr().Is4() {
			return each.Address.Addr().String(), nil
		}
	}
	return "", fmt.Errorf("the plugins before gave the pod no IPv4 address")
}

// podOf reads who the pod is from the runtime's arguments: names and values, with semicolons between them.
func podOf(arguments string) announcement {
	values := map[string]string{}
	for _, argument := range strings.Split(arguments, ";") {
		name, value, _ := strings.Cut(argument, "=")
		values[name] = value
	}
	return announcement{
		Namespace: values["K8S_POD_NAMESPACE"], Name: values["K8S_POD_NAME"], UID: values["K8S_POD_UID"],
	}
}

func announce(socket string, pod announcement) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	client := http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", socket)
		},
	}}
	body, err := json.Marshal(pod)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://controller/pods", bytes.NewReader(body))
	if err != nil {
		return err
	}
	answer, err := client.Do(request)
	if err != nil {
		return fmt.Errorf("the network policy controller cannot be asked: %w", err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusNoContent {
		return fmt.Errorf("the network policy controller answers %s to pod %s/%s", answer.Status, pod.Namespace, pod.Name)
	}
	return nil
}
