// Who is signed in, and how changes are sent: as JSON that names the session's token.
import {reason} from './data.js';

let csrf = '';

export async function loadSession() {
  return keep(await fetch('/api/session'));
}

export async function signIn(name, password) {
  return keep(await send('POST', '/api/session', {name, password}));
}

export async function signOut() {
  return keep(await send('DELETE', '/api/session'));
}

export const changeHeaders = () => ({'Content-Type': 'application/json', 'X-CSRF-Token': csrf});

export async function post(path, body) {
  const response = await send('POST', path, body);
  if (!response.ok) throw Object.assign(new Error(await reason(response)), {status: response.status});
  return response.json();
}

const send = (method, path, body) =>
  fetch(path, {method, headers: changeHeaders(), body: body === undefined ? undefined : JSON.stringify(body)});

async function keep(response) {
  if (!response.ok) throw new Error(await reason(response));
  const session = await response.json();
  csrf = session.csrf;
  return session;
}
