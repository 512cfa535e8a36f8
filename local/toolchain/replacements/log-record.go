// One function of package logging of the Pulumi CLI, put in the place of its own when the CLI is built: see replace.ts.

// Handle writes a record into the log that every command keeps. Above verbosity 8 there is one for each property of each message, which
// is nine tenths of the log; those are written only where -v asks for them.
func (h *PropertySinkHandler) Handle(ctx context.Context, r slog.Record) error {
	const always = 8
	newRec := slog.NewRecord(r.Time, r.Level, r.Message, r.PC)
	verbosity := int64(0)
	r.Attrs(func(a slog.Attr) bool {
		if a.Key == "v" && a.Value.Kind() == slog.KindInt64 {
			verbosity = a.Value.Int64()
		}
		return true
	})
	if verbosity > max(always, int64(logging.Verbose)) {
		return nil
	}
	r.Attrs(func(a slog.Attr) bool {
		newRec.AddAttrs(h.encodeAttr(a))
		return true
	})
	return h.inner.Handle(ctx, newRec)
}
