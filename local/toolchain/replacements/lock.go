// Three parts of package diy of the Pulumi CLI, put in the place of its own when the CLI is built: see replace.ts.

// lockContent says who holds a stack. Beyond upstream's four fields, which is all that upstream reads, it names the process so that it can
// be found again: the boot of the machine, the namespace in which the process id counts, and when the process started, in ticks since
// that boot. They are empty where the system does not tell them.
type lockContent struct {
	Pid       int       `json:"pid"`
	Username  string    `json:"username"`
	Hostname  string    `json:"hostname"`
	Timestamp time.Time `json:"timestamp"`
	Boot      string    `json:"boot,omitempty"`
	Namespace string    `json:"namespace,omitempty"`
	Started   string    `json:"started,omitempty"`
}

func newLockContent() (*lockContent, error) {
	u, err := user.Current()
	if err != nil {
		return nil, err
	}
	hostname, err := os.Hostname()
	if err != nil {
		return nil, err
	}
	l := &lockContent{Pid: os.Getpid(), Username: u.Username, Hostname: hostname, Timestamp: time.Now()}
	l.Namespace, _ = os.Readlink("/proc/self/ns/pid")
	if boot, err := os.ReadFile("/proc/sys/kernel/random/boot_id"); err == nil {
		l.Boot = strings.TrimSpace(string(boot))
	}
	// proc_pid_stat(5): the name of the program, in parentheses, may have spaces and parentheses in it; the start is the 22nd field.
	if stat, err := os.ReadFile("/proc/self/stat"); err == nil {
		if fields := strings.Fields(string(stat[strings.LastIndex(string(stat), ")")+1:])); len(fields) > 19 {
			l.Started = fields[19]
		}
	}
	return l, nil
}

// checkForLock fails if another process holds the stack. A lock whose holder was killed holds nothing, and is removed where that is
// certain: the state is kept in files, and the lock is of this user and machine, of a boot that has ended or of a process that has.
func (b *diyBackend) checkForLock(ctx context.Context, stackRef backend.StackReference) error {
	own, err := newLockContent()
	if err != nil {
		return err
	}
	// The namespace of processes in which no container is; its number is fixed in the kernel.
	const outermost = "pid:[4026531836]"
	ended := func(l *lockContent) bool {
		if !strings.HasPrefix(b.url, FilePathPrefix) || l.Hostname != own.Hostname || l.Username != own.Username {
			return false
		}
		if l.Started == "" || l.Boot == "" || own.Boot == "" || l.Namespace != own.Namespace {
			return false
		}
		if l.Boot != own.Boot {
			return own.Namespace == outermost
		}
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", l.Pid))
		if err != nil {
			return errors.Is(err, os.ErrNotExist)
		}
		fields := strings.Fields(string(stat[strings.LastIndex(string(stat), ")")+1:]))
		// One that was killed keeps its number as a zombie, until its parent asks how it ended; some parents never do.
		return len(fields) > 19 && (fields[19] != l.Started || fields[0] == "Z")
	}

	files, err := listBucket(ctx, b.bucket, stackLockDir(stackRef.FullyQualifiedName()))
	if err != nil {
		return err
	}
	// Another command may remove a lock at any time: gone is gone.
	isGone := func(key string) bool {
		exists, err := b.bucket.Exists(ctx, key)
		return err == nil && !exists
	}
	var held []string
	for _, file := range files {
		if file.IsDir || file.Key == filepath.ToSlash(b.lockPath(stackRef)) {
			continue
		}
		content, err := b.bucket.ReadAll(ctx, file.Key)
		if err != nil {
			if isGone(file.Key) {
				continue
			}
			return err
		}
		l := &lockContent{}
		if err := json.Unmarshal(content, l); err != nil {
			held = append(held, fmt.Sprintf("\n  %v: it cannot be read: %v", b.lockURLForError(file.Key), err))
			continue
		}
		if ended(l) {
			err := b.bucket.Delete(ctx, file.Key)
			if err != nil && !isGone(file.Key) {
				return err
			}
			b.d.Warningf(diag.Message("", "the stack was locked by a pulumi (process %v) that was killed; it is free again"),
				l.Pid)
			continue
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
