// Small pieces that several pages are made of.
import {h} from '/library/preact.js';
import {useEffect, useRef} from '/library/hooks.js';
import {words} from './format.js';

const PATHS = {
  runs: 'M3 17l5-6 4 3 8-9M15 5h5v5',
  models: 'M12 3l8 4.5v9L12 21l-8-4.5v-9zM4 7.5l8 4.5 8-4.5M12 12v9',
  corpus: 'M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6',
  evaluation: 'M4 20V10M10 20V4M16 20v-7M21 20H3',
  chat: 'M4 5h16v11H10l-4 4v-4H4z',
  review: 'M4 20l1-5L16 4l4 4L9 19zM13 7l4 4',
  undo: 'M9 6L4 11l5 5M4 11h10a5 5 0 015 5v2',
  mark: 'M4 20h16M6 15l8-11 4 3-8 11H6z',
  up: 'M7 11v9H4v-9zM7 11l4-8c2 0 3 1 2.5 3L13 9h7l-1.6 9a2.5 2.5 0 01-2.4 2H7',
  down: 'M17 13V4h3v9zM17 13l-4 8c-2 0-3-1-2.5-3l.5-3H4l1.6-9A2.5 2.5 0 018 4h9',
  dashboard: 'M4 4h7v9H4zM13 4h7v5h-7zM13 11h7v9h-7zM4 15h7v5H4z',
  theme: 'M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6L7 7M17 17l1.4 1.4M5.6 18.4L7 17M17 7l1.4-1.4M12 8a4 4 0 100 8 4 4 0 000-8',
  done: 'M5 12.5l4.5 4.5L19 7.5',
  unchanged: 'M5 12.5l4.5 4.5L19 7.5',
  running: 'M12 4a8 8 0 108 8',
  failed: 'M6 6l12 12M18 6L6 18',
  skipped: 'M7 12h10',
  pending: 'M12 7a5 5 0 100 10 5 5 0 000-10',
  waiting: 'M12 7a5 5 0 100 10 5 5 0 000-10',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  send: 'M12 19V5M6 11l6-6 6 6',
  up: 'M7 11v9H4v-9zM7 11l4-8c2 0 3 1 3 3v4h5a2 2 0 0 1 2 2l-2 7H7',
  down: 'M7 13V4H4v9zM7 13l4 8c2 0 3-1 3-3v-4h5a2 2 0 0 0 2-2l-2-7H7',
  stop: 'M7 7h10v10H7z',
  settings: 'M4 7h10M18 7h2M16 5v4M4 17h2M10 17h10M8 15v4',
  fresh: 'M12 5v14M5 12h14',
};

export const Icon = ({name}) =>
  h('svg', {class: 'icon', viewBox: '0 0 24 24', 'aria-hidden': 'true'}, h('path', {d: PATHS[name]}));

export const State = ({state, children}) =>
  h('span', {class: `state ${state}`}, h(Icon, {name: state}), children ?? words(state));

// A page's heading takes the focus when the page is entered, so that a screen reader tells it.
export function Head({title, children, aside}) {
  const heading = useRef();
  useEffect(() => {
    document.title = `${title} – Inhouse`;
    heading.current.focus({preventScroll: true});
  }, [title]);
  return h('header', {class: 'head'},
    h('div', null, h('h1', {ref: heading, tabindex: -1}, title), children && h('p', null, children)),
    aside);
}

export const Empty = ({title, children}) =>
  h('div', {class: 'card empty'}, h('h2', null, title), h('p', null, children));

export const Problem = ({children}) => h('p', {class: 'problem', role: 'alert'}, children);

// What to show of data that may be missing, failed or on its way.
export function Loaded({data, children}) {
  if (data.value !== undefined) {
    return h('div', {class: 'stack'}, data.error && h(Problem, null, data.error), children(data.value));
  }
  return data.error ? h(Problem, null, data.error) : h('p', {class: 'muted'}, 'Loading…');
}

export const Tile = ({name, children, note}) =>
  h('div', {class: 'tile'}, h('dt', null, name), h('dd', null, children, note && h('small', null, ' ', note)));

export const Facts = ({facts}) =>
  h('dl', {class: 'outputs'}, facts.map(([name, value]) => [h('dt', null, name), h('dd', null, value)]));
