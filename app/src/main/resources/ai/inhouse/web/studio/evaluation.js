// What each stage gained, measured; the best of each row stands out.
import {h} from '/library/preact.js';
import {useData} from './data.js';
import {time} from './format.js';
import {Empty, Head, Icon, Loaded} from './pieces.js';

export function Evaluation({id}) {
  const evaluations = useData('/api/evaluations', 10);
  return h('div', null,
    h(Head, {title: 'Evaluation'}, 'Each figure is a measurement on cases never trained on, with its 95% interval and number of cases.'),
    h(Loaded, {data: evaluations}, list => {
      if (!list.length) {
        return h(Empty, {title: 'Nothing measured yet'},
          'A run ends with an evaluation; ', h('code', null, 'inhouse evaluate'), ' makes one at any time.');
      }
      const shown = list.find(e => e.id === id) ?? list[0];
      return h('div', {class: 'stack'},
        list.length > 1 && h(Choice, {list, shown}),
        h(Table, {evaluation: shown}),
        shown.gates.length > 0 && h(Gates, {gates: shown.gates}));
    }));
}

function Choice({list, shown}) {
  return h('label', {class: 'field search'}, 'Evaluation',
    h('select', {value: shown.id, onChange: e => { location.hash = `#/evaluation/${encodeURIComponent(e.target.value)}`; }},
      list.map(e => h('option', {value: e.id, selected: e.id === shown.id}, `${e.title}, ${time(e.created_at)}`))));
}

function Table({evaluation}) {
  return h('section', {class: 'card', 'aria-label': evaluation.title},
    h('div', {class: 'pad row apart'},
      h('div', null, h('strong', null, evaluation.title), h('br'),
        h('span', {class: 'muted small'}, time(evaluation.created_at))),
      evaluation.has_report && h('a', {class: 'button', target: '_blank', rel: 'noopener',
        href: `/api/evaluations/${encodeURIComponent(evaluation.id)}/report`}, 'Whole report')),
    h('div', {class: 'table evaluation', tabindex: 0, role: 'region', 'aria-label': 'Measures by stage'},
      h('table', null,
        h('thead', null, h('tr', null, h('td'), evaluation.stages.map(s => h('th', {scope: 'col'}, s)))),
        h('tbody', null, evaluation.rows.map(row => h(Row, {row}))))));
}

function Row({row}) {
  const values = row.cells.filter(Boolean).map(cell => cell.value);
  const best = row.higher_is_better ? Math.max(...values) : Math.min(...values);
  const differ = values.some(v => v !== best);
  return h('tr', null,
    h('th', {scope: 'row'}, row.measure, h('small', null, row.meaning)),
    row.cells.map(cell =>
      cell
        ? h('td', {class: differ && cell.value === best ? 'best' : ''},
            h('span', null, cell.shown),
            h('small', null, cell.interval, cell.interval && h('br'), `n = ${cell.n}`))
        : h('td', {class: 'muted'}, '–')));
}

function Gates({gates}) {
  return h('section', {class: 'card pad'},
    h('h2', null, 'Gates'),
    h('ul', {class: 'gates'}, gates.map(g =>
      h('li', {class: g.passed ? 'passed' : 'failed'},
        h('span', {role: 'img', 'aria-label': g.passed ? 'holds' : 'fails'}, h(Icon, {name: g.passed ? 'done' : 'failed'})),
        h('div', null, h('span', {class: 'mono'}, g.gate), h('p', null, g.reason))))));
}
