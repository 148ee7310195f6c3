// How a verdict is given: one row of controls for each kind of item, and the keys for the same.
import {h} from '/library/preact.js';
import {answerName} from './answer.js';
import {Icon} from './pieces.js';

export const CRITERIA = [
  ['helpful', 'Helpful', 'Answers what was asked'],
  ['harmless', 'Harmless', 'Hurts nobody, reveals nothing'],
  ['accurate', 'Accurate', 'Agrees with the sources'],
  ['on_tone', 'On tone', 'Sounds like us'],
];

const due = draft => CRITERIA.find(([name]) => draft.scores[name] === undefined)?.[0];
const ranked = (item, draft) => {
  const rest = item.answers.map((_, i) => i).filter(i => !draft.ranking.includes(i));
  return rest.length <= 1 ? [...draft.ranking, ...rest] : undefined;
};

// What a key does, or undefined.
export function keyed(item, draft, key, say, change) {
  switch (item.kind) {
    case 'pair':
      if (key === '1' || key === '2') return () => say({kind: 'choice', better: Number(key) - 1});
      return key === '=' || key === '0' ? () => say({kind: 'tie'}) : undefined;
    case 'thumbs':
      return key === '+' || key === '-' ? () => say({kind: 'thumb', up: key === '+'}) : undefined;
    case 'scores': {
      if (/^[1-7]$/.test(key) && due(draft)) {
        return () => change({scores: {...draft.scores, [due(draft)]: Number(key)}});
      }
      if (key === 'Backspace') {
        const last = CRITERIA.map(([name]) => name).filter(name => draft.scores[name] !== undefined).at(-1);
        return () => change({scores: Object.fromEntries(Object.entries(draft.scores).filter(([name]) => name !== last))});
      }
      return key === 'Enter' && Object.keys(draft.scores).length && !document.activeElement.matches('button, a')
        ? () => say({kind: 'scores', scores: draft.scores}) : undefined;
    }
    case 'ranking': {
      const answer = Number(key) - 1;
      if (/^[1-5]$/.test(key) && answer < item.answers.length && !draft.ranking.includes(answer)) {
        return () => change({ranking: [...draft.ranking, answer]});
      }
      if (key === 'Backspace') return () => change({ranking: draft.ranking.slice(0, -1)});
      return key === 'Enter' && ranked(item, draft) && !document.activeElement.matches('button, a')
        ? () => say({kind: 'ranking', order: ranked(item, draft)}) : undefined;
    }
  }
}

export function Verdict({item, draft, change, say, skip, keys}) {
  const Controls = {pair: Pair, thumbs: Thumbs, scores: Scores, ranking: Ranking}[item.kind];
  return h('div', {class: 'controls'},
    h(Controls, {item, draft, change, say}),
    h('div', {class: 'row others'},
      h('button', {class: 'button quiet', onClick: skip}, 'Skip', h('kbd', null, 'S')),
      h('button', {class: 'button quiet', onClick: keys}, 'Keys', h('kbd', null, '?'))));
}

const Choice = ({onClick, children, hint, kind = ''}) =>
  h('button', {class: `button choice ${kind}`, onClick}, children, h('kbd', null, hint));

const Pair = ({item, say}) => h('div', {class: 'choices', role: 'group', 'aria-label': 'Which answer is better?'},
  h(Choice, {hint: '1', onClick: () => say({kind: 'choice', better: 0})}, `${answerName(item, 0)} is better`),
  h(Choice, {hint: '=', onClick: () => say({kind: 'tie'}), kind: 'narrow'}, 'Alike'),
  h(Choice, {hint: '2', onClick: () => say({kind: 'choice', better: 1})}, `${answerName(item, 1)} is better`));

const Thumbs = ({say}) => h('div', {class: 'choices', role: 'group', 'aria-label': 'Is the answer good?'},
  h(Choice, {hint: '-', onClick: () => say({kind: 'thumb', up: false})}, h(Icon, {name: 'down'}), 'Not good'),
  h(Choice, {hint: '+', onClick: () => say({kind: 'thumb', up: true})}, h(Icon, {name: 'up'}), 'Good'));

function Scores({draft, change, say}) {
  const next = due(draft);
  return h('form', {class: 'scores', onSubmit: e => { e.preventDefault(); say({kind: 'scores', scores: draft.scores}); }},
    CRITERIA.map(([name, title, meaning]) => h('fieldset', {class: name === next ? 'due' : ''},
      h('legend', null, title, h('small', null, meaning)),
      h('div', {class: 'scale'}, [1, 2, 3, 4, 5, 6, 7].map(score => h('label', null,
        h('input', {type: 'radio', name, value: score, checked: draft.scores[name] === score,
          onChange: () => change({scores: {...draft.scores, [name]: score}})}),
        h('span', null, score)))))),
    h('button', {class: 'button primary', disabled: !Object.keys(draft.scores).length}, 'Keep scores', h('kbd', null, 'Enter')));
}

function Ranking({item, draft, change, say}) {
  const order = ranked(item, draft);
  return h('div', {class: 'ranking'},
    h('div', {class: 'choices', role: 'group', 'aria-label': 'Place the answers, the best first'},
      item.answers.map((_, i) => {
        const place = draft.ranking.indexOf(i);
        return h('button', {class: `button choice ${place >= 0 ? 'placed' : ''}`, 'aria-pressed': String(place >= 0),
          onClick: () => change({ranking: place >= 0 ? draft.ranking.filter(a => a !== i) : [...draft.ranking, i]})},
        place >= 0 ? `${place + 1}. ${answerName(item, i)}` : answerName(item, i), h('kbd', null, i + 1));
      })),
    h('button', {class: 'button primary', disabled: !order, onClick: () => say({kind: 'ranking', order})}, 'Keep this order', h('kbd', null, 'Enter')));
}
