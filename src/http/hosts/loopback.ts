/** Returns whether a URL's host is this machine: 127.0.0.0/8, `::1` or `localhost`. Traffic to it never leaves the machine. */
export function isLoopback({ hostname }: URL): boolean {
  return /^(?:127(?:\.\d+){3}|\[::1\]|localhost\.?)$/i.test(hostname);
}
