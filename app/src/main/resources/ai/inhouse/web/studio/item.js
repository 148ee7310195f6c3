// One item under review: the prompt, its answers, what they can be checked against, the verdict.
import {h} from '/library/preact.js';
import {useEffect, useLayoutEffect, useRef, useState} from '/library/hooks.js';
import {Answer} from './answer.js';
import {Verdict, keyed} from './verdict.js';

const REASONS = [
  ['unclear', 'The question is unclear'],
  ['not_my_field', 'I do not know enough of this'],
  ['all_bad', 'No answer is worth comparing'],
  ['harmful', 'This should not be answered at all'],
  ['other', 'Something else'],
];

// The draft as the server takes it.
export const judgement = (verdict, draft) => ({
  verdict,
  corrections: Object.entries(draft.corrections)
    .filter(([, text]) => text.trim())
    .map(([answer, text]) => ({answer: Number(answer), text})),
  marks: draft.marks,
});

const typing = target => target.closest?.('input:not([type=radio]), textarea, select');

export function Item({item, draft, onDraft, onJudge, onUndo, children}) {
  const [open, setOpen] = useState(''); // 'skip', 'keys', 'correct-0', 'mark-0'
  const heading = useRef();
  useEffect(() => {
    heading.current.focus({preventScroll: true});
    scrollTo(0, 0);
  }, []);
  // Keys come faster than pages are drawn: what they mean depends on the last of them.
  const now = useRef({draft, said: false}).current;
  now.draft = draft;
  const say = verdict => {
    if (now.said) return;
    now.said = true;
    Promise.resolve(onJudge(judgement(verdict, now.draft))).then(() => { now.said = false; });
  };
  const change = part => {
    now.draft = {...now.draft, ...part};
    onDraft(now.draft);
  };

  useLayoutEffect(() => {
    const pressed = event => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === 'Escape') return setOpen('');
      if (typing(event.target)) return;
      const last = item.answers.length - 1;
      const answer = Math.min(last, Number(document.activeElement?.closest('[data-answer]')?.dataset.answer ?? 0));
      const actions = {
        u: onUndo, s: () => setOpen('skip'), '?': () => setOpen(open === 'keys' ? '' : 'keys'),
        c: () => setOpen(`correct-${answer}`), m: () => setOpen(`mark-${selected() ?? answer}`),
      };
      const action = keyed(item, now.draft, event.key, say, change) ?? actions[event.key.toLowerCase()];
      if (action) {
        event.preventDefault();
        action();
      }
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  });

  return h('article', {class: 'item', 'aria-labelledby': 'question'},
    h('div', {class: 'work'},
      h('section', {class: 'asked'},
        h('h2', {id: 'question', ref: heading, tabindex: -1}, 'Question'),
        item.prompt.map(message => h('p', {class: `turn ${message.role}`},
          message.role !== 'user' && h('strong', null, message.role === 'system' ? 'Instruction' : 'Assistant'),
          message.content))),
      children,
      h('div', {class: `answers of-${item.answers.length}`},
        item.answers.map((text, i) => h(Answer, {key: i, index: i, text, item, draft, open, setOpen, change}))),
      h('div', {class: 'verdict card'},
        open === 'skip' ? h(Skip, {onSkip: say, onCancel: () => setOpen('')})
          : h(Verdict, {item, draft, change, say, skip: () => setOpen('skip'), keys: () => setOpen(open === 'keys' ? '' : 'keys')})),
      open === 'keys' && h(Keys, {kind: item.kind})),
    (item.sources.length > 0 || item.guidance.length > 0) && h(Beside, {item}));
}

// The answer in which text is selected, if any.
function selected() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return undefined;
  const answer = selection.getRangeAt(0).startContainer.parentElement?.closest('[data-answer]');
  return answer && Number(answer.dataset.answer);
}

function Skip({onSkip, onCancel}) {
  const [reason, setReason] = useState('unclear');
  const [note, setNote] = useState('');
  const first = useRef();
  useEffect(() => first.current.focus(), []);
  return h('form', {class: 'skipping', onSubmit: e => { e.preventDefault(); onSkip({kind: 'skip', reason, note}); }},
    h('label', {class: 'field'}, 'Why not?',
      h('select', {ref: first, value: reason, onChange: e => setReason(e.target.value)},
        REASONS.map(([value, text]) => h('option', {value}, text)))),
    h('label', {class: 'field'}, 'Note (optional)',
      h('input', {value: note, maxlength: 2000, onInput: e => setNote(e.target.value)})),
    h('div', {class: 'row'},
      h('button', {class: 'button primary'}, 'Skip this item'),
      h('button', {class: 'button', type: 'button', onClick: onCancel}, 'Back')));
}

function Beside({item}) {
  return h('aside', {class: 'beside', 'aria-label': 'Sources and guidance'},
    item.guidance.length > 0 && h('section', {class: 'card pad'},
      h('h2', null, 'Our policies here'),
      h('ul', {class: 'guidance'}, item.guidance.map(g => h('li', null, h('strong', null, g.title), h('p', null, g.text))))),
    item.sources.length > 0 && h('section', {class: 'card pad'},
      h('h2', null, 'Sources'),
      h('ol', {class: 'sources'}, item.sources.map((s, i) =>
        h('li', null, h('details', {open: i === 0}, h('summary', null, h('span', {class: 'place'}, i + 1), s.title), h('p', null, s.text)))))));
}

const KEYS = {
  pair: [['1', 'the first is better'], ['2', 'the second is better'], ['=', 'they are alike']],
  thumbs: [['+', 'good'], ['-', 'not good']],
  scores: [['1 to 7', 'score the criterion that is due'], ['Backspace', 'take the last score back'], ['Enter', 'keep']],
  ranking: [['1 to 5', 'place that answer next, the best first'], ['Backspace', 'take the last back'], ['Enter', 'keep']],
};

const Keys = ({kind}) => h('dl', {class: 'keys card pad'},
  [...KEYS[kind], ['C', 'correct an answer'], ['M', 'mark what is wrong'], ['S', 'skip'], ['U', 'undo']].map(([key, what]) =>
    h('div', null, h('dt', null, h('kbd', null, key)), h('dd', null, what))));

