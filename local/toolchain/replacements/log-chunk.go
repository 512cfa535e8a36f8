// One function of package encryptedlog of the Pulumi CLI, put in the place of its own when the CLI is built: see replace.ts.

// writeChunk writes a part of the log that can be read on its own: packed, sealed, and with its length before it. It is packed fast instead
// of small: every command writes such a log, and hardly anybody reads one.
func (elw *Writer) writeChunk(plaintext []byte) error {
	var packed bytes.Buffer
	gz, err := gzip.NewWriterLevel(&packed, gzip.BestSpeed)
	if err != nil {
		return fmt.Errorf("encryptedlog: %w", err)
	}
	_, err = gz.Write(plaintext)
	if err := errors.Join(err, gz.Close()); err != nil {
		return fmt.Errorf("encryptedlog: packing a chunk: %w", err)
	}

	elw.counter++
	nonce := makeNonce(elw.counter)
	frame := append(make([]byte, 4, 4+nonceSize+packed.Len()+elw.aesgcm.Overhead()), nonce[:]...)
	frame = elw.aesgcm.Seal(frame, nonce[:], packed.Bytes(), nil)
	//nolint:gosec // bounded by the size of a chunk
	binary.BigEndian.PutUint32(frame, uint32(len(frame)-4))
	if _, err := elw.w.Write(frame); err != nil {
		return fmt.Errorf("encryptedlog: writing a chunk: %w", err)
	}
	return nil
}
