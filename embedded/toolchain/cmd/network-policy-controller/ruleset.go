package main

import (
	"slices"
	"strings"

	"sigs.k8s.io/knftables"
)

// tableName is the table that is ours alone: nobody else writes to it, and we write to no other.
const tableName = "platform-policies"

// chain is a list of rules. One with a hook sees packets; the others are jumped to.
type chain struct {
	hook     knftables.BaseChainHook
	priority knftables.BaseChainPriority
	rules    []string
}

// collection is a set of keys, or a map from keys to verdicts if isMap. A key of several fields has them joined by " . ".
type collection struct {
	keyType  string
	isMap    bool
	elements map[string]string
}

// ruleset is the content of the table.
type ruleset struct {
	chains      map[string]chain
	collections map[string]collection
}

func (c collection) object(name string) knftables.Object {
	if c.isMap {
		return &knftables.Map{Name: name, Type: c.keyType + " : verdict"}
	}
	return &knftables.Set{Name: name, Type: c.keyType}
}

func (c collection) element(name, key string) *knftables.Element {
	element := &knftables.Element{Key: strings.Split(key, " . ")}
	if c.isMap {
		element.Map = name
		element.Value = []string{c.elements[key]}
	} else {
		element.Set = name
	}
	return element
}

func (c chain) object(name string) *knftables.Chain {
	if c.hook == "" {
		return &knftables.Chain{Name: name}
	}
	return &knftables.Chain{
		Name: name, Type: knftables.PtrTo(knftables.FilterType), Hook: &c.hook, Priority: &c.priority,
	}
}

// replace adds to a transaction what makes the table hold exactly this ruleset, whatever it held before.
func (r ruleset) replace(tx *knftables.Transaction) {
	// To add a table that exists does nothing, so that it can always be deleted.
	tx.Add(&knftables.Table{})
	tx.Delete(&knftables.Table{})
	tx.Add(&knftables.Table{})
	r.change(tx, ruleset{})
}

// change adds to a transaction what turns the table that holds `old` into one that holds this ruleset. The order is that of
// references: nothing is named before it exists, and nothing is deleted that is still named.
func (r ruleset) change(tx *knftables.Transaction, old ruleset) {
	for _, name := range sortedKeys(r.chains) {
		if _, exists := old.chains[name]; !exists {
			tx.Add(r.chains[name].object(name))
		}
	}
	for _, name := range sortedKeys(r.collections) {
		wanted, was := r.collections[name], old.collections[name]
		if _, exists := old.collections[name]; !exists {
			tx.Add(wanted.object(name))
		}
		for _, key := range sortedKeys(was.elements) {
			if verdict, stays := wanted.elements[key]; !stays || verdict != was.elements[key] {
				tx.Delete(was.element(name, key))
			}
		}
		for _, key := range sortedKeys(wanted.elements) {
			if verdict, existed := was.elements[key]; !existed || verdict != wanted.elements[key] {
				tx.Add(wanted.element(name, key))
			}
		}
	}
	for _, name := range sortedKeys(r.chains) {
		before, exists := old.chains[name]
		if exists && slices.Equal(before.rules, r.chains[name].rules) {
			continue
		}
		if exists {
			tx.Flush(&knftables.Chain{Name: name})
		}
		for _, rule := range r.chains[name].rules {
			tx.Add(&knftables.Rule{Chain: name, Rule: rule})
		}
	}
	r.deleteRest(tx, old)
}

// deleteRest deletes what only the old ruleset has.
func (r ruleset) deleteRest(tx *knftables.Transaction, old ruleset) {
	gone := func(name string) bool { _, stays := r.chains[name]; return !stays }
	goneChains := slices.DeleteFunc(sortedKeys(old.chains), func(name string) bool { return !gone(name) })
	// They jump to each other: empty, none is named any more.
	for _, name := range goneChains {
		tx.Flush(&knftables.Chain{Name: name})
	}
	for _, name := range goneChains {
		tx.Delete(&knftables.Chain{Name: name})
	}
	for _, name := range sortedKeys(old.collections) {
		if _, stays := r.collections[name]; !stays {
			tx.Delete(old.collections[name].object(name))
		}
	}
}

func sortedKeys[V any](values map[string]V) []string {
	keys := make([]string, 0, len(values))
	for key := range values {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
