// What the models are trained on, what was held out, and what was removed and why.
import {h} from '/library/preact.js';
import {useState} from '/library/hooks.js';
import {useData} from './data.js';
import {count, whole, words} from './format.js';
import {Empty, Head, Loaded, Tile} from './pieces.js';

const SHOWN = 100;

export function Corpus() {
  const corpus = useData('/api/corpus', 10);
  return h('div', null,
    h(Head, {title: 'Corpus'}, 'Every document is either used, held out to measure with, or set aside with its reason.'),
    h(Loaded, {data: corpus}, value =>
      value
        ? h(Sealed, {corpus: value.corpus, removedTotal: value.removed_total})
        : h(Empty, {title: 'No corpus yet'},
            'Add documents with ', h('code', null, 'inhouse documents add'), ' and build it with ',
            h('code', null, 'inhouse corpus build'), '.')));
}

function Sealed({corpus, removedTotal}) {
  const used = corpus.train_documents + corpus.held_out_documents;
  const byFilter = Object.entries(Object.groupBy(corpus.removed, r => r.filter))
    .map(([filter, list]) => ({name: words(filter), count: list.length}))
    .toSorted((a, b) => b.count - a.count);
  const parts = [
    {name: 'Trained on', count: corpus.train_documents},
    {name: 'Held out', count: corpus.held_out_documents},
    ...byFilter,
  ].filter(part => part.count);
  return h('div', {class: 'stack'},
    h('dl', {class: 'card tiles'},
      h(Tile, {name: 'Found'}, whole(used + removedTotal)),
      h(Tile, {name: 'Trained on'}, whole(corpus.train_documents)),
      h(Tile, {name: 'Held out'}, whole(corpus.held_out_documents)),
      h(Tile, {name: 'Removed'}, whole(removedTotal)),
      h(Tile, {name: 'Characters'}, count(corpus.characters))),
    h('div', {class: 'card pad stack'},
      h('h2', null, 'Where they went'),
      h(Shares, {parts}),
      h('p', {class: 'small muted'},
        corpus.kinds.map(k => `${whole(k.count)} ${format(k.name)}`).join(', '), '. Version ',
        h('span', {class: 'mono', title: corpus.version}, corpus.version.slice(0, 12)), '.')),
    h(Removed, {removed: corpus.removed, total: removedTotal}));
}

// What people call a media type.
const FORMATS = {
  'application/pdf': 'PDF', 'application/epub+zip': 'EPUB', 'message/rfc822': 'mail',
  'text/html': 'HTML', 'text/markdown': 'Markdown', 'text/plain': 'plain text', 'text/csv': 'CSV',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'Word',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'Excel',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'PowerPoint',
};
const format = type => FORMATS[type] ?? type;

function Shares({parts}) {
  const tint = i => `tint-${Math.min(i, 7)}`;
  return h('div', null,
    h('div', {class: 'shares', 'aria-hidden': 'true'},
      parts.map((part, i) => h('span', {class: tint(i), style: {flexGrow: part.count}, title: part.name}))),
    h('ul', {class: 'legend'},
      parts.map((part, i) => h('li', null, h('i', {class: tint(i)}), part.name,
        h('span', {class: 'muted number'}, whole(part.count))))));
}

function Removed({removed, total}) {
  const [query, setQuery] = useState('');
  const [all, setAll] = useState(false);
  const asked = query.toLowerCase();
  const found = removed.filter(r => `${r.document} ${r.filter} ${r.reason}`.toLowerCase().includes(asked));
  const shown = all ? found : found.slice(0, SHOWN);
  if (!total) return h('p', {class: 'card pad muted'}, 'Nothing was removed.');
  return h('section', {class: 'card', 'aria-label': 'Removed documents'},
    h('div', {class: 'pad row apart'},
      h('h2', null, `Removed: ${whole(total)}`),
      h('input', {class: 'search', type: 'search', placeholder: 'Search names and reasons',
        'aria-label': 'Search removed documents', value: query, onInput: e => setQuery(e.target.value)})),
    h('div', {class: 'table phone'},
      h('table', null,
        h('thead', null, h('tr', null, ['Document', 'Filter', 'Reason'].map(t => h('th', {scope: 'col'}, t)))),
        h('tbody', null, shown.map(r =>
          h('tr', null,
            h('td', {class: 'wrap'}, r.document),
            h('td', {class: 'muted'}, words(r.filter)),
            h('td', {class: 'wrap'}, r.reason)))))),
    !found.length && h('p', {class: 'pad muted'}, 'Nothing removed matches.'),
    found.length > shown.length && h('div', {class: 'pad'},
      h('button', {class: 'button', onClick: () => setAll(true)}, `Show all ${whole(found.length)}`)),
    total > removed.length && h('p', {class: 'pad small muted'},
      `The first ${whole(removed.length)} of ${whole(total)} are listed here; inhouse corpus show lists all.`));
}
