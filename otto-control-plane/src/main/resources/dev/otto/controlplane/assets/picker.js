// The model picker: a combobox with a list from the server (the APG's "list autocomplete").
// Everything is heard on the document, so pickers that come later work without being set up.
(() => {
  'use strict';
  let asked = null; // the request under way
  let timer = 0;
  let shownFor = null; // what stood in the field when the open list was asked for
  let turn = Promise.resolve(); // of the keys, which are answered one after the other

  const parts = (input) => ({
    box: input.closest('[data-picker]'),
    list: document.getElementById(input.id + '-list'),
  });

  function isPicker(target) {
    return target instanceof HTMLInputElement && target.closest('[data-picker]');
  }

  /** Tells assistive technology what it is; without this script it is a plain field. */
  function dress(input) {
    if (input.getAttribute('role') === 'combobox') return;
    input.setAttribute('role', 'combobox');
    input.setAttribute('aria-autocomplete', 'list');
    input.setAttribute('aria-expanded', 'false');
    input.setAttribute('aria-controls', input.id + '-list');
    input.dataset.chosen = input.value;
  }

  /** What is being looked for; nothing as long as the field shows what was chosen. */
  const typed = (input) => (input.value === input.dataset.chosen ? '' : input.value.trim());

  const isOpen = (input) => input.getAttribute('aria-expanded') === 'true';
  const options = (input) => Array.from(parts(input).list.querySelectorAll('[role="option"]'));

  function inheritOption(input) {
    const option = document.createElement('li');
    option.setAttribute('role', 'option');
    option.setAttribute('aria-selected', 'false');
    option.dataset.ref = '';
    option.className = 'inherit';
    const name = document.createElement('span');
    name.className = 'name';
    name.textContent = input.placeholder;
    const what = document.createElement('span');
    what.className = 'muted';
    what.textContent = parts(input).box.dataset.inherited;
    option.append(name, what);
    return option;
  }

  async function open(input, words) {
    clearTimeout(timer);
    asked?.abort();
    asked = new AbortController();
    const text = input.value;
    const { list } = parts(input);
    let html;
    try {
      const answer = await fetch('/models/pick?q=' + encodeURIComponent(words), {
        signal: asked.signal,
        headers: { 'HX-Request': 'true' },
      });
      if (answer.status === 401) location.reload();
      if (!answer.ok) throw new Error(await answer.text());
      html = await answer.text();
    } catch (problem) {
      if (problem.name !== 'AbortError') window.otto.say('The models cannot be searched now', 'problem');
      return;
    }
    if (document.activeElement !== input) return;
    list.innerHTML = html;
    const inherits = parts(input).box.dataset.inherited;
    if (inherits && (!words || input.placeholder.toLowerCase().startsWith(words.toLowerCase()))) list.prepend(inheritOption(input));
    options(input).forEach((option, i) => {
      option.id = input.id + '-' + i;
      if (option.dataset.ref === input.dataset.chosen) option.classList.add('chosen');
    });
    if (!list.firstElementChild) {
      const none = document.createElement('li');
      none.className = 'more';
      none.setAttribute('role', 'presentation');
      none.textContent = 'No model fits';
      list.append(none);
    }
    list.hidden = false;
    shownFor = text;
    input.setAttribute('aria-expanded', 'true');
    point(input, input.value === input.dataset.chosen ? list.querySelector('.chosen') : options(input)[0]);
  }

  function close(input) {
    clearTimeout(timer);
    asked?.abort();
    shownFor = null;
    const { list } = parts(input);
    list.hidden = true;
    list.replaceChildren();
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  }

  function pointed(input) {
    const id = input.getAttribute('aria-activedescendant');
    return id && document.getElementById(id);
  }

  function point(input, option) {
    pointed(input)?.setAttribute('aria-selected', 'false');
    if (!option) {
      input.removeAttribute('aria-activedescendant');
      return;
    }
    option.setAttribute('aria-selected', 'true');
    input.setAttribute('aria-activedescendant', option.id);
    option.scrollIntoView({ block: 'nearest' });
  }

  function choose(input, option) {
    input.value = option.dataset.ref;
    close(input);
    settle(input);
  }

  /** Tells the form that there is another value. */
  function settle(input) {
    if (input.value === input.dataset.chosen) return;
    input.dataset.chosen = input.value;
    input.dispatchEvent(new Event('input', { bubbles: true, cancelable: false }));
    input.dispatchEvent(new CustomEvent('picked', { bubbles: true }));
  }

  function move(input, step) {
    const all = options(input);
    const at = all.indexOf(pointed(input));
    const next = step === 'first' ? 0 : step === 'last' ? all.length - 1 : at < 0 && step < 0 ? all.length - 1 : at + step;
    point(input, all[(next + all.length) % all.length]);
  }

  document.addEventListener('focusin', (event) => isPicker(event.target) && dress(event.target));

  document.addEventListener('click', (event) => {
    if (isPicker(event.target) && !isOpen(event.target)) {
      open(event.target, '');
      event.target.select();
    }
  });

  document.addEventListener('mousedown', (event) => {
    const option = event.target.closest?.('[data-picker] [role="option"]');
    if (event.target.closest?.('[data-picker] [role="listbox"]')) event.preventDefault();
    if (option) choose(option.closest('[data-picker]').querySelector('input'), option);
  });

  document.addEventListener('input', (event) => {
    if (!isPicker(event.target) || (!isOpen(event.target) && !typed(event.target))) return;
    clearTimeout(timer);
    timer = setTimeout(() => open(event.target, typed(event.target)), 30);
  });

  document.addEventListener('keydown', (event) => {
    if (!isPicker(event.target) || event.isComposing) return;
    const input = event.target;
    const keys = {
      ArrowDown: () => (isOpen(input) ? step(input, 1) : open(input, typed(input))),
      ArrowUp: () => (isOpen(input) ? step(input, -1) : open(input, typed(input))),
      PageDown: () => isOpen(input) && step(input, 'last'),
      PageUp: () => isOpen(input) && step(input, 'first'),
      Enter: () => enter(input),
    };
    const answer = keys[event.key];
    if (answer || event.key === 'Escape') event.preventDefault();
    if (answer) turn = turn.then(answer, answer);
    if (event.key === 'Escape') {
      if (isOpen(input)) close(input);
      input.value = input.dataset.chosen;
      input.dispatchEvent(new Event('input', { bubbles: true }));
    }
  });

  /** Who types fast is ahead of the list; it is waited for. Tells whether it is still wanted. */
  async function caughtUp(input) {
    const text = input.value;
    if (text === input.dataset.chosen || text === shownFor) return true;
    await open(input, typed(input));
    return input.value === text && document.activeElement === input;
  }

  async function step(input, by) {
    if ((await caughtUp(input)) && isOpen(input)) move(input, by);
  }

  async function enter(input) {
    if (!(await caughtUp(input))) return;
    if (isOpen(input) && pointed(input)) choose(input, pointed(input));
    else settleAndClose(input);
  }

  function settleAndClose(input) {
    close(input);
    settle(input);
  }

  // What was typed and not chosen counts as typed; the server says whether it fits.
  document.addEventListener('focusout', (event) => isPicker(event.target) && settleAndClose(event.target));
})();
