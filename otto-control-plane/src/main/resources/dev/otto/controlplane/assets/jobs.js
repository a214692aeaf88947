// Jobs: exact times in the reader's zone, ticks that outlive an update, and a form that forgets nothing.
(() => {
  'use strict';
  document.documentElement.classList.add('scripted');

  // Exact times, in the zone of whoever reads; a second line for the same zone is left out.
  const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

  /** A zone by its one name: Etc/UTC, Zulu and UTC are the same. */
  function zoneNamed(name) {
    try {
      return Intl.DateTimeFormat(undefined, { timeZone: name }).resolvedOptions().timeZone;
    } catch {
      return name;
    }
  }
  const exact = new Intl.DateTimeFormat(undefined, {
    weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit',
  });

  function showExactTimes() {
    for (const time of document.querySelectorAll('time[data-exact]')) {
      time.textContent = exact.format(Date.parse(time.dateTime));
    }
    for (const line of document.querySelectorAll('[data-zone]')) line.hidden = zoneNamed(line.dataset.zone) === ownZone;
  }

  // What is ticked in the list stays ticked when the list is fetched anew.
  const boxes = () => document.querySelectorAll('input[form="bulk"][name="id"]');
  let ticked = new Set();

  function showCount() {
    const count = document.getElementById('bulk-count');
    if (!count) return;
    ticked = new Set(Array.from(boxes()).filter((box) => box.checked).map((box) => box.value));
    count.hidden = false;
    count.textContent = '(' + ticked.size + ' of this page)';
  }

  function tickAgain() {
    for (const box of boxes()) box.checked = ticked.has(box.value);
  }

  function offerToTickAll() {
    const head = document.querySelector('table.jobs th.tick');
    if (!head || head.querySelector('input')) return;
    const all = document.createElement('input');
    all.type = 'checkbox';
    all.id = 'tick-all';
    all.setAttribute('aria-label', 'Choose all of this page');
    all.addEventListener('change', () => {
      for (const box of boxes()) box.checked = all.checked;
      showCount();
    });
    head.append(all);
  }

  // The schedule is looked at while it is typed.
  const scheduleFields = ['schedule', 'cron', 'cadenceMinutes', 'runAt', 'timeZone'];
  let timer = 0;

  function lookAtSchedule(form) {
    clearTimeout(timer);
    timer = setTimeout(() => form.dispatchEvent(new CustomEvent('otto:schedule')), 300);
  }

  // What was typed is kept in this tab until it was saved: an ended session loses nothing.
  const prefix = 'otto-form:';

  function contentOf(form) {
    return Array.from(new FormData(form)).filter(([name]) => name !== '_form' && name !== 'base');
  }

  function keep(form) {
    sessionStorage.setItem(prefix + form.dataset.keepAs, JSON.stringify({ fields: contentOf(form), sent: false }));
  }

  function kept(form) {
    return JSON.parse(sessionStorage.getItem(prefix + form.dataset.keepAs) || 'null');
  }

  function forget(form) {
    sessionStorage.removeItem(prefix + form.dataset.keepAs);
  }

  function fill(form, fields) {
    for (const box of form.querySelectorAll('input[type="checkbox"]')) box.checked = false;
    for (const [name, value] of fields) {
      const field = form.elements.namedItem(name);
      if (!field) continue;
      if (field.type === 'checkbox') field.checked = true;
      else field.value = value;
    }
  }

  function putBack(form) {
    const before = kept(form);
    if (!before || form.dataset.answer || JSON.stringify(before.fields) === JSON.stringify(contentOf(form))) return;
    fill(form, before.fields);
    form.dataset.dirty = 'true';
    const note = document.createElement('p');
    note.className = 'notice';
    note.setAttribute('role', 'status');
    note.textContent = 'What you typed before is back, and not saved yet. ';
    const discard = document.createElement('button');
    discard.type = 'button';
    discard.className = 'secondary small';
    discard.textContent = 'Discard it';
    discard.addEventListener('click', () => {
      forget(form);
      delete form.dataset.dirty;
      location.reload();
    });
    note.append(discard);
    form.before(note);
  }

  function watchJobForm(form) {
    const zone = form.querySelector('[data-own-zone]');
    if (zone && !form.dataset.answer && zoneNamed(zone.value) === 'UTC' && ownZone) zone.value = ownZone;
    putBack(form);
    form.addEventListener('input', (event) => {
      keep(form);
      if (scheduleFields.includes(event.target.name)) lookAtSchedule(form);
    });
    form.addEventListener('submit', (event) => {
      const before = kept(form);
      if (!before || (event.submitter && event.submitter.name === 'check')) return;
      before.sent = true;
      sessionStorage.setItem(prefix + form.dataset.keepAs, JSON.stringify(before));
    });
    for (const link of document.querySelectorAll('[data-discard]')) {
      link.addEventListener('click', () => {
        forget(form);
        delete form.dataset.dirty;
      });
    }
    if (form.querySelector('#f-cron').value || form.querySelector('#f-cadenceMinutes').value) lookAtSchedule(form);
  }

  /** A page of a job after a form was sent means that it was saved. */
  function forgetWhatWasSaved() {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith(prefix) && JSON.parse(sessionStorage.getItem(key)).sent) sessionStorage.removeItem(key);
    }
  }

  // An answer goes to the clipboard where the browser lets a page write there.
  function offerToCopy() {
    const copy = document.getElementById('copy');
    if (copy && navigator.clipboard) copy.hidden = false;
  }

  async function copyFrom(button) {
    let said = 'Copied';
    try {
      const answer = await fetch(button.dataset.copy);
      if (!answer.ok) throw new Error(answer.statusText);
      await navigator.clipboard.writeText(await answer.text());
    } catch {
      said = 'Not copied';
    }
    button.textContent = said;
    document.getElementById('said').textContent = said;
  }

  const form = document.querySelector('form.job-form');
  if (form) watchJobForm(form);
  else forgetWhatWasSaved();

  showExactTimes();
  offerToTickAll();
  offerToCopy();
  showCount();
  document.addEventListener('change', (event) => {
    if (event.target.getAttribute('form') === 'bulk') showCount();
  });
  document.addEventListener('click', (event) => {
    const copy = event.target.closest('[data-copy]');
    if (copy) copyFrom(copy);
  });
  // After a piece was put in place: by htmx, or by what listens to Otto's events.
  for (const news of ['htmx:afterSettle', 'otto:shown']) {
    document.addEventListener(news, () => {
      showExactTimes();
      tickAgain();
      offerToTickAll();
      offerToCopy();
    });
  }
})();
