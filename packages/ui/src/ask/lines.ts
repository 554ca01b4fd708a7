/** The lines of a response as they arrive, without their ends; an empty line is left out. */
export async function* readLines(response: Response): AsyncGenerator<string, void, undefined> {
  if (response.body === null) return;
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      const chunk = done ? decoder.decode() : decoder.decode(value, { stream: true });
      // Only what is new is searched: a trace is one line of megabytes, and looking it through again for each chunk
      // of it took longer than drawing it.
      let from = 0;
      for (let end = chunk.indexOf('\n'); end !== -1; end = chunk.indexOf('\n', from)) {
        const line = rest + chunk.slice(from, end);
        rest = '';
        from = end + 1;
        if (line.trim() !== '') yield line;
      }
      rest += chunk.slice(from);
      if (done) break;
    }
    if (rest.trim() !== '') yield rest;
  } finally {
    reader.releaseLock();
  }
}
