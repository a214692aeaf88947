// The search as a dialog: Ctrl-K or the button opens it, arrows choose, Enter does, Escape leaves.
(() => {
  'use strict';
  const opener = document.getElementById('find');
  let dialog = null;
  let input = null;
  let list = null;
  let status = null;
  let asked = 0;
  let before = null;

  function build() {
    dialog = document.createElement('dialog');
    dialog.id = 'palette';
    dialog.setAttribute('aria-label', 'Search');
    dialog.innerHTML =
      '<div class="palette"><input type="text" role="combobox" aria-expanded="true" aria-controls="palette-list"' +
      ' aria-autocomplete="list" aria-label="Pages, jobs, models and actions" autocomplete="off" spellcheck="false"' +
      ' placeholder="Pages, jobs, models, actions…"><div id="palette-list" role="listbox" aria-label="Found"></div>' +
      '<p class="foot" role="status">Type to search</p></div>';
    document.body.append(dialog);
    input = dialog.querySelector('input');
    list = dialog.querySelector('[role="listbox"]');
    status = dialog.querySelector('.foot');
    input.addEventListener('input', search);
    input.addEventListener('keydown', key);
    list.addEventListener('click', (event) => act(event.target.closest('[role="option"]')));
    list.addEventListener('mousemove', (event) => select(event.target.closest('[role="option"]')));
    list.addEventListener('mousedown', (event) => event.preventDefault());
    dialog.addEventListener('mousedown', (event) => event.target === dialog && dialog.close());
    dialog.addEventListener('keydown', (event) => event.key === 'Tab' && event.preventDefault());
    dialog.addEventListener('close', () => {
      // Its piece of the page may have been brought up to date behind the dialog.
      (before.isConnected ? before : document.getElementById(before.id))?.focus();
    });
  }

  function open() {
    if (!dialog) build();
    if (dialog.open) return;
    before = document.activeElement === document.body ? opener : document.activeElement;
    input.value = '';
    list.replaceChildren();
    dialog.showModal();
    input.focus();
    search();
  }

  const options = () => Array.from(list.querySelectorAll('[role="option"]'));
  const selected = () => list.querySelector('[aria-selected="true"]');

  function select(option) {
    if (!option || option === selected()) return;
    selected()?.setAttribute('aria-selected', 'false');
    option.setAttribute('aria-selected', 'true');
    input.setAttribute('aria-activedescendant', option.id);
    option.scrollIntoView({ block: 'nearest' });
  }

  async function search() {
    const mine = ++asked;
    let text = '';
    try {
      const answer = await fetch('/search?q=' + encodeURIComponent(input.value), {
        headers: { 'HX-Request': 'true' },
      });
      if (answer.headers.has('HX-Refresh')) {
        location.reload();
        return;
      }
      text = await answer.text();
      if (mine !== asked) return;
      if (!answer.ok) {
        fail(text);
        return;
      }
    } catch {
      if (mine === asked) fail('The control plane does not answer');
      return;
    }
    list.innerHTML = text;
    input.removeAttribute('aria-activedescendant');
    select(options()[0]);
    const count = options().length;
    input.setAttribute('aria-expanded', String(count > 0));
    status.textContent = count === 0 ? 'Nothing found' : count + ' found; arrows choose, Enter opens, Escape closes';
  }

  function fail(text) {
    list.replaceChildren();
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
    status.textContent = text;
  }

  function move(by) {
    const all = options();
    if (!all.length) return;
    const at = all.indexOf(selected());
    select(all[(at + by + all.length) % all.length]);
  }

  function key(event) {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      move(event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === 'Enter' && !event.isComposing) {
      event.preventDefault();
      act(selected());
    }
  }

  function act(option) {
    if (!option) return;
    if (option.dataset.open) {
      location.assign(option.dataset.open);
    } else if (option.dataset.send) {
      send(option);
    } else if (option.dataset.press) {
      dialog.close();
      document.getElementById(option.dataset.press).click();
    }
  }

  function send(option) {
    const form = document.createElement('form');
    form.method = 'post';
    form.action = option.dataset.send;
    form.hidden = true;
    const put = (name, value) => {
      const field = document.createElement('input');
      field.type = 'hidden';
      field.name = name;
      field.value = value;
      form.append(field);
    };
    put('_form', document.body.dataset.form);
    for (const field of option.querySelectorAll('[data-name]')) put(field.dataset.name, field.value);
    document.body.append(form);
    status.textContent = 'On its way';
    form.submit();
  }

  opener.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
  opener.addEventListener('keydown', (event) => {
    if (event.key === ' ') {
      event.preventDefault();
      open();
    }
  });
  document.addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      open();
    }
  });
  if (/Mac|iPhone|iPad/.test(navigator.platform)) opener.querySelector('kbd').textContent = '⌘ K';
})();
