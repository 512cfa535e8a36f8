/**
 * Arguments of Node.js for every process of the engine. What a call needs, its messages and its parsed JSON, dies with the call; a
 * young generation that starts with 1 MiB, as V8's does, fills again and again while all of that is still alive, and copies it each
 * time. The sizes are those of half of it, in MiB. Arguments that follow take precedence.
 */
export const heapFlags: readonly string[] = ["--min-semi-space-size=32", "--max-semi-space-size=32"];
