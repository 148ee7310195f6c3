// An answer with the places that a reviewer marked as wrong, and how it should have been.
import {h} from '/library/preact.js';
import {useEffect, useRef, useState} from '/library/hooks.js';
import {Icon} from './pieces.js';

const NAMES = ['A', 'B', 'C', 'D', 'E'];

export const answerName = (item, index) => (item.answers.length > 1 ? `Answer ${NAMES[index]}` : 'Answer');

export function Answer({index, text, item, draft, open, setOpen, change}) {
  const name = answerName(item, index);
  const marks = draft.marks.filter(mark => mark.answer === index);
  const correction = draft.corrections[index];
  const place = draft.ranking.indexOf(index);
  const body = useRef();
  return h('section', {class: `answer card ${place >= 0 ? 'placed' : ''}`, 'data-answer': index, tabindex: -1, 'aria-label': name},
    h('header', null,
      h('h3', null, name),
      place >= 0 && h('span', {class: 'rank', 'aria-label': `place ${place + 1}`}, place + 1)),
    h('p', {class: 'text', ref: body}, pieces(text, marks)),
    marks.length > 0 && h('ul', {class: 'marks'}, marks.map(mark => h('li', null,
      h('q', null, text.slice(mark.from, mark.to)), mark.note && ` ${mark.note}`,
      mark.source >= 0 && h('span', {class: 'muted'}, ` (source ${mark.source + 1})`),
      h('button', {class: 'button quiet', 'aria-label': `Remove the mark on ${text.slice(mark.from, mark.to)}`,
        onClick: () => change({marks: draft.marks.filter(other => other !== mark)})}, 'Remove')))),
    open === `mark-${index}` && h(Mark, {text, item, body: body.current,
      onCancel: () => setOpen(''),
      onMark: mark => { change({marks: [...draft.marks, {answer: index, ...mark}]}); setOpen(''); }}),
    open === `correct-${index}`
      ? h(Correct, {name, text: correction ?? text,
          onText: words => change({corrections: {...draft.corrections, [index]: words}}), onClose: () => setOpen('')})
      : correction !== undefined && h('div', {class: 'correction'}, h('strong', null, 'Better: '), correction),
    h('footer', null,
      h('button', {class: 'button quiet', onClick: () => setOpen(`correct-${index}`)}, h(Icon, {name: 'review'}), 'Correct', h('kbd', null, 'C')),
      h('button', {class: 'button quiet', onMouseDown: e => e.preventDefault(), onClick: () => setOpen(`mark-${index}`)},
        h(Icon, {name: 'mark'}), 'Mark', h('kbd', null, 'M'))));
}

// The text, with its marked places as elements; text stays text.
function pieces(text, marks) {
  const edges = [...new Set([0, text.length, ...marks.flatMap(m => [m.from, m.to])])].sort((a, b) => a - b);
  return edges.slice(1).map((to, i) => {
    const part = text.slice(edges[i], to);
    return marks.some(m => m.from <= edges[i] && m.to >= to) ? h('mark', null, part) : part;
  });
}

// Where the selection lies in the answer's text.
function selection(body) {
  const selected = getSelection();
  if (!selected.rangeCount || selected.isCollapsed) return undefined;
  const range = selected.getRangeAt(0);
  if (!body.contains(range.startContainer) || !body.contains(range.endContainer)) return undefined;
  const before = range.cloneRange();
  before.selectNodeContents(body);
  before.setEnd(range.startContainer, range.startOffset);
  const from = before.toString().length;
  return {from, to: from + range.toString().length};
}

// Sentences to choose from, for those who do not select with a pointer.
function sentences(text) {
  return [...text.matchAll(/[^.!?\n]+[.!?]*\s*/g)]
    .map(match => ({from: match.index, to: match.index + match[0].trimEnd().length}))
    .filter(range => range.to > range.from);
}

function Mark({text, body, item, onMark, onCancel}) {
  const [chosen] = useState(() => selection(body));
  const ranges = chosen ? [chosen] : sentences(text);
  const [range, setRange] = useState(0);
  const [note, setNote] = useState('');
  const [source, setSource] = useState(-1);
  const first = useRef();
  useEffect(() => first.current.focus(), []);
  return h('form', {class: 'tool', onSubmit: e => { e.preventDefault(); onMark({...ranges[range], note, source}); }},
    h('label', {class: 'field'}, 'What is wrong',
      h('select', {ref: first, value: range, onChange: e => setRange(Number(e.target.value))},
        ranges.map((r, i) => h('option', {value: i}, text.slice(r.from, r.to))))),
    h('label', {class: 'field'}, 'Why (optional)', h('input', {value: note, maxlength: 2000, onInput: e => setNote(e.target.value)})),
    item.sources.length > 0 && h('label', {class: 'field'}, 'Source that shows it',
      h('select', {value: source, onChange: e => setSource(Number(e.target.value))},
        h('option', {value: -1}, 'none'), item.sources.map((s, i) => h('option', {value: i}, `${i + 1}. ${s.title}`)))),
    h('div', {class: 'row'},
      h('button', {class: 'button primary', disabled: !ranges.length}, 'Mark as wrong'),
      h('button', {class: 'button', type: 'button', onClick: onCancel}, 'Cancel')));
}

function Correct({name, text, onText, onClose}) {
  const [words, setWords] = useState(text);
  const field = useRef();
  useEffect(() => field.current.focus(), []);
  return h('form', {class: 'tool', onSubmit: e => { e.preventDefault(); onText(words); onClose(); }},
    h('label', {class: 'field'}, `${name} as it should be`,
      h('textarea', {ref: field, value: words, maxlength: 20000, onInput: e => setWords(e.target.value),
        onKeyDown: e => { if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) e.target.form.requestSubmit(); }})),
    h('div', {class: 'row'},
      h('button', {class: 'button primary'}, 'Use this', h('kbd', null, 'Ctrl Enter')),
      h('button', {class: 'button', type: 'button', onClick: onClose}, 'Cancel')));
}
