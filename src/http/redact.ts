/** Parameters of signed URLs and token requests that let anyone use them. */
const SECRET_PARAMETER = /sig|token|key|credential|password|secret|jwt|expires|auth/i;

/** Writes a URL for people: without user and password, and with the values of secret parameters hidden. */
export function redactUrl(url: URL): string {
  const shown = new URL(url.href);
  if (shown.username !== '' || shown.password !== '') {
    shown.username = '';
    shown.password = '';
  }
  for (const name of new Set(shown.searchParams.keys())) {
    if (SECRET_PARAMETER.test(name)) shown.searchParams.set(name, '***');
  }
  return shown.href;
}
