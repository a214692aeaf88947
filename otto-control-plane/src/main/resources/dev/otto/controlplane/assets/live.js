// Fetches anew those pieces of the page that an event is about: <section id="x" data-live="job run">.
// A piece comes from data-live-src, or else from the page's own address with its filters.
(() => {
  'use strict';
  const pulse = document.getElementById('pulse');
  const words = { up: 'Otto is up', degraded: 'Otto is degraded', down: 'Otto does not answer', starting: 'Connecting to Otto' };
  const waiting = new Set(); // the ids of pieces that are not up to date
  let held = null; // what the pointer is pressed on
  let source = null;
  let timer = 0;
  let greeted = false;

  function show(state) {
    if (!pulse) return;
    pulse.dataset.pulse = state;
    pulse.querySelector('.pulse-text').textContent = words[state] || state;
    if (['up', 'degraded'].includes(state) && document.querySelector('[data-waits]')) location.reload();
  }

  function changed(kind, data) {
    document.body.dispatchEvent(new CustomEvent('otto:' + kind, { detail: data, bubbles: true }));
    for (const piece of document.querySelectorAll('[data-live]')) {
      if (kind === '*' || piece.dataset.live.split(' ').includes(kind)) waiting.add(piece.id);
    }
    if (waiting.size) bringUpToDateSoon();
  }

  /** One after the other: an answer is never overtaken by a later one. */
  function bringUpToDateSoon() {
    timer ||= setTimeout(async () => {
      try {
        await bringUpToDate();
      } finally {
        timer = 0;
      }
      if (waiting.size) bringUpToDateSoon();
    }, 250);
  }

  const fields = 'input:not([type="checkbox"], [type="radio"]), select, textarea';

  /** What somebody holds, writes in or waits for stays as it is until that is over. */
  function inHand(piece) {
    const focus = document.activeElement;
    return piece.contains(held)
      || (piece.contains(focus) && focus.matches(fields))
      || document.querySelector(`[hx-target="#${piece.id}"]:is(.htmx-request, :has(.htmx-request))`);
  }

  /** What somebody has changed stays, too. */
  const inUse = (piece) => inHand(piece) || piece.querySelector('form[data-dirty]');

  /** What can be looked at again beside what was changed in its form shows what others changed. */
  function lookedAtAgain(piece) {
    const looks = piece.matches('[data-look]') ? piece : piece.querySelector('form[data-dirty][data-look]');
    if (!looks || inHand(piece)) return false;
    looks.dispatchEvent(new CustomEvent('look', { bubbles: true }));
    return true;
  }

  /** One request for all pieces that come from the same address. */
  function bringUpToDate() {
    const byAddress = new Map();
    for (const id of waiting) {
      const piece = document.getElementById(id);
      const looked = piece && lookedAtAgain(piece);
      if (piece && !looked && inUse(piece)) continue;
      waiting.delete(id);
      if (piece && !looked) {
        const from = piece.dataset.liveSrc || location.pathname + location.search;
        byAddress.set(from, [...(byAddress.get(from) || []), piece]);
      }
    }
    return Promise.all(Array.from(byAddress, ([from, pieces]) => fetchPieces(from, pieces)));
  }

  async function fetchPieces(from, pieces) {
    let fresh;
    try {
      const headers = { 'HX-Request': 'true', 'X-Otto-Live': '1' };
      const answer = await fetch(from, { headers, signal: AbortSignal.timeout(30000) });
      if (answer.status === 401) loggedOut();
      if (!answer.ok) return;
      fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    } catch {
      return; // The next event, or the next hello, brings it.
    }
    for (const piece of pieces) {
      const next = fresh.getElementById(piece.id);
      // Whoever put another in its place may know more than this answer.
      if (!piece.isConnected || inUse(piece)) waiting.add(piece.id);
      else if (next) replace(piece, document.adoptNode(next));
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

  /** What changes all the time without an event for it is fetched anew all the time. */
  setInterval(() => {
    if (document.hidden) return;
    for (const piece of document.querySelectorAll('[data-live-often]')) waiting.add(piece.id);
    if (waiting.size) bringUpToDateSoon();
  }, 500);

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

  addEventListener('pointerdown', (event) => event.button === 0 && (held = event.target), true);
  for (const end of ['pointerup', 'pointercancel']) addEventListener(end, () => (held = null), true);

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
