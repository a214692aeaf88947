// What every page needs: the theme, times, what is said, and forms that are not sent twice.
(() => {
  'use strict';
  const root = document.documentElement;

  /** Says something to everybody, a screen reader included. */
  function say(text, kind) {
    const place = document.getElementById('said');
    const line = document.createElement('p');
    line.className = kind || 'done';
    line.textContent = text;
    place.append(line);
    setTimeout(() => line.remove(), 8000);
  }

  // The theme: as the system has it, until somebody switches.
  function dark() {
    const chosen = root.dataset.theme;
    return chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  }

  function startTheme() {
    const button = document.getElementById('theme');
    button.hidden = false;
    button.addEventListener('click', () => {
      root.dataset.theme = dark() ? 'light' : 'dark';
      document.cookie = 'otto-theme=' + root.dataset.theme + '; Path=/; Max-Age=31536000; SameSite=Strict';
      say(dark() ? 'Dark' : 'Light');
    });
  }

  // Times: the exact one in the reader's zone, the relative one kept true.
  const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' });

  function amount(seconds) {
    if (seconds < 60) return seconds + ' s';
    if (seconds < 3600) return Math.floor(seconds / 60) + ' min';
    return seconds < 172800 ? Math.floor(seconds / 3600) + ' h' : Math.floor(seconds / 86400) + ' d';
  }

  function relative(millis) {
    const seconds = Math.round((millis - Date.now()) / 1000);
    if (Math.abs(seconds) < 5) return 'just now';
    return seconds < 0 ? amount(-seconds) + ' ago' : 'in ' + amount(seconds);
  }

  function showTimes() {
    for (const time of document.querySelectorAll('time[datetime]:not([data-fixed])')) {
      const millis = Date.parse(time.dateTime);
      const text = relative(millis);
      if (time.textContent !== text) time.textContent = text;
      time.title = exact.format(millis);
    }
  }

  const content = (form) => new URLSearchParams(new FormData(form)).toString();

  /** Whether it holds anything else than it came with. */
  function isChanged(form) {
    const asItCame = form.cloneNode(true);
    asItCame.reset();
    return content(form) !== content(asItCame);
  }

  // A form that was changed and not sent is not thrown away by accident.
  function watchForms() {
    document.addEventListener('input', (event) => {
      const form = event.target.form;
      if (!form?.matches('[data-keep]')) return;
      if (isChanged(form)) form.dataset.dirty ||= 'typed';
      else if (form.dataset.dirty === 'typed') delete form.dataset.dirty;
    });
    document.addEventListener('submit', (event) => {
      const form = event.target;
      if (form.dataset.confirm && !confirm(form.dataset.confirm)) {
        event.preventDefault();
        return;
      }
      delete form.dataset.dirty;
      if (!form.hasAttribute('hx-post') && !form.hasAttribute('hx-get')) {
        form.setAttribute('aria-busy', 'true');
        form.dataset.sent = 'true';
      }
    });
    document.addEventListener('click', (event) => {
      const form = event.target.closest('[data-discard]')?.closest('form');
      if (form) delete form.dataset.dirty;
    });
    addEventListener('beforeunload', (event) => {
      if (document.querySelector('form[data-dirty]')) event.preventDefault();
    });
    addEventListener('pageshow', () => {
      for (const form of document.querySelectorAll('form[data-sent]')) {
        form.removeAttribute('aria-busy');
        delete form.dataset.sent;
      }
    });
  }

  // A wrong field is where the work goes on; what is folded around it opens.
  function showFirstMistake() {
    const field = document.querySelector('main :is([aria-invalid="true"], fieldset:has(> .error) input)');
    if (!field) return;
    field.closest('details')?.setAttribute('open', '');
    field.focus();
  }

  /** What a run was announced by goes when it begins. */
  function watchAnnouncements() {
    document.addEventListener('otto:run', (event) => {
      for (const flash of document.querySelectorAll('[data-until-run-of]')) {
        if (flash.dataset.untilRunOf === event.detail.jobId) flash.remove();
      }
    });
  }

  // The script's requests carry the token of our forms; what fails is said.
  function watchRequests() {
    document.addEventListener('htmx:configRequest', (event) => {
      const token = document.body.dataset.form;
      if (token && event.detail.verb !== 'get') event.detail.headers['X-Otto-Form'] = token;
    });
    document.addEventListener('htmx:responseError', (event) => {
      const text = event.detail.xhr.responseText;
      say(text && text.length < 400 ? text : 'That did not work', 'problem');
    });
    document.addEventListener('htmx:sendError', () => say('The control plane does not answer', 'problem'));
    document.addEventListener('htmx:afterSettle', showTimes);
    document.addEventListener('otto:shown', showTimes);
  }

  startTheme();
  document.querySelector('.bar nav [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  showTimes();
  setInterval(showTimes, 10000);
  watchForms();
  watchRequests();
  watchAnnouncements();
  showFirstMistake();
  const atOnce = document.querySelector('form[data-send-at-once]');
  if (atOnce) atOnce.requestSubmit();
  window.otto = { say };
})();
