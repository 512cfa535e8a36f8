package main

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// packet is the first packet of a connection.
type packet struct {
	source, destination netip.Addr
	protocol            string
	port                int
}

// verdict follows a packet through the rules from a chain on, as the kernel would: "accept", "drop", "refuse" or, at the end, "".
func (r ruleset) verdict(name string, p packet) string {
	if name == refuse {
		return "refuse"
	}
	for _, rule := range r.chains[name].rules {
		action, matches := r.apply(rule, p)
		if !matches {
			continue
		}
		verb, target, _ := strings.Cut(action, " ")
		switch verb {
		case "accept", "drop":
			return verb
		case "jump":
			if verdict := r.verdict(target, p); verdict != "" {
				return verdict
			}
		case "goto":
			return r.verdict(target, p)
		default:
			panic("unknown action: " + action)
		}
	}
	return ""
}

// matchers are all kinds of matches that rules are made of.
var matchers = []struct {
	pattern *regexp.Regexp
	holds   func(r ruleset, p packet, words []string) bool
}{
	{regexp.MustCompile(`^ip saddr \. ip daddr @(\S+) ?`), func(r ruleset, p packet, words []string) bool {
		return r.has(words[1], fmt.Sprintf("%s . %s", p.source, p.destination))
	}},
	{regexp.MustCompile(`^ip daddr \. meta l4proto \. th dport @(\S+) ?`), func(r ruleset, p packet, words []string) bool {
		return r.has(words[1], fmt.Sprintf("%s . %s . %d", p.destination, p.protocol, p.port))
	}},
	{regexp.MustCompile(`^ip (saddr|daddr) (!= )?@(\S+) ?`), func(r ruleset, p packet, words []string) bool {
		return r.has(words[3], p.field(words[1]).String()) == (words[2] == "")
	}},
	{regexp.MustCompile(`^ip (saddr|daddr) \{ (.*?) \} ?`), func(_ ruleset, p packet, words []string) bool {
		return slices.ContainsFunc(strings.Split(words[2], ", "), func(part string) bool {
			first, last, isRange := strings.Cut(part, "-")
			if !isRange {
				last = first
			}
			address := p.field(words[1])
			return !address.Less(netip.MustParseAddr(first)) && !netip.MustParseAddr(last).Less(address)
		})
	}},
	{regexp.MustCompile(`^ip (saddr|daddr) != (\S+/\d+) ?`), func(_ ruleset, p packet, words []string) bool {
		return !netip.MustParsePrefix(words[2]).Contains(p.field(words[1]))
	}},
	{regexp.MustCompile(`^(tcp|udp|sctp) dport \{ (.*?) \} ?`), func(_ ruleset, p packet, words []string) bool {
		return words[1] == p.protocol && slices.ContainsFunc(strings.Split(words[2], ", "), func(part string) bool {
			first, last, isRange := strings.Cut(part, "-")
			if !isRange {
				last = first
			}
			from, _ := strconv.Atoi(first)
			to, _ := strconv.Atoi(last)
			return from <= p.port && p.port <= to
		})
	}},
	// A first packet of IPv4.
	{regexp.MustCompile(`^(meta nfproto ipv6|ct direction reply|ct state related) ?`), func(ruleset, packet, []string) bool { return false }},
}

// apply returns the action of a rule, and whether the packet is one that it is for.
func (r ruleset) apply(rule string, p packet) (string, bool) {
	if words := regexp.MustCompile(`^ip (saddr|daddr) vmap @(\S+)$`).FindStringSubmatch(rule); words != nil {
		action, exists := r.collections[words[2]].elements[p.field(words[1]).String()]
		return action, exists
	}
	matches := true
	for rest := rule; ; {
		index := -1
		for i, matcher := range matchers {
			words := matcher.pattern.FindStringSubmatch(rest)
			if words == nil {
				continue
			}
			index = i
			matches = matches && matcher.holds(r, p, words)
			rest = rest[len(words[0]):]
			break
		}
		if index == -1 {
			return rest, matches
		}
	}
}

func (r ruleset) has(name, key string) bool {
	set, exists := r.collections[name]
	if !exists {
		panic("a rule names a set that does not exist: " + name)
	}
	_, found := set.elements[key]
	return found
}

func (p packet) field(name string) netip.Addr {
	if name == "saddr" {
		return p.source
	}
	return p.destination
}
