package main

import (
	"encoding/binary"
	"fmt"
	"math"
	"net/netip"
	"slices"
	"strings"

	networkingv1 "k8s.io/api/networking/v1"
)

// interval is a range of numbers with both ends in it: ports, or IPv4 addresses in the order of their values.
type interval struct {
	first, last uint32
}

// merge sorts intervals and joins those that overlap or touch, as the packet filter wants them in a set.
func merge(intervals []interval) []interval {
	sorted := slices.Clone(intervals)
	slices.SortFunc(sorted, func(a, b interval) int {
		if a.first != b.first {
			return compare(a.first, b.first)
		}
		return compare(a.last, b.last)
	})
	var merged []interval
	for _, next := range sorted {
		if n := len(merged); n > 0 && (merged[n-1].last == math.MaxUint32 || next.first <= merged[n-1].last+1) {
			merged[n-1].last = max(merged[n-1].last, next.last)
			continue
		}
		merged = append(merged, next)
	}
	return merged
}

func compare(a, b uint32) int {
	if a < b {
		return -1
	}
	return 1
}

// without cuts the excluded intervals out of a whole one.
func without(whole interval, excluded []interval) []interval {
	rest := []interval{whole}
	for _, cut := range excluded {
		var next []interval
		for _, part := range rest {
			if cut.last < part.first || cut.first > part.last {
				next = append(next, part)
				continue
			}
			if cut.first > part.first {
				next = append(next, interval{part.first, cut.first - 1})
			}
			if cut.last < part.last {
				next = append(next, interval{cut.last + 1, part.last})
			}
		}
		rest = next
	}
	return rest
}

// addressesOf returns the IPv4 addresses of an ipBlock. One of IPv6 has none: pods have IPv4 addresses alone.
func addressesOf(block *networkingv1.IPBlock) ([]interval, error) {
	whole, isIPv4, err := network(block.CIDR)
	if err != nil || !isIPv4 {
		return nil, err
	}
	var excluded []interval
	for _, except := range block.Except {
		cut, isIPv4, err := network(except)
		if err != nil {
			return nil, err
		}
		if isIPv4 {
			excluded = append(excluded, cut)
		}
	}
	return without(whole, excluded), nil
}

func network(cidr string) (interval, bool, error) {
	prefix, err := netip.ParsePrefix(cidr)
	if err != nil {
		return interval{}, false, fmt.Errorf("%q is not a network in CIDR notation: %w", cidr, err)
	}
	if !prefix.Addr().Is4() {
		return interval{}, false, nil
	}
	first := valueOf(prefix.Masked().Addr())
	return interval{first, first | uint32(uint64(1)<<(32-prefix.Bits())-1)}, true, nil
}

func valueOf(address netip.Addr) uint32 {
	bytes := address.As4()
	return binary.BigEndian.Uint32(bytes[:])
}

func addressOf(value uint32) netip.Addr {
	var bytes [4]byte
	binary.BigEndian.PutUint32(bytes[:], value)
	return netip.AddrFrom4(bytes)
}

// anonymousSet writes intervals as nft does in a rule.
func anonymousSet(intervals []interval, write func(uint32) string) string {
	parts := make([]string, 0, len(intervals))
	for _, one := range intervals {
		if one.first == one.last {
			parts = append(parts, write(one.first))
		} else {
			parts = append(parts, write(one.first)+"-"+write(one.last))
		}
	}
	return "{ " + strings.Join(parts, ", ") + " }"
}
