// Fetches anew those pieces of the page that an event is about: <section id="x" data-live="job run">.
// A piece comes from data-live-src, or else from the page's own address with its filters.
(() => {
  'use strict';
  const pulse = document.getElementById('pulse');
  const words = { up: 'Otto is up', down: 'Otto does not answer', starting: 'Looking for Otto' };
  const waiting = new Set();
  let source = null;
  const shown = new Map();
  let turns = 0;
  let timer = 0;
  let greeted = false;

  function show(state) {
    if (!pulse) return;
    pulse.dataset.pulse = state;
    pulse.querySelector('.pulse-text').textContent = words[state] || state;
    if (state === 'up' && document.querySelector('[data-waits]')) location.reload();
  }

  function changed(kind, data) {
    document.body.dispatchEvent(new CustomEvent('otto:' + kind, { detail: data }));
    for (const piece of document.querySelectorAll('[data-live]')) {
      if (kind === '*' || piece.dataset.live.split(' ').includes(kind)) waiting.add(piece.id);
    }
    if (!timer && waiting.size) timer = setTimeout(fetchAnew, 250);
  }

  /** What somebody is about to change stays as it is. */
  function inUse(piece) {
    return piece.querySelector('form[data-dirty], [aria-expanded="true"][role="combobox"], dialog[open]');
  }

  /** One request for all pieces that come from the same address. */
  function fetchAnew() {
    timer = 0;
    const byAddress = new Map();
    for (const id of waiting) {
      const piece = document.getElementById(id);
      if (piece && !inUse(piece)) {
        const from = piece.dataset.liveSrc || location.pathname + location.search;
        byAddress.set(from, [...(byAddress.get(from) || []), id]);
      }
    }
    waiting.clear();
    byAddress.forEach((ids, from) => fetchPieces(from, ids));
  }

  async function fetchPieces(from, ids) {
    const turn = ++turns;
    let answer;
    try {
      answer = await fetch(from, { headers: { 'HX-Request': 'true', 'X-Otto-Live': '1' } });
    } catch {
      return; // The next event, or the next hello, brings it.
    }
    if (answer.status === 401) loggedOut();
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    for (const id of ids) {
      const piece = document.getElementById(id);
      const next = fresh.getElementById(id);
      // An answer that was overtaken by a later one is older than what is shown.
      if (piece && next && !inUse(piece) && turn > (shown.get(id) || 0)) {
        shown.set(id, turn);
        replace(piece, document.adoptNode(next));
      }
    }
  }

  /** The login comes at once, unless it would throw away what somebody typed. */
  function loggedOut() {
    if (document.querySelector('form[data-dirty]')) window.otto.say('Your session has ended', 'problem');
    else location.reload();
  }

  /** Puts it in place; what is open stays open, and what has the focus keeps it. */
  function replace(piece, next) {
    const focus = piece.contains(document.activeElement) ? document.activeElement : null;
    const selection = focus && 'selectionStart' in focus ? [focus.selectionStart, focus.selectionEnd] : null;
    for (const one of piece.querySelectorAll('details[open][id]')) {
      next.querySelector('#' + CSS.escape(one.id))?.setAttribute('open', '');
    }
    piece.replaceWith(next);
    htmx.process(next);
    const again = focus && focus.id && document.getElementById(focus.id);
    if (again) {
      again.focus({ preventScroll: true });
      if (selection && selection[0] !== null) again.setSelectionRange(...selection);
    }
    document.body.dispatchEvent(new CustomEvent('otto:shown', { bubbles: true }));
  }

  function connect() {
    if (source || document.hidden) return;
    // What happened while the page was on its way is told, too.
    source = new EventSource('/live?age=' + Math.round(performance.now()));
    source.addEventListener('hello', (event) => {
      show(JSON.parse(event.data).pulse);
      if (greeted) changed('*', {});
      greeted = true;
    });
    source.addEventListener('error', () => {
      if (greeted && source?.readyState === EventSource.CLOSED) loggedOut();
    });
    source.addEventListener('otto', (event) => {
      show(JSON.parse(event.data).pulse);
      if (JSON.parse(event.data).pulse === 'up') changed('*', {});
    });
    for (const kind of ['catalog', 'defaults', 'job', 'run', 'audit']) {
      source.addEventListener(kind, (event) => changed(kind, JSON.parse(event.data)));
    }
  }

  // A page that nobody looks at needs no connection: browsers have only a few for each host.
  document.addEventListener('visibilitychange', () => {
    if (document.hidden && source) {
      source.close();
      source = null;
    } else {
      connect();
    }
  });
  addEventListener('pagehide', () => source && source.close());
  connect();
})();
