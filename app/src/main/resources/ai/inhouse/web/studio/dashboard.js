// The dashboard: a page of its own that runs nothing, shown in a frame; and the same as a file.
import {h} from '/library/preact.js';
import {useState} from '/library/hooks.js';
import {useData} from './data.js';
import {Head} from './pieces.js';

export function Dashboard() {
  const {value, error} = useData('/api/dashboard/versions');
  const versions = value?.versions ?? [];
  const [chosen, setChosen] = useState({});
  const from = chosen.from ?? versions.at(-2);
  const to = chosen.to ?? versions.at(-1);
  const query = new URLSearchParams(versions.length > 1 ? {from, to} : {}).toString();
  const choice = (name, label, value) => h('label', {class: 'field'}, label,
    h('select', {value, onChange: e => setChosen({...chosen, [name]: e.target.value})},
      versions.map(v => h('option', {value: v, selected: v === value}, v))));
  return h('div', {class: 'board'},
    h(Head, {title: 'Dashboard', aside: h('a', {class: 'button', href: `/api/dashboard?${query}&download=1`}, 'Export as one page')},
      'How reviewers and models do, over time and over versions.'),
    versions.length > 1 && h('div', {class: 'row compare'}, choice('from', 'Answers of', from), choice('to', 'beside those of', to)),
    // Not before the versions are known: the frame's page would be asked for twice, the first time in vain.
    (value || error) && h('iframe', {class: 'card', title: 'Dashboard', sandbox: '', src: `/api/dashboard?${query}`}));
}
