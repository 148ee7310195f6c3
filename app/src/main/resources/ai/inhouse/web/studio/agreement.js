// How far reviewers agree, by question and by pair of reviewers.
import {h} from '/library/preact.js';
import {useData} from './data.js';
import {figure, percent, whole} from './format.js';
import {Empty, Head, Loaded} from './pieces.js';

const NAMES = {
  percent: ['Percent', 'pairs of ratings that are the same'],
  cohens_kappa: ["Cohen's κ", 'pairs of reviewers, less chance'],
  weighted_kappa: ['Weighted κ', 'as before, near misses count in part'],
  fleiss_kappa: ["Fleiss' κ", 'all reviewers together'],
  krippendorff_nominal: ["Krippendorff's α", 'any number of ratings an item'],
  krippendorff_ordinal: ["Krippendorff's α, ordinal", 'scores as ranks'],
  krippendorff_interval: ["Krippendorff's α, interval", 'scores as numbers'],
};

export function Agreement() {
  const report = useData('/api/agreement', 30);
  return h('div', null,
    h(Head, {title: 'Agreement'}, 'One means that reviewers say the same, zero that they agree as often as chance would.'),
    h(Loaded, {data: report}, value => (value.questions.length
      ? h('div', {class: 'stack'},
          value.questions.map(q => h(Question, {question: q, key: q.name})),
          value.models.length > 1 && h(Strengths, {models: value.models}))
      : h(Empty, {title: 'Nothing to compare yet'}, 'Agreement is measured once items have ratings.'))));
}

function Question({question}) {
  return h('section', {class: 'card', 'aria-label': question.title},
    h('div', {class: 'pad row apart'},
      h('strong', null, question.title),
      h('span', {class: 'muted small'}, `${whole(question.items)} items, ${whole(question.ratings)} ratings, ${whole(question.reviewers.length)} reviewers`)),
    h('dl', {class: 'measures'}, question.measures.map(m => h('div', {class: 'measure'},
      h('dt', null, NAMES[m.name][0], h('small', null, NAMES[m.name][1])),
      h('dd', null, h(Figure, {value: m}))))),
    question.reviewers.length > 0 && h('div', {class: 'table', tabindex: 0, role: 'region', 'aria-label': `Reviewers: ${question.title}`},
      h('table', null,
        h('thead', null, h('tr', null, ['Reviewer', 'Ratings', 'With the others', 'Reliability'].map((t, i) =>
          h('th', {scope: 'col', class: i ? 'right' : ''}, t)))),
        h('tbody', null, question.reviewers.map(r => h('tr', null,
          h('th', {scope: 'row'}, r.name),
          h('td', {class: 'right number'}, whole(r.ratings)),
          h('td', {class: 'right number'}, percent(r.with_others)),
          h('td', {class: 'right number'}, percent(r.reliability))))))),
    question.pairs.length > 0 && h(Pairs, {question}));
}

const Pairs = ({question}) => h('div', {class: 'table', tabindex: 0, role: 'region', 'aria-label': `Pairs of reviewers: ${question.title}`},
  h('table', null,
    h('thead', null, h('tr', null, ['Two reviewers', 'Items of both', NAMES[question.pairs[0].agreement.name][0], '95%'].map((t, i) =>
      h('th', {scope: 'col', class: i ? 'right' : ''}, t)))),
    h('tbody', null, question.pairs.map(({first, second, items, agreement}) => h('tr', null,
      h('th', {scope: 'row'}, `${first} and ${second}`),
      h('td', {class: 'right number'}, whole(items)),
      h('td', {class: 'right number', title: agreement.undefined ?? ''}, agreement.undefined ? '–' : figure(agreement.value)),
      h('td', {class: 'right number'}, agreement.low === null ? '–' : `${figure(agreement.low)} to ${figure(agreement.high)}`))))));

function Figure({value}) {
  if (value.undefined) return h('span', {class: 'muted small'}, `undefined: ${value.undefined}`);
  const at = x => Math.max(0, Math.min(1, x)) * 100;
  return h('div', null,
    h('span', {class: 'big number'}, figure(value.value)),
    value.low !== null && h('small', {class: 'muted number'}, ` ${figure(value.low)} to ${figure(value.high)}`),
    h('svg', {class: 'strip', viewBox: '0 0 100 8', preserveAspectRatio: 'none', 'aria-hidden': 'true'},
      h('rect', {class: 'rail', x: 0, y: 3, width: 100, height: 2}),
      value.low !== null && h('rect', {class: 'span', x: at(value.low), y: 2, width: Math.max(0.5, at(value.high) - at(value.low)), height: 4}),
      h('rect', {class: 'point', x: Math.min(98.5, at(value.value)), y: 0, width: 1.5, height: 8})));
}

const Strengths = ({models}) => h('section', {class: 'card', 'aria-label': 'Models'},
  h('div', {class: 'pad'}, h('strong', null, 'Which model people prefer')),
  h('div', {class: 'table'}, h('table', null,
    h('thead', null, h('tr', null, h('th', {scope: 'col'}, 'Model'), h('th', {scope: 'col', class: 'right'}, 'Would win against the others'),
      h('th', {scope: 'col', class: 'right'}, 'Compared'))),
    h('tbody', null, models.map(m => h('tr', null, h('th', {scope: 'row'}, m.model),
      h('td', {class: 'right number'}, percent(m.win_rate)), h('td', {class: 'right number'}, whole(m.comparisons))))))));
