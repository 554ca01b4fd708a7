/**
 * To be called for each request with its socket, whether or not its span is kept. Node writes the address of the peer onto the socket when it
 * is first asked for. Asked for by the one request in a hundred that is sampled, it would be on some sockets and not on others: of two kinds
 * where V8 knew one, and all of Node's code that works on sockets would be slower for every request from then on, by a fifth.
 */
export function keepAlike(socket: { readonly remoteAddress?: unknown }): void {
  void socket.remoteAddress;
}
