// A reviewer's items, drafts and unsent verdicts, kept in the browser: nothing is lost when the
// connection, the tab or the machine goes. A verdict has an id of its own, so that the server keeps
// it once however often it is sent.
import {get} from './data.js';
import {post} from './session.js';

const RETRY_MILLIS = 4000;

const read = (key, otherwise) => JSON.parse(localStorage.getItem(key) ?? 'null') ?? otherwise;

export class Outbox {
  constructor(reviewer, onChange) {
    this.key = name => `review:${reviewer}:${name}`;
    this.onChange = onChange;
    this.items = read(this.key('items'), []);
    this.unsent = read(this.key('unsent'), []);
    this.drafts = read(this.key('drafts'), {});
    this.done = [];
    this.answered = new Set(this.unsent.map(rating => rating.item));
    this.offline = false;
    this.loaded = false;
    this.answeredBefore = 0;
    this.refused = '';
  }

  start() {
    this.online = () => this.flush();
    addEventListener('online', this.online);
    this.timer = setInterval(this.online, RETRY_MILLIS);
    this.flush();
    this.fill();
    get('/api/review/progress').then(progress => {
      this.answeredBefore = progress.answered - this.done.length;
      this.onChange();
    }, () => {});
  }

  stop() {
    removeEventListener('online', this.online);
    clearInterval(this.timer);
  }

  get count() {
    return Math.max(0, this.answeredBefore) + this.done.length;
  }

  get current() {
    return this.items[0];
  }

  draft(item) {
    return this.drafts[item.id] ?? {corrections: {}, marks: [], scores: {}, ranking: []};
  }

  keepDraft(item, draft) {
    this.drafts = {...this.drafts, [item.id]: draft};
    this.save();
  }

  // Takes the current item away and sends what was said of it, now or when that can be done.
  submit(item, judgement, seconds) {
    const rating = {id: crypto.randomUUID(), item: item.id, judgement, seconds};
    this.done = [...this.done, {item, draft: this.draft(item), rating}];
    this.unsent = [...this.unsent, rating];
    this.answered.add(item.id);
    this.items = this.items.filter(other => other.id !== item.id);
    delete this.drafts[item.id];
    this.save();
    this.flush();
    if (this.items.length < 4) this.fill();
  }

  // Brings the last item back. What is said of it next counts, also where the first was sent.
  undo() {
    const last = this.done.at(-1);
    if (!last) return undefined;
    this.done = this.done.slice(0, -1);
    if (this.sending !== last.rating.id) {
      this.unsent = this.unsent.filter(rating => rating.id !== last.rating.id);
    }
    this.answered.delete(last.item.id);
    this.items = [last.item, ...this.items];
    this.drafts[last.item.id] = last.draft;
    this.save();
    return last;
  }

  async flush() {
    if (this.sending) return;
    while (this.unsent.length) {
      const rating = this.unsent[0];
      this.sending = rating.id;
      try {
        const [outcome] = await post('/api/review/ratings', {ratings: [rating]});
        this.unsent = this.unsent.filter(other => other.id !== rating.id);
        this.refused = outcome.reason;
        this.offline = false;
      } catch (error) {
        this.offline = true;
        this.expired = error.status === 401;
        break;
      } finally {
        this.sending = undefined;
        this.save();
      }
    }
    if (!this.unsent.length && this.offline) this.fill();
  }

  async fill() {
    try {
      const next = await get('/api/review/next');
      const known = new Set(this.items.map(item => item.id));
      const fresh = next.filter(item => !known.has(item.id) && !this.answered.has(item.id));
      const given = new Set(next.map(item => item.id));
      const undone = new Set(this.items.filter(item => !given.has(item.id)).map(item => item.id));
      // What the server no longer asks was given to others, unless it was just brought back.
      this.items = [...this.items.filter((item, i) => i === 0 || !undone.has(item.id)), ...fresh];
      this.offline = false;
    } catch {
      this.offline = true;
    }
    this.loaded = true;
    this.save();
  }

  save() {
    localStorage.setItem(this.key('items'), JSON.stringify(this.items));
    localStorage.setItem(this.key('unsent'), JSON.stringify(this.unsent));
    localStorage.setItem(this.key('drafts'), JSON.stringify(this.drafts));
    this.onChange();
  }
}
