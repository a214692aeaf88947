// The chat: keys, and what is said when an answer comes.
(() => {
  'use strict';
  const number = () => document.querySelector('#ask [name="number"]').value;
  let waited = document.getElementById('chat').dataset.pending === 'true';
  let shown = number();

  document.addEventListener('keydown', (event) => {
    if (event.target.id === 'text' && event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      event.target.form.requestSubmit();
    }
  });

  /** Shows the newest turn above the field to write in, which lies over the page; a long one from its top. */
  function showEnd() {
    const last = document.querySelector('.turns > :last-child');
    if (!last) return;
    const root = document.documentElement;
    const header = document.querySelector('header.top');
    const over = getComputedStyle(header).position === 'sticky' ? header.offsetHeight : 0;
    const under = document.getElementById('ask').offsetHeight;
    root.style.scrollPaddingBlock = (over + 8) + 'px ' + (under + 8) + 'px';
    const fits = last.offsetHeight <= innerHeight - over - under - 16;
    last.scrollIntoView({ block: fits ? 'nearest' : 'start' });
  }

  document.addEventListener('htmx:afterSettle', () => {
    const chat = document.getElementById('chat');
    const waits = chat.dataset.pending === 'true';
    const news = document.getElementById('chat-news');
    if (waits && !waited) {
      news.textContent = 'The question is sent';
      showEnd();
    }
    // An answer may be there before the page that says that it is awaited.
    if (!waits && (waited || number() !== shown)) {
      const answer = document.querySelector('.turns > :last-child .text');
      const error = document.querySelector('#text-hint.error');
      news.textContent = error ? error.textContent : 'Answer: ' + (answer ? answer.textContent.slice(0, 1000) : '');
      document.getElementById('text').focus({ preventScroll: true });
      showEnd();
    }
    waited = waits;
    shown = number();
  });

  showEnd();
})();
