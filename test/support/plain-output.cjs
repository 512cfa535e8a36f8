// Tests read what programs print into a pipe; a variable of the caller's must not colour it.
delete process.env.FORCE_COLOR;
