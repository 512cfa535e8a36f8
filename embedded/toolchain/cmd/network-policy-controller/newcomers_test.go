package main

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/types"
)

// announce posts a pod and returns a channel with the status of the answer.
func announce(t *testing.T, starting *newcomers, body string) <-chan int {
	t.Helper()
	answered := make(chan int, 1)
	go func() {
		recorder := httptest.NewRecorder()
		starting.handle(recorder, httptest.NewRequest(http.MethodPost, "/pods", strings.NewReader(body)))
		answered <- recorder.Code
	}()
	return answered
}

func TestAPodWaitsForItsRules(t *testing.T) {
	woken := make(chan struct{}, 10)
	starting := newNewcomers(func() { woken <- struct{}{} })
	uid, mine, other := types.UID("u"), netip.MustParseAddr("10.0.0.5"), netip.MustParseAddr("10.0.0.6")
	answered := announce(t, starting, `{"uid":"u","address":"10.0.0.5"}`)
	<-woken
	if found := starting.addressOf(uid, netip.Addr{}); found != mine {
		t.Errorf("the rules are made for %v", found)
	}
	// Rules of another pod, and of this one with an address from before, are not what it waits for.
	now := time.Now()
	starting.written([]seen{{"v", other, other}, {uid, other, other}}, now)
	select {
	case status := <-answered:
		t.Fatalf("it is answered with %d before its rules are written", status)
	case <-time.After(50 * time.Millisecond):
	}
	starting.written([]seen{{uid, mine, netip.Addr{}}}, now)
	if status := <-answered; status != http.StatusNoContent {
		t.Errorf("it is answered with %d", status)
	}
	// Until the API server has the address too, the one it started with counts.
	if found := starting.addressOf(uid, other); found != mine {
		t.Errorf("the rules are made for %v", found)
	}
	starting.written([]seen{{uid, mine, mine}}, now)
	if found := starting.addressOf(uid, other); found != other {
		t.Errorf("what the API server says later is not believed: %v", found)
	}
}

func TestAPodThatNeverComesIsForgotten(t *testing.T) {
	woken := make(chan struct{}, 10)
	starting := newNewcomers(func() { woken <- struct{}{} })
	announce(t, starting, `{"uid":"u","address":"10.0.0.5"}`)
	<-woken
	known := netip.Addr{}
	starting.written(nil, time.Now().Add(forgetAfter/2))
	if found := starting.addressOf("u", known); found == known {
		t.Error("it is forgotten while the API server may be late")
	}
	starting.written(nil, time.Now().Add(2*forgetAfter))
	if found := starting.addressOf("u", known); found != known {
		t.Errorf("%v is remembered for good", found)
	}
}

func TestAnAnnouncementWithoutAPodIsRefused(t *testing.T) {
	starting := newNewcomers(func() {})
	for _, body := range []string{`{`, `{"uid":"u"}`, `{"address":"10.0.0.5"}`, `{"uid":"u","address":"fd00::5"}`} {
		if status := <-announce(t, starting, body); status != http.StatusBadRequest {
			t.Errorf("%s is answered with %d", body, status)
		}
	}
}
