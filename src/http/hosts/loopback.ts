/** Tells whether a URL's host is this machine itself: 127.0.0.0/8, `::1` or `localhost`. What goes there crosses no wire. */
export function isLoopback({ hostname }: URL): boolean {
  return /^(?:127(?:\.\d+){3}|\[::1\]|localhost\.?)$/i.test(hostname);
}
