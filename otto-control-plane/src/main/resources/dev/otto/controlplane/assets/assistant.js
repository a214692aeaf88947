// The chat: keys, and what is said when an answer comes.
(() => {
  'use strict';
  let waited = document.getElementById('chat').dataset.pending === 'true';

  document.addEventListener('keydown', (event) => {
    if (event.target.id === 'text' && event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      event.target.form.requestSubmit();
    }
  });

  function showEnd() {
    const last = document.querySelector('.turns > :last-child .answer');
    if (last) last.scrollIntoView({ block: 'nearest' });
  }

  document.addEventListener('htmx:afterSettle', () => {
    const chat = document.getElementById('chat');
    const waits = chat.dataset.pending === 'true';
    const news = document.getElementById('chat-news');
    if (waits && !waited) {
      news.textContent = 'The question is sent';
      showEnd();
    }
    if (waited && !waits) {
      const answer = document.querySelector('.turns > :last-child .text');
      const error = document.querySelector('#text-hint.error');
      news.textContent = error ? error.textContent : 'Answer: ' + (answer ? answer.textContent.slice(0, 1000) : '');
      document.getElementById('text').focus({ preventScroll: true });
      showEnd();
    }
    waited = waits;
  });

  showEnd();
})();
