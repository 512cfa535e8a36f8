package main

import (
	"math/rand/v2"
	"slices"
	"testing"

	networkingv1 "k8s.io/api/networking/v1"
)

// numbersOf lists every number of intervals.
func numbersOf(intervals []interval) map[uint32]bool {
	numbers := map[uint32]bool{}
	for _, one := range intervals {
		for number := one.first; number <= one.last; number++ {
			numbers[number] = true
		}
	}
	return numbers
}

func randomIntervals(random *rand.Rand) []interval {
	var intervals []interval
	for range random.IntN(6) {
		first := random.Uint32N(60)
		intervals = append(intervals, interval{first, first + random.Uint32N(20)})
	}
	return intervals
}

func TestIntervalsAreNumbers(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		intervals := randomIntervals(random)
		wanted := numbersOf(intervals)
		merged := merge(intervals)
		for number := range uint32(100) {
			if numbersOf(merged)[number] != wanted[number] {
				t.Fatalf("merging %v gives %v, which is wrong for %d", intervals, merged, number)
			}
		}
		for i := 1; i < len(merged); i++ {
			if merged[i].first <= merged[i-1].last+1 {
				t.Fatalf("merging %v leaves neighbours: %v", intervals, merged)
			}
		}
		whole := interval{5, 70}
		rest := numbersOf(without(whole, intervals))
		for number := range uint32(100) {
			if rest[number] != (number >= whole.first && number <= whole.last && !wanted[number]) {
				t.Fatalf("%v without %v is wrong for %d", whole, intervals, number)
			}
		}
	}
}

func TestAddressesOfBlocks(t *testing.T) {
	for _, c := range []struct {
		cidr   string
		except []string
		wanted []interval
	}{
		{"0.0.0.0/0", nil, []interval{{0, 0xffffffff}}},
		{"10.0.0.7/32", nil, []interval{{0x0a000007, 0x0a000007}}},
		{"10.0.0.9/24", nil, []interval{{0x0a000000, 0x0a0000ff}}},
		{"0.0.0.0/0", []string{"10.0.0.0/8"}, []interval{{0, 0x09ffffff}, {0x0b000000, 0xffffffff}}},
		{"10.0.0.0/24", []string{"10.0.0.0/25", "10.0.0.128/25"}, nil},
		{"2001:db8::/32", nil, nil},
	} {
		found, err := addressesOf(&networkingv1.IPBlock{CIDR: c.cidr, Except: c.except})
		if err != nil || !slices.Equal(found, c.wanted) {
			t.Errorf("%s except %v is %v, %v; wanted %v", c.cidr, c.except, found, err, c.wanted)
		}
	}
	if _, err := addressesOf(&networkingv1.IPBlock{CIDR: "10.0.0.0"}); err == nil {
		t.Error("what is not a network is taken for one")
	}
}
