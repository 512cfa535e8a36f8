package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/types"
)

// forgetAfter is how long a newcomer that the API server does not have is remembered: it may be a moment behind.
const forgetAfter = time.Minute

// newcomer is a pod whose address the node gave it just now. The API server learns it only when containers run.
type newcomer struct {
	UID     types.UID  `json:"uid"`
	Address netip.Addr `json:"address"`
	heard   time.Time
	// held is closed when the rules of the pod are written.
	held chan struct{}
}

// newcomers are the pods that start.
type newcomers struct {
	mutex sync.Mutex
	byUID map[types.UID]*newcomer
	wake  func()
}

func newNewcomers(wake func()) *newcomers {
	return &newcomers{byUID: map[types.UID]*newcomer{}, wake: wake}
}

// handle answers a `POST /pods` when the rules of that pod are written, so that it starts with them.
func (n *newcomers) handle(answer http.ResponseWriter, request *http.Request) {
	pod := &newcomer{heard: time.Now(), held: make(chan struct{})}
	if err := json.NewDecoder(request.Body).Decode(pod); err != nil || pod.UID == "" || !pod.Address.Is4() {
		http.Error(answer, fmt.Sprintf("a pod has a uid and an IPv4 address (%v)", err), http.StatusBadRequest)
		return
	}
	n.mutex.Lock()
	n.byUID[pod.UID] = pod
	n.mutex.Unlock()
	n.wake()
	select {
	case <-pod.held:
		answer.WriteHeader(http.StatusNoContent)
	case <-request.Context().Done():
	}
}

// addressOf returns the address of a pod: the one it starts with, until the API server has it too.
func (n *newcomers) addressOf(uid types.UID, known netip.Addr) netip.Addr {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	if pod, starts := n.byUID[uid]; starts {
		return pod.Address
	}
	return known
}

// seen is a pod that rules were made for: the address in them, and that by the API server.
type seen struct {
	uid         types.UID
	used, known netip.Addr
}

// written takes note of the pods whose rules are in force now.
func (n *newcomers) written(pods []seen, now time.Time) {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	exists := map[types.UID]bool{}
	for _, one := range pods {
		exists[one.uid] = true
		pod, starts := n.byUID[one.uid]
		// It may have got another address while the rules were written.
		if !starts || pod.Address != one.used {
			continue
		}
		pod.release()
		if one.known == pod.Address {
			delete(n.byUID, one.uid)
		}
	}
	for uid, pod := range n.byUID {
		if !exists[uid] && now.Sub(pod.heard) > forgetAfter {
			delete(n.byUID, uid)
		}
	}
}

func (p *newcomer) release() {
	select {
	case <-p.held:
	default:
		close(p.held)
	}
}
