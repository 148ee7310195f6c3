// What pages ask of the server, and how they wait for it.
import {useEffect, useState} from '/library/hooks.js';

export async function get(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error(await reason(response));
  return response.json();
}

// An error's own words, where the server gave some.
export async function reason(response) {
  const body = await response.json().catch(() => ({}));
  return body.error?.message ?? `The server answered ${response.status}.`;
}

// {value} once it is there, {error} if it cannot be had; asked again every so many seconds.
export function useData(path, everySeconds) {
  const [state, setState] = useState({});
  useEffect(() => {
    let on = true;
    const load = () =>
      get(path).then(
        value => on && setState({value}),
        error => on && setState(old => ({...old, error: error.message})));
    load();
    const timer = everySeconds && setInterval(load, everySeconds * 1000);
    return () => {
      on = false;
      clearInterval(timer);
    };
  }, [path]);
  return state;
}

// Draws again every second, for times that pass.
export function useClock() {
  const [, setNow] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
}
