// One function of package diy of the Pulumi CLI, put in the place of its own when the CLI is built: see replace.ts.

// checkForLock fails if another process holds the stack. A lock whose holder was killed holds nothing: where the state is kept in files of
// this machine, and the lock is this user's, it can be told that no pulumi has that process id any more, and such a lock is removed.
func (b *diyBackend) checkForLock(ctx context.Context, stackRef backend.StackReference) error {
	own, err := newLockContent()
	if err != nil {
		return err
	}
	endedHere := func(l *lockContent) bool {
		if !strings.HasPrefix(b.url, FilePathPrefix) || l.Hostname != own.Hostname || l.Username != own.Username {
			return false
		}
		if _, err := os.Stat("/proc/self"); err != nil {
			return false
		}
		command, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", l.Pid))
		if err != nil {
			return errors.Is(err, os.ErrNotExist)
		}
		program, _, _ := strings.Cut(string(command), "\x00")
		return path.Base(program) != "pulumi"
	}

	files, err := listBucket(ctx, b.bucket, stackLockDir(stackRef.FullyQualifiedName()))
	if err != nil {
		return err
	}
	var held []string
	for _, file := range files {
		if file.IsDir || file.Key == filepath.ToSlash(b.lockPath(stackRef)) {
			continue
		}
		content, err := b.bucket.ReadAll(ctx, file.Key)
		if err != nil {
			return err
		}
		l := &lockContent{}
		if err := json.Unmarshal(content, l); err != nil {
			return fmt.Errorf("reading the lock %v: %w", b.lockURLForError(file.Key), err)
		}
		if endedHere(l) {
			// Another command may remove it at the same time; gone is gone.
			err := b.bucket.Delete(ctx, file.Key)
			if exists, _ := b.bucket.Exists(ctx, file.Key); !exists {
				b.d.Warningf(diag.Message("", "the stack was locked by a pulumi (process %v) that was killed; it is free again"),
					l.Pid)
				continue
			}
			if err != nil {
				return err
			}
		}
		held = append(held, fmt.Sprintf("\n  %v: created by %v@%v (pid %v) at %v",
			b.lockURLForError(file.Key), l.Username, l.Hostname, l.Pid, l.Timestamp.Format(time.RFC3339)))
	}
	if len(held) == 0 {
		return nil
	}
	return fmt.Errorf("the stack is currently locked by %v lock(s). Either wait for the other "+
		"process(es) to end or delete the lock file with `pulumi cancel`.%v", len(held), strings.Join(held, ""))
}
