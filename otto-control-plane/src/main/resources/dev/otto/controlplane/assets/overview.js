// Hours in the reader's own zone.
(() => {
  'use strict';
  const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });

  function showHours() {
    for (const place of document.querySelectorAll('[data-hour]')) {
      place.textContent = clock.format(Number(place.dataset.hour));
    }
  }

  showHours();
  document.addEventListener('htmx:afterSettle', showHours);
  document.body.addEventListener('otto:shown', showHours);
})();
