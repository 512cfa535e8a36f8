// One function of package backend of the Pulumi CLI, put in the place of its own when the CLI is built: see replace.ts.

// defaultServiceLoop writes the state once for all steps that wait for it, and after a write pauses for as long as that took: a state
// that takes long to write is written seldom, instead of by one core all the time. A step still goes on only after a state with its
// own change has been written, so what an interruption leaves behind is the same.
func (sm *SnapshotManager) defaultServiceLoop(mutationRequests chan mutationRequest, done chan error) {
	var (
		unwritten = true
		together  []mutationRequest
		next      time.Time
		due       <-chan time.Time
	)
	take := func(request mutationRequest) {
		if !request.mutator() {
			unwritten = true
			request.result <- nil
			return
		}
		if len(together) == 0 {
			due = time.After(time.Until(next))
		}
		together = append(together, request)
	}
	write := func() error {
		started := time.Now()
		err := sm.saveSnapshot()
		next = time.Now().Add(time.Since(started))
		unwritten = false
		for _, request := range together {
			request.result <- err
		}
		together, due = nil, nil
		return err
	}
	for {
		select {
		case request := <-mutationRequests:
			take(request)
		case <-due:
			for waiting := true; waiting; {
				select {
				case request := <-mutationRequests:
					take(request)
				default:
					waiting = false
				}
			}
			_ = write()
		case <-sm.cancel:
			var err error
			if unwritten || len(together) > 0 {
				err = write()
			}
			done <- err
			return
		}
	}
}
