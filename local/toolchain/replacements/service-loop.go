// One function of package backend of the Pulumi CLI, put in the place of its own when the CLI is built: see replace.ts.

// defaultServiceLoop writes the state once for all steps that wait for it. A step still goes on only after a state with its own
// change has been written, so what an interruption leaves behind is the same; but where many steps run at once, the state is
// written as many times fewer.
func (sm *SnapshotManager) defaultServiceLoop(mutationRequests chan mutationRequest, done chan error) {
	unwritten := true
	for {
		select {
		case first := <-mutationRequests:
			together := []mutationRequest{first}
			write := first.mutator()
			for waiting := true; waiting; {
				select {
				case next := <-mutationRequests:
					together = append(together, next)
					write = next.mutator() || write
				default:
					waiting = false
				}
			}
			var err error
			if write {
				err = sm.saveSnapshot()
			}
			unwritten = !write
			for _, one := range together {
				one.result <- err
			}
		case <-sm.cancel:
			var err error
			if unwritten {
				err = sm.saveSnapshot()
			}
			done <- err
			return
		}
	}
}
