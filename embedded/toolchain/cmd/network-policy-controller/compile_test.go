package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
	"testing"

	v1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/intstr"
	"sigs.k8s.io/knftables"
)

var here = place{"platform0", netip.MustParsePrefix("10.0.3.0/24")}

// isAllowed is what the API's own words say of a connection, read without regard to how rules are made.
func isAllowed(w world, p packet) bool {
	if p.source == p.destination {
		return true
	}
	for _, d := range directions {
		own, peer := p.source, p.destination
		if d.policyType == networkingv1.PolicyTypeIngress {
			own, peer = peer, own
		}
		target := podAt(w, own)
		if target == nil {
			continue
		}
		isolated, allowed := false, false
		for _, policy := range w.policies {
			if policy.Namespace != target.namespace || !selects(&policy.Spec.PodSelector, target.labels) {
				continue
			}
			for _, policyType := range typesOf(policy) {
				if policyType != d.policyType {
					continue
				}
				isolated = true
				if d.policyType == networkingv1.PolicyTypeEgress {
					for _, rule := range policy.Spec.Egress {
						allowed = allowed || admitsPeer(w, policy, rule.To, peer) && admitsPort(w, rule.Ports, p)
					}
				} else {
					for _, rule := range policy.Spec.Ingress {
						allowed = allowed || admitsPeer(w, policy, rule.From, peer) && admitsPort(w, rule.Ports, p)
					}
				}
			}
		}
		if isolated && !allowed {
			return false
		}
	}
	return true
}

func podAt(w world, address netip.Addr) *pod {
	for i := range w.pods {
		if w.pods[i].address == address {
			return &w.pods[i]
		}
	}
	return nil
}

func selects(selector *metav1.LabelSelector, of labels.Set) bool {
	parsed, err := metav1.LabelSelectorAsSelector(selector)
	return err == nil && parsed.Matches(of)
}

func admitsPeer(w world, policy *networkingv1.NetworkPolicy, peers []networkingv1.NetworkPolicyPeer, address netip.Addr) bool {
	for _, peer := range peers {
		if peer.IPBlock != nil {
			inside := netip.MustParsePrefix(peer.IPBlock.CIDR).Contains(address)
			for _, except := range peer.IPBlock.Except {
				inside = inside && !netip.MustParsePrefix(except).Contains(address)
			}
			if inside {
				return true
			}
			continue
		}
		other := podAt(w, address)
		if other == nil {
			continue
		}
		inNamespace := other.namespace == policy.Namespace
		if peer.NamespaceSelector != nil {
			inNamespace = selects(peer.NamespaceSelector, w.namespaces[other.namespace])
		}
		if inNamespace && (peer.PodSelector == nil || selects(peer.PodSelector, other.labels)) {
			return true
		}
	}
	return len(peers) == 0
}

func admitsPort(w world, ports []networkingv1.NetworkPolicyPort, p packet) bool {
	for _, port := range ports {
		protocol := v1.ProtocolTCP
		if port.Protocol != nil {
			protocol = *port.Protocol
		}
		if !strings.EqualFold(string(protocol), p.protocol) {
			continue
		}
		if port.Port == nil {
			return true
		}
		if port.Port.Type == intstr.String {
			if target := podAt(w, p.destination); target != nil {
				for _, each := range target.ports {
					if each.Name == port.Port.StrVal && each.Protocol == protocol && int(each.ContainerPort) == p.port {
						return true
					}
				}
			}
			continue
		}
		last := port.Port.IntVal
		if port.EndPort != nil {
			last = *port.EndPort
		}
		if int(port.Port.IntVal) <= p.port && p.port <= int(last) {
			return true
		}
	}
	return len(ports) == 0
}

// passes is what the rules do with a connection between two pods, or with a stranger.
func passes(rules ruleset, p packet, fromBridge, toBridge bool) bool {
	if fromBridge {
		if verdict := rules.verdict("egress", p); verdict == "refuse" || verdict == "drop" {
			return false
		}
	}
	if toBridge {
		if verdict := rules.verdict("ingress", p); verdict == "refuse" || verdict == "drop" {
			return false
		}
	}
	return true
}

func TestRulesMeanWhatPoliciesSay(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	strangers := []netip.Addr{netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("10.0.3.5")}
	connected, refused := 0, 0
	for range 400 {
		w := randomWorld(random)
		rules, faults := compile(here, w)
		if len(faults) > 0 {
			t.Fatal(faults)
		}
		for range 100 {
			p := packet{protocol: pick(random, "tcp", "udp", "sctp"), port: pick(random, 80, 81, 85, 90, 443)}
			source, destination := random.IntN(len(w.pods)+2), random.IntN(len(w.pods)+2)
			p.source, p.destination = endOf(w, strangers, source), endOf(w, strangers, destination)
			fromBridge := source < len(w.pods) || p.source == strangers[1]
			toBridge := destination < len(w.pods) || p.destination == strangers[1]
			wanted := isAllowed(w, p)
			if passes(rules, p, fromBridge, toBridge) != wanted {
				t.Fatalf("allowed: %v, but the rules differ for %v with policies\n%v\nand pods %v", wanted, p, w.policies, w.pods)
			}
			if wanted {
				connected++
			} else {
				refused++
			}
		}
	}
	if connected < 4000 || refused < 4000 {
		t.Errorf("%d connections allowed and %d refused: the worlds do not try enough", connected, refused)
	}
}

func endOf(w world, strangers []netip.Addr, index int) netip.Addr {
	if index < len(w.pods) {
		return w.pods[index].address
	}
	return strangers[index-len(w.pods)]
}

func TestUnknownAddressesAreDropped(t *testing.T) {
	w := world{pods: []pod{{"x", nil, netip.MustParseAddr("10.0.0.2"), nil}}, namespaces: map[string]labels.Set{"x": nil}}
	rules, _ := compile(here, w)
	known, unknown := netip.MustParseAddr("10.0.0.2"), netip.MustParseAddr("10.0.0.9")
	build := netip.MustParseAddr("10.0.3.7")
	for _, c := range []struct {
		chain               string
		source, destination netip.Addr
		wanted              string
	}{
		{"egress", unknown, known, "drop"},
		{"ingress", known, unknown, "drop"},
		{"ingress", known, netip.MustParseAddr("255.255.255.255"), "drop"},
		{"egress", known, unknown, ""},
		{"egress", build, known, ""},
		{"ingress", known, build, ""},
	} {
		if found := rules.verdict(c.chain, packet{c.source, c.destination, "udp", 53}); found != c.wanted {
			t.Errorf("%s from %v to %v: %q, wanted %q", c.chain, c.source, c.destination, found, c.wanted)
		}
	}
	if found := empty(here).verdict("egress", packet{known, build, "tcp", 80}); found != "drop" {
		t.Errorf("before anything is known, a pod's packet meets %q", found)
	}
}

// TestChangesLeadToTheSameTable runs changes through the library's own model of nftables, which refuses what the kernel would.
func TestChangesLeadToTheSameTable(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	changed := knftables.NewFake(knftables.InetFamily, tableName)
	var before *ruleset
	for range 300 {
		rules, _ := compile(here, randomWorld(random))
		tx := changed.NewTransaction()
		if before == nil {
			rules.replace(tx)
		} else {
			rules.change(tx, *before)
		}
		if err := changed.Run(context.Background(), tx); err != nil {
			t.Fatalf("%v in\n%s", err, tx)
		}
		anew := knftables.NewFake(knftables.InetFamily, tableName)
		tx = anew.NewTransaction()
		rules.replace(tx)
		if err := anew.Run(context.Background(), tx); err != nil {
			t.Fatalf("%v in\n%s", err, tx)
		}
		if comparable(changed.Dump()) != comparable(anew.Dump()) {
			t.Fatalf("changed:\n%s\nanew:\n%s", changed.Dump(), anew.Dump())
		}
		before = &rules
	}
	same := changed.NewTransaction()
	before.change(same, *before)
	if same.NumOperations() != 0 {
		t.Errorf("what is as it should be is changed:\n%s", same)
	}
}

// comparable puts what has no order of its own in order: the model lists elements as they came.
func comparable(dump string) string {
	lines := strings.Split(dump, "\n")
	slices.SortStableFunc(lines, func(a, b string) int {
		if strings.HasPrefix(a, "add element") && strings.HasPrefix(b, "add element") {
			return strings.Compare(a, b)
		}
		return 0
	})
	return strings.Join(lines, "\n")
}

func TestFaultsAllowNothing(t *testing.T) {
	bad := metav1.LabelSelector{MatchExpressions: []metav1.LabelSelectorRequirement{{Key: "a", Operator: "Near"}}}
	w := world{
		pods:       []pod{{"x", nil, netip.MustParseAddr("10.0.0.2"), nil}, {"x", nil, netip.MustParseAddr("10.0.0.3"), nil}},
		namespaces: map[string]labels.Set{"x": nil},
		policies: []*networkingv1.NetworkPolicy{{
			ObjectMeta: metav1.ObjectMeta{Namespace: "x", Name: "odd"},
			Spec: networkingv1.NetworkPolicySpec{Ingress: []networkingv1.NetworkPolicyIngressRule{
				{From: []networkingv1.NetworkPolicyPeer{{PodSelector: &bad}}},
			}},
		}},
	}
	rules, faults := compile(here, w)
	if len(faults) != 1 || !strings.Contains(faults[0].Error(), "x/odd") {
		t.Errorf("the fault is reported as %v", faults)
	}
	if found := rules.verdict("ingress", packet{w.pods[0].address, w.pods[1].address, "tcp", 80}); found != "refuse" {
		t.Errorf("a rule that cannot be read gives %q", found)
	}
}

func pick[T any](random *rand.Rand, values ...T) T { return values[random.IntN(len(values))] }

func randomWorld(random *rand.Rand) world {
	w := world{namespaces: map[string]labels.Set{}}
	for _, namespace := range []string{"x", "y", "z"} {
		w.namespaces[namespace] = labels.Set{"ns": namespace, "team": pick(random, "red", "blue")}
	}
	for i := range 3 + random.IntN(6) {
		w.pods = append(w.pods, pod{
			namespace: pick(random, "x", "y", "z"),
			labels:    labels.Set{"app": pick(random, "a", "b", "c"), "tier": pick(random, "1", "2")},
			address:   netip.AddrFrom4([4]byte{10, 0, 0, byte(2 + i)}),
			ports: []v1.ContainerPort{
				{Name: "web", Protocol: v1.ProtocolTCP, ContainerPort: int32(pick(random, 80, 81, 90))},
				{Name: pick(random, "web", "dns"), Protocol: v1.ProtocolUDP, ContainerPort: int32(pick(random, 80, 81))},
			},
		})
	}
	for i := range random.IntN(5) {
		policy := &networkingv1.NetworkPolicy{
			ObjectMeta: metav1.ObjectMeta{Namespace: pick(random, "x", "y", "z"), Name: fmt.Sprint("policy-", i)},
			Spec:       networkingv1.NetworkPolicySpec{PodSelector: *randomSelector(random, "app")},
		}
		policy.Spec.PolicyTypes = pick(random, nil,
			[]networkingv1.PolicyType{networkingv1.PolicyTypeIngress}, []networkingv1.PolicyType{networkingv1.PolicyTypeEgress},
			[]networkingv1.PolicyType{networkingv1.PolicyTypeIngress, networkingv1.PolicyTypeEgress})
		for range random.IntN(3) {
			policy.Spec.Ingress = append(policy.Spec.Ingress, networkingv1.NetworkPolicyIngressRule{
				From: randomPeers(random), Ports: randomPorts(random),
			})
		}
		for range random.IntN(3) {
			policy.Spec.Egress = append(policy.Spec.Egress, networkingv1.NetworkPolicyEgressRule{
				To: randomPeers(random), Ports: randomPorts(random),
			})
		}
		w.policies = append(w.policies, policy)
	}
	return w
}

func randomSelector(random *rand.Rand, label string) *metav1.LabelSelector {
	values := map[string][]string{"app": {"a", "b", "c"}, "team": {"red", "blue"}}[label]
	switch random.IntN(3) {
	case 0:
		return &metav1.LabelSelector{}
	case 1:
		return &metav1.LabelSelector{MatchLabels: map[string]string{label: pick(random, values...)}}
	}
	return &metav1.LabelSelector{MatchExpressions: []metav1.LabelSelectorRequirement{{
		Key: label, Operator: metav1.LabelSelectorOpNotIn, Values: []string{pick(random, values...)},
	}}}
}

func randomPeers(random *rand.Rand) []networkingv1.NetworkPolicyPeer {
	var peers []networkingv1.NetworkPolicyPeer
	for range random.IntN(3) {
		switch random.IntN(4) {
		case 0:
			peers = append(peers, networkingv1.NetworkPolicyPeer{PodSelector: randomSelector(random, "app")})
		case 1:
			peers = append(peers, networkingv1.NetworkPolicyPeer{NamespaceSelector: randomSelector(random, "team")})
		case 2:
			peers = append(peers, networkingv1.NetworkPolicyPeer{
				NamespaceSelector: randomSelector(random, "team"), PodSelector: randomSelector(random, "app"),
			})
		default:
			block := pick(random,
				networkingv1.IPBlock{CIDR: "0.0.0.0/0", Except: []string{"10.0.0.0/29"}},
				networkingv1.IPBlock{CIDR: "10.0.0.4/30"}, networkingv1.IPBlock{CIDR: "192.0.2.0/24"},
				networkingv1.IPBlock{CIDR: "10.0.0.0/24", Except: []string{"10.0.0.3/32", "10.0.0.6/31"}})
			peers = append(peers, networkingv1.NetworkPolicyPeer{IPBlock: &block})
		}
	}
	return peers
}

func randomPorts(random *rand.Rand) []networkingv1.NetworkPolicyPort {
	var ports []networkingv1.NetworkPolicyPort
	for range random.IntN(3) {
		port := networkingv1.NetworkPolicyPort{
			Protocol: pick(random, nil, new(v1.ProtocolTCP), new(v1.ProtocolUDP), new(v1.ProtocolSCTP)),
			Port:     pick(random, nil, new(intstr.FromInt32(80)), new(intstr.FromInt32(81)), new(intstr.FromString("web"))),
		}
		if port.Port != nil && port.Port.Type == intstr.Int && random.IntN(2) == 0 {
			port.EndPort = new(int32(85))
		}
		ports = append(ports, port)
	}
	return ports
}
