// What answered since when, who made it so and why.
import {h} from '/library/preact.js';
import {useData} from './data.js';
import {percent, time} from './format.js';

const KINDS = {deploy: 'Deployed', rollback: 'Rolled back', split: 'A/B', shadow: 'Shadow', stop: 'Trial ended'};
const GATES = {held: 'held', none: 'none asked', overridden: 'overridden'};

export function Deployments() {
  const {value: all} = useData('/api/deployments', 5);
  if (!all?.length) return null;
  return h('section', {class: 'card deployed', 'aria-label': 'Deployments'},
    h('div', {class: 'pad'}, h('strong', null, 'What answers, since when and why')),
    h('div', {class: 'table', tabindex: 0, role: 'region', 'aria-label': 'Deployments'},
      h('table', null,
        h('thead', null, h('tr', null, ['When', 'Change', 'Model', 'Gates', 'By', 'Why'].map(t => h('th', {scope: 'col'}, t)))),
        h('tbody', null, all.map((d, i) => h('tr', {key: d.number},
          h('td', {class: 'number'}, time(d.at)),
          h('td', null, KINDS[d.kind]),
          h('th', {scope: 'row'}, d.model, i === 0 && ' (answers now)',
            d.trial && h('small', {class: 'block'}, d.trial.shadow
              ? `${d.trial.model} in its shadow, ${percent(d.trial.share)} of requests`
              : `${d.trial.model} for ${percent(d.trial.share)} of callers`)),
          h('td', {class: d.gates === 'overridden' ? 'bad' : ''}, GATES[d.gates],
            d.failed_gates.map(g => h('small', {class: 'block'}, g))),
          h('td', null, d.by),
          h('td', {class: 'wrap'}, d.reason)))))));
}
