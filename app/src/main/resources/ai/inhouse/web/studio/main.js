// The studio's frame: navigation, theme, and which page is shown. The address after # says which.
import {h, render} from '/library/preact.js';
import {useEffect, useState} from '/library/hooks.js';
import {useData} from './data.js';
import {Icon, Problem} from './pieces.js';
import {Runs} from './runs.js';
import {Run} from './run.js';
import {Models} from './models.js';
import {Corpus} from './corpus.js';
import {Evaluation} from './evaluation.js';
import {Chat} from './chat.js';

const PAGES = {
  runs: ['Runs', part => (part ? h(Run, {id: part, key: part}) : h(Runs))],
  models: ['Models', () => h(Models)],
  corpus: ['Corpus', () => h(Corpus)],
  evaluation: ['Evaluation', part => h(Evaluation, {id: part})],
  chat: ['Chat', (part, workspace) => h(Chat, {model: part, tones: workspace.tones})],
};
const THEMES = ['auto', 'light', 'dark'];

function useAddress() {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const changed = () => setHash(location.hash);
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  const [page, part] = hash.replace(/^#\/?/, '').split('/');
  return [PAGES[page] ? page : 'runs', part && decodeURIComponent(part)];
}

function useTheme() {
  const [theme, setTheme] = useState(localStorage.getItem('theme') ?? 'auto');
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
    localStorage.setItem('theme', theme);
    dispatchEvent(new Event('theme'));
  }, [theme]);
  return [theme, () => setTheme(THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length])];
}

function App() {
  const [page, part] = useAddress();
  const [theme, nextTheme] = useTheme();
  const {value: workspace, error} = useData('/api/workspace');
  return h('div', {class: 'shell'},
    h('a', {class: 'skip button', href: '#content', onClick: skip}, 'Skip to content'),
    h('aside', {class: 'side'},
      h('a', {class: 'brand', href: '#/runs'},
        h('img', {src: '/studio/icon.svg', alt: ''}),
        h('span', null, 'Inhouse', h('small', null, workspace?.name))),
      h('nav', {class: 'nav', 'aria-label': 'Pages'},
        Object.entries(PAGES).map(([name, [title]]) =>
          h('a', {href: `#/${name}`, 'aria-current': name === page ? 'page' : undefined},
            h(Icon, {name}), title))),
      h('button', {class: 'button quiet', onClick: nextTheme}, h(Icon, {name: 'theme'}), `Theme: ${theme}`)),
    h('main', {id: 'content', class: page === 'chat' ? 'full' : '', tabindex: -1},
      error && h(Problem, null, error),
      workspace && PAGES[page][1](part, workspace)));
}

function skip(event) {
  event.preventDefault();
  document.getElementById('content').focus();
}

render(h(App), document.getElementById('app'));
