package main

import (
	"fmt"
	"strconv"
	"strings"

	v1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// protocols are all that a policy can name, in the order in which rules have them.
var protocols = []v1.Protocol{v1.ProtocolTCP, v1.ProtocolUDP, v1.ProtocolSCTP}

// namedPort is a port by the name that containers give it.
type namedPort struct {
	protocol v1.Protocol
	name     string
}

// splitPorts returns a match for the numbered ports of each protocol, an empty one if no port is named at all, and the ports by name.
func splitPorts(ports []networkingv1.NetworkPolicyPort) (matches []string, names []namedPort) {
	if len(ports) == 0 {
		return []string{""}, nil
	}
	numbers := map[v1.Protocol][]interval{}
	for _, port := range ports {
		protocol := v1.ProtocolTCP
		if port.Protocol != nil {
			protocol = *port.Protocol
		}
		switch {
		case port.Port == nil:
			numbers[protocol] = append(numbers[protocol], interval{0, 65535})
		case port.Port.Type == intstr.String:
			names = append(names, namedPort{protocol, port.Port.StrVal})
		default:
			first := uint32(port.Port.IntVal)
			last := first
			if port.EndPort != nil {
				last = uint32(*port.EndPort)
			}
			numbers[protocol] = append(numbers[protocol], interval{first, last})
		}
	}
	for _, protocol := range protocols {
		if merged := merge(numbers[protocol]); len(merged) > 0 {
			write := func(value uint32) string { return strconv.Itoa(int(value)) }
			matches = append(matches, fmt.Sprintf("%s dport %s", lower(protocol), anonymousSet(merged, write)))
		}
	}
	return matches, names
}

// namedPorts resolves names in each of the pods, several containers of which may give the same name to different ports.
func namedPorts(pods []pod, names []namedPort) collection {
	found := collection{keyType: portKeys, elements: map[string]string{}}
	for _, one := range pods {
		for _, port := range one.ports {
			for _, name := range names {
				if port.Name == name.name && port.Protocol == name.protocol {
					found.elements[fmt.Sprintf("%s . %s . %d", one.address, lower(port.Protocol), port.ContainerPort)] = ""
				}
			}
		}
	}
	return found
}

func lower(protocol v1.Protocol) string { return strings.ToLower(string(protocol)) }
