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
import {Dashboard} from './dashboard.js';
import {Review} from './review.js';
import {SignIn} from './signin.js';
import {loadSession, signOut} from './session.js';

const PAGES = {
  runs: ['Runs', part => (part ? h(Run, {id: part, key: part}) : h(Runs))],
  models: ['Models', () => h(Models)],
  corpus: ['Corpus', () => h(Corpus)],
  evaluation: ['Evaluation', part => h(Evaluation, {id: part})],
  dashboard: ['Dashboard', () => h(Dashboard)],
  review: ['Review', (part, _, session) => h(Review, {view: part, session})],
  chat: ['Chat', (part, workspace) => h(Chat, {model: part, tones: workspace.tones, grounded: workspace.grounded})],
};
// What someone who only reviews is shown.
const REVIEWERS = ['review'];
const THEMES = ['auto', 'light', 'dark'];

function useAddress(allowed) {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const changed = () => setHash(location.hash);
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  const [page, part] = hash.replace(/^#\/?/, '').split('/');
  return [allowed.includes(page) ? page : allowed[0], part && decodeURIComponent(part)];
}

function useTheme() {
  const [theme, setTheme] = useState(localStorage.getItem('theme') ?? 'auto');
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
    dispatchEvent(new Event('theme'));
  }, [theme]);
  const next = () => {
    const chosen = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
    // At once: an effect runs after the page is drawn, which a reload may forestall.
    localStorage.setItem('theme', chosen);
    setTheme(chosen);
  };
  return [theme, next];
}

function App() {
  const [session, setSession] = useState();
  const [error, setError] = useState();
  useEffect(() => { loadSession().then(setSession, e => setError(e.message)); }, []);
  if (error) return h('main', null, h(Problem, null, error));
  if (!session) return null;
  if (!session.signed_in) return h(SignIn, {onSession: setSession});
  return h(Shell, {session, leave: () => signOut().then(setSession, e => setError(e.message))});
}

function Shell({session, leave}) {
  const allowed = session.role === 'owner' ? Object.keys(PAGES) : REVIEWERS;
  const [page, part] = useAddress(allowed);
  const [theme, nextTheme] = useTheme();
  const {value: workspace, error} = useData('/api/workspace');
  return h('div', {class: 'shell'},
    h('a', {class: 'skip button', href: '#content', onClick: skip}, 'Skip to content'),
    h('aside', {class: 'side'},
      h('a', {class: 'brand', href: `#/${allowed[0]}`},
        h('img', {src: '/studio/icon.svg', alt: ''}),
        h('span', null, 'Inhouse', h('small', null, workspace?.name))),
      h('nav', {class: 'nav', 'aria-label': 'Pages'},
        allowed.map(name =>
          h('a', {href: `#/${name}`, 'aria-current': name === page ? 'page' : undefined},
            h(Icon, {name}), PAGES[name][0]))),
      session.accounts && h('div', {class: 'who'}, h('span', null, session.name),
        h('button', {class: 'button quiet', onClick: leave}, 'Sign out')),
      h('button', {class: 'button quiet', onClick: nextTheme}, h(Icon, {name: 'theme'}), `Theme: ${theme}`)),
    h('main', {id: 'content', class: page === 'chat' || page === 'dashboard' ? 'full' : '', tabindex: -1},
      error && h(Problem, null, error),
      workspace && PAGES[page][1](part, workspace, session)));
}

function skip(event) {
  event.preventDefault();
  document.getElementById('content').focus();
}

render(h(App), document.getElementById('app'));
