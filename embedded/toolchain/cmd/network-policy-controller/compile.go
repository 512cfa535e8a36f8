package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	v1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"sigs.k8s.io/knftables"
)

// place is where the controller enforces: the cluster's bridge, and nothing else of the machine.
type place struct {
	// bridge is the network interface that the pods hang on.
	bridge string
	// others is the network on the bridge whose addresses are not pods': containers that build images.
	others netip.Prefix
}

// pod is what policies can know of a pod.
type pod struct {
	namespace string
	labels    labels.Set
	address   netip.Addr
	ports     []v1.ContainerPort
}

// world is what the rules are made from.
type world struct {
	// pods are those with an address of their own that have not ended.
	pods       []pod
	namespaces map[string]labels.Set
	policies   []*networkingv1.NetworkPolicy
}

const (
	podSet   = "pods"
	selfSet  = "self"
	refuse   = "refuse"
	portKeys = "ipv4_addr . inet_proto . inet_service"
)

// direction is what differs between what a pod sends and what it is sent.
type direction struct {
	name       string
	policyType networkingv1.PolicyType
	// own and peer are the fields of a packet with the address of the pod and of the other side.
	own, peer string
	// end is where the bridge is named: the interface that a packet comes from, or goes to.
	end string
	// priority is that of the chains: before the rules of iptables, which accept what comes from the bridge, after the translation
	// of Services' addresses. What one chain accepts, the next one still looks at.
	priority knftables.BaseChainPriority
}

var directions = []direction{
	{"egress", networkingv1.PolicyTypeEgress, "ip saddr", "ip daddr", "iifname", "filter-6"},
	{"ingress", networkingv1.PolicyTypeIngress, "ip daddr", "ip saddr", "oifname", "filter-5"},
}

func (d direction) podMap() string { return d.name + "-pods" }

// empty is the ruleset of a world without pods: nothing passes from or to an address on the bridge that could be a pod's.
func empty(where place) ruleset {
	rules := ruleset{chains: map[string]chain{}, collections: map[string]collection{}}
	rules.collections[podSet] = collection{keyType: "ipv4_addr", elements: map[string]string{}}
	rules.collections[selfSet] = collection{keyType: "ipv4_addr . ipv4_addr", elements: map[string]string{}}
	rules.chains[refuse] = chain{rules: []string{
		// A reset goes back on the bridge past the translation of Services' addresses. So the packet that it answers gets back the
		// address and the port that the client called, or the client would not know whose reset it is.
		"meta l4proto tcp ct status dnat ip daddr set ct original ip daddr tcp dport set ct original proto-dst",
		"meta l4proto tcp reject with tcp reset",
		"reject with icmpx type admin-prohibited",
	}}
	for _, d := range directions {
		rules.collections[d.podMap()] = collection{keyType: "ipv4_addr", isMap: true, elements: map[string]string{}}
		rules.chains[d.name] = chain{rules: []string{
			// Pods have IPv4 addresses. By those that interfaces give themselves they would reach each other past all policies.
			"meta nfproto ipv6 drop",
			// Not "established": what a new policy forbids ends, though it was allowed when it began.
			"ct direction reply accept",
			"ct state related accept",
			"ip saddr . ip daddr @" + selfSet + " accept",
			// A pod that is not known yet may be isolated. What is dropped is sent again; a refusal would be believed.
			fmt.Sprintf("%s != @%s %s != %s drop", d.own, podSet, d.own, where.others),
			fmt.Sprintf("%s vmap @%s", d.own, d.podMap()),
		}}
		enter := []string{fmt.Sprintf("%s %q jump %s", d.end, where.bridge, d.name)}
		rules.chains[d.name+"-forward"] = chain{knftables.ForwardHook, d.priority, enter}
	}
	// To the node itself. What the node sends is not looked at: it may always reach its pods.
	rules.chains["egress-input"] = chain{knftables.InputHook, directions[0].priority, rules.chains["egress-forward"].rules}
	return rules
}

// compile makes the rules for a world. Of a policy that cannot be read, what cannot be read allows nothing; it is reported.
func compile(where place, w world) (ruleset, []error) {
	c := compiler{rules: empty(where), world: w, byNamespace: map[string][]pod{}, peers: map[string][]pod{}}
	for _, one := range w.pods {
		address := one.address.String()
		c.byNamespace[one.namespace] = append(c.byNamespace[one.namespace], one)
		c.rules.collections[podSet].elements[address] = ""
		c.rules.collections[selfSet].elements[address+" . "+address] = ""
	}
	for _, d := range directions {
		c.isolate(d)
	}
	return c.rules, c.faults
}

type compiler struct {
	rules       ruleset
	world       world
	byNamespace map[string][]pod
	// peers has the pods of each set of peers that is made already.
	peers  map[string][]pod
	faults []error
}

// isolate makes the chains of all policies of a direction and leads the pods that they select to them.
func (c *compiler) isolate(d direction) {
	selecting := map[netip.Addr][]string{}
	for _, policy := range c.world.policies {
		if !slices.Contains(typesOf(policy), d.policyType) {
			continue
		}
		selected := c.selectPods(policy.Namespace, policy, &policy.Spec.PodSelector)
		if len(selected) == 0 {
			continue
		}
		name := nameOf(d.name, policy.Namespace, policy.Name)
		c.rules.chains[name] = chain{rules: c.policyRules(d, policy, selected)}
		for _, one := range selected {
			selecting[one.address] = append(selecting[one.address], name)
		}
	}
	for address, names := range selecting {
		slices.Sort(names)
		// Pods that the same policies select share a chain.
		group := d.name + "-group/" + hash(names...)
		if _, exists := c.rules.chains[group]; !exists {
			var rules []string
			for _, name := range names {
				rules = append(rules, "jump "+name)
			}
			c.rules.chains[group] = chain{rules: append(rules, "goto "+refuse)}
		}
		c.rules.collections[d.podMap()].elements[address.String()] = "goto " + group
	}
}

// policyRules are the rules that accept what one policy allows.
func (c *compiler) policyRules(d direction, policy *networkingv1.NetworkPolicy, selected []pod) []string {
	var rules []string
	add := func(index int, peers []networkingv1.NetworkPolicyPeer, ports []networkingv1.NetworkPolicyPort) {
		matches, peerPods := c.peerMatches(d, policy, peers)
		numbers, names := splitPorts(ports)
		for _, peer := range matches {
			for _, port := range numbers {
				rules = append(rules, join(peer, port, "accept"))
			}
		}
		if len(names) == 0 {
			return
		}
		// A named port is a different number in each pod, so it is looked up together with the address.
		set := nameOf(d.name+"-ports", policy.Namespace, policy.Name, strconv.Itoa(index))
		match := "ip daddr . meta l4proto . th dport @" + set
		if d.policyType == networkingv1.PolicyTypeEgress {
			c.rules.collections[set] = namedPorts(peerPods, names)
			rules = append(rules, join(match, "accept"))
			return
		}
		c.rules.collections[set] = namedPorts(selected, names)
		for _, peer := range matches {
			rules = append(rules, join(peer, match, "accept"))
		}
	}
	if d.policyType == networkingv1.PolicyTypeEgress {
		for index, rule := range policy.Spec.Egress {
			add(index, rule.To, rule.Ports)
		}
	} else {
		for index, rule := range policy.Spec.Ingress {
			add(index, rule.From, rule.Ports)
		}
	}
	return rules
}

// peerMatches returns one match for each kind of peers of a rule, an empty one for a rule that names none, and the pods among them.
func (c *compiler) peerMatches(
	d direction, policy *networkingv1.NetworkPolicy, peers []networkingv1.NetworkPolicyPeer,
) (matches []string, pods []pod) {
	if len(peers) == 0 {
		return []string{""}, c.world.pods
	}
	var blocks []interval
	for _, peer := range peers {
		if peer.IPBlock != nil {
			addresses, err := addressesOf(peer.IPBlock)
			c.report(policy, err)
			blocks = append(blocks, addresses...)
			continue
		}
		// Two selectors of the same pods are the same set, whichever policy has them.
		set := "peers/" + hash(policy.Namespace, canonical(peer.NamespaceSelector), canonical(peer.PodSelector))
		if _, exists := c.peers[set]; !exists {
			c.peers[set] = c.selectPeers(policy, peer)
			elements := map[string]string{}
			for _, one := range c.peers[set] {
				elements[one.address.String()] = ""
			}
			c.rules.collections[set] = collection{keyType: "ipv4_addr", elements: elements}
		}
		matches = append(matches, d.peer+" @"+set)
		pods = append(pods, c.peers[set]...)
	}
	if merged := merge(blocks); len(merged) > 0 {
		write := func(value uint32) string { return addressOf(value).String() }
		matches = append(matches, d.peer+" "+anonymousSet(merged, write))
	}
	return matches, pods
}

func (c *compiler) selectPeers(policy *networkingv1.NetworkPolicy, peer networkingv1.NetworkPolicyPeer) []pod {
	podSelector := peer.PodSelector
	if podSelector == nil {
		podSelector = &metav1.LabelSelector{}
	}
	if peer.NamespaceSelector == nil {
		return c.selectPods(policy.Namespace, policy, podSelector)
	}
	selector, err := metav1.LabelSelectorAsSelector(peer.NamespaceSelector)
	if err != nil {
		c.report(policy, err)
		return nil
	}
	var selected []pod
	for _, namespace := range sortedKeys(c.byNamespace) {
		if selector.Matches(c.world.namespaces[namespace]) {
			selected = append(selected, c.selectPods(namespace, policy, podSelector)...)
		}
	}
	return selected
}

func (c *compiler) selectPods(namespace string, policy *networkingv1.NetworkPolicy, by *metav1.LabelSelector) []pod {
	selector, err := metav1.LabelSelectorAsSelector(by)
	if err != nil {
		c.report(policy, err)
		return nil
	}
	var selected []pod
	for _, one := range c.byNamespace[namespace] {
		if selector.Matches(one.labels) {
			selected = append(selected, one)
		}
	}
	return selected
}

func (c *compiler) report(policy *networkingv1.NetworkPolicy, err error) {
	if err != nil {
		c.faults = append(c.faults, fmt.Errorf("network policy %s/%s: %w", policy.Namespace, policy.Name, err))
	}
}

// typesOf returns the directions that a policy isolates, by the API's own default where it names none.
func typesOf(policy *networkingv1.NetworkPolicy) []networkingv1.PolicyType {
	if len(policy.Spec.PolicyTypes) > 0 {
		return policy.Spec.PolicyTypes
	}
	if len(policy.Spec.Egress) > 0 {
		return []networkingv1.PolicyType{networkingv1.PolicyTypeIngress, networkingv1.PolicyTypeEgress}
	}
	return []networkingv1.PolicyType{networkingv1.PolicyTypeIngress}
}

// nameOf names an object after what it is of. The kernel takes names of up to 255 characters.
func nameOf(kind string, parts ...string) string {
	name := kind + "/" + strings.Join(parts, "/")
	if len(name) < 200 {
		return name
	}
	return kind + "/" + hash(parts...)
}

func hash(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\n")))
	return hex.EncodeToString(sum[:8])
}

func canonical(selector *metav1.LabelSelector) string {
	if selector == nil {
		return "none"
	}
	return metav1.FormatLabelSelector(selector)
}

func join(words ...string) string {
	return strings.Join(slices.DeleteFunc(words, func(word string) bool { return word == "" }), " ")
}
