package main

import (
	"bytes"
	"errors"
	"fmt"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

// monitor hears of every change of the packet filter and notices those of our table that are not ours.
//
// The kernel reports a change as one batch that ends with a new generation. It does not say reliably whose it is, so batches are
// counted: one for each write of ours is expected, and any more is somebody else's.
type monitor struct {
	socket int
	// foreign is called for a change of the table by somebody else.
	foreign  func()
	mutex    sync.Mutex
	expected int
	// touched is whether the batch that is being read has changed the table.
	touched bool
}

// headerLength is that of the family, the version and the resource that every message of the packet filter begins with.
const headerLength = 4

func newMonitor(foreign func()) (*monitor, error) {
	socket, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.NETLINK_NETFILTER)
	if err != nil {
		return nil, fmt.Errorf("opening a netlink socket: %w", err)
	}
	// Other programs write thousands of rules at once.
	_ = unix.SetsockoptInt(socket, unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, 8<<20)
	group := uint32(1) << (unix.NFNLGRP_NFTABLES - 1)
	if err := unix.Bind(socket, &unix.SockaddrNetlink{Family: unix.AF_NETLINK, Groups: group}); err != nil {
		return nil, fmt.Errorf("subscribing to changes of the packet filter: %w", err)
	}
	return &monitor{socket: socket, foreign: foreign}, nil
}

// expect announces a write of ours.
func (m *monitor) expect() {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.expected++
}

// expectNothing says that the write that was announced did not happen.
func (m *monitor) expectNothing() {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.expected = 0
}

// run reads until the socket fails.
func (m *monitor) run() error {
	buffer := make([]byte, 1<<20)
	for {
		length, _, err := unix.Recvfrom(m.socket, buffer, 0)
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case errors.Is(err, unix.ENOBUFS):
			// Some changes were too many to be heard: any of them may have been of our table.
			m.expectNothing()
			m.foreign()
			continue
		case err != nil:
			return fmt.Errorf("reading changes of the packet filter: %w", err)
		}
		m.read(buffer[:length])
	}
}

func (m *monitor) read(data []byte) {
	messages, err := syscall.ParseNetlinkMessage(data)
	if err != nil {
		return
	}
	for _, message := range messages {
		if message.Header.Type == unix.NFNL_SUBSYS_NFTABLES<<8|unix.NFT_MSG_NEWGEN {
			m.endBatch()
		} else if tableOf(message.Data) == tableName {
			m.touched = true
		}
	}
}

func (m *monitor) endBatch() {
	if !m.touched {
		return
	}
	m.touched = false
	m.mutex.Lock()
	isOurs := m.expected > 0
	if isOurs {
		m.expected--
	}
	m.mutex.Unlock()
	if !isOurs {
		m.foreign()
	}
}

// tableOf returns the name of the table that a message is about, which is the first attribute of every kind of message.
func tableOf(data []byte) string {
	const nameAttribute = 1
	for rest := data[min(headerLength, len(data)):]; len(rest) >= unix.SizeofRtAttr; {
		length := int(rest[0]) | int(rest[1])<<8
		kind := int(rest[2]) | int(rest[3])<<8
		if length < unix.SizeofRtAttr || length > len(rest) {
			return ""
		}
		if kind == nameAttribute {
			return string(bytes.TrimRight(rest[unix.SizeofRtAttr:length], "\x00"))
		}
		rest = rest[min((length+3)&^3, len(rest)):]
	}
	return ""
}
