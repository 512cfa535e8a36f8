package main

import (
	"context"
	"fmt"
	"sync"

	"sigs.k8s.io/knftables"
)

// table writes rulesets to the packet filter, each whole or not at all, and only what differs from the one before.
type table struct {
	nft     knftables.Interface
	monitor *monitor
	// written is what the table holds by what we wrote; nil before the first time, and when somebody else changed it.
	written *ruleset
	// mutex is for `written` alone, which the monitor forgets.
	mutex sync.Mutex
}

func newTable(watch *monitor) (*table, error) {
	nft, err := knftables.New(knftables.InetFamily, tableName)
	if err != nil {
		return nil, err
	}
	return &table{nft: nft, monitor: watch}, nil
}

// ensure makes a table that lets no pod talk, unless there is one: that of the controller that ran before holds until the first
// write.
func (t *table) ensure(ctx context.Context, closed ruleset) error {
	chains, err := t.nft.List(ctx, "chains")
	if err == nil && len(chains) > 0 {
		return nil
	}
	if err != nil && !knftables.IsNotFound(err) {
		return fmt.Errorf("reading the table %s: %w", tableName, err)
	}
	return t.write(ctx, closed)
}

// write makes the table hold the ruleset.
func (t *table) write(ctx context.Context, rules ruleset) error {
	tx := t.nft.NewTransaction()
	if old := t.known(); old != nil {
		rules.change(tx, *old)
		if tx.NumOperations() == 0 {
			return nil
		}
		if err := t.run(ctx, tx, rules); err == nil {
			return nil
		}
		// The table is not what it was: somebody changed it just now.
		tx = t.nft.NewTransaction()
	}
	rules.replace(tx)
	if err := t.run(ctx, tx, rules); err != nil {
		return fmt.Errorf("writing the table %s: %w", tableName, err)
	}
	return nil
}

func (t *table) run(ctx context.Context, tx *knftables.Transaction, rules ruleset) error {
	t.set(&rules)
	t.monitor.expect()
	err := t.nft.Run(ctx, tx)
	if err != nil {
		t.monitor.expectNothing()
		t.set(nil)
	}
	return err
}

// isWhole looks whether the table has all chains that were written to it.
func (t *table) isWhole(ctx context.Context) bool {
	rules := t.known()
	if rules == nil {
		return false
	}
	chains, err := t.nft.List(ctx, "chains")
	return err == nil && len(chains) == len(rules.chains)
}

// forget makes the next write a whole one.
func (t *table) forget() { t.set(nil) }

func (t *table) known() *ruleset {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	return t.written
}

func (t *table) set(rules *ruleset) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.written = rules
}
