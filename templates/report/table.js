// SPDX-License-Identifier: Apache-2.0
// Tables that sort, filter and can be walked with the arrow keys.

/// columns: { key, title, text?: value of a row as text, value?: value of a row to sort by, group?, hint? }
function dataTable({ id, caption, columns, rows, open, totals, filter = true, groups = [] }) {
  const isNumber = column => !column.isText;
  const valueOf = (column, row) => (column.value ? column.value(row) : row[column.key]);
  const textOf = (column, row) => {
    const value = valueOf(column, row);
    return column.text ? column.text(value, row) : isNumber(column) ? significant(value) : value ?? '';
  };
  const used = columns.filter(column => rows.some(row => textOf(column, row) !== ''));
  const hiddenGroups = new Set(groups.filter(group => group.isHidden).map(group => group.key));
  let [sortedBy, direction, sought] = [null, 1, ''];
  const body = h('tbody', {});
  const head = h('thead', {});
  const foot = totals ? h('tfoot', {}) : null;
  const status = h('span', { class: 'note', role: 'status' });
  const visible = () => used.filter(column => !hiddenGroups.has(column.group));

  function sorted(list) {
    if (!sortedBy) return list;
    const known = list.filter(row => textOf(sortedBy, row) !== '');
    const unknown = list.filter(row => textOf(sortedBy, row) === '');
    const key = row => valueOf(sortedBy, row);
    known.sort((a, b) => direction * (isNumber(sortedBy) ? key(a) - key(b) : String(key(a)).localeCompare(String(key(b)), 'en', { numeric: true })));
    return [...known, ...unknown];
  }

  /// A word is sought in all texts; "cycles>1000" compares a column.
  function matches(row) {
    return sought.split(/\s+/).filter(Boolean).every(word => {
      const parts = /^([^<>=]+)(<=|>=|<|>|=)(-?[\d.]+(?:e-?\d+)?)$/i.exec(word);
      if (!parts) return used.some(column => !isNumber(column) && String(textOf(column, row)).toLowerCase().includes(word.toLowerCase()));
      const name = parts[1].toLowerCase();
      const column = used.find(c => c.key.toLowerCase() === name) ?? used.find(c => c.key.toLowerCase().startsWith(name) || c.title.toLowerCase().startsWith(name));
      if (!column) return false;
      const [value, bound] = [valueOf(column, row), Number(parts[3])];
      if (!isKnown(value)) return false;
      return { '<': value < bound, '>': value > bound, '<=': value <= bound, '>=': value >= bound, '=': value === bound }[parts[2]];
    });
  }

  function drawHead() {
    head.replaceChildren(h('tr', {}, visible().map(column => h('th', {
      scope: 'col', class: isNumber(column) ? 'number' : null, title: column.hint,
      'aria-sort': column !== sortedBy ? 'none' : direction > 0 ? 'ascending' : 'descending',
    }, h('button', {
      type: 'button',
      onclick: event => {
        if (sortedBy === column) direction = -direction;
        else [sortedBy, direction] = [column, isNumber(column) ? -1 : 1];
        const index = visible().indexOf(column);
        draw();
        if (event.isTrusted || document.activeElement === document.body) head.querySelectorAll('button')[index]?.focus();
      },
    }, column.title)))));
  }

  function drawBody() {
    const found = sorted(rows.filter(matches));
    body.replaceChildren(...found.map((row, index) => h('tr', {
      tabindex: open ? (index === 0 ? '0' : '-1') : null,
      onclick: open ? () => open(row) : null,
      onkeydown: open ? event => walk(event, row) : null,
    }, visible().map((column, k) => {
      const text = textOf(column, row);
      const cell = k === 0 && open && typeof text === 'string' ? h('a', { href: open.href(row), tabindex: '-1' }, text) : text;
      return h(k === 0 ? 'th' : 'td', { class: isNumber(column) ? 'number' : null, scope: k === 0 ? 'row' : null }, cell);
    }))));
    if (!found.length) body.append(h('tr', {}, h('td', { colspan: visible().length, class: 'empty' }, 'No row matches.')));
    if (foot) foot.replaceChildren(h('tr', {}, visible().map(column => h('td', { class: isNumber(column) ? 'number' : null }, totals[column.key] ?? ''))));
    status.textContent = found.length === rows.length ? '' : `${found.length} of ${rows.length} rows`;
  }

  function walk(event, row) {
    const all = [...body.rows];
    const at = all.indexOf(event.currentTarget);
    const target = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === 'Enter') open(row);
    else if (target !== undefined && all[target]) {
      all.forEach(line => line.setAttribute('tabindex', '-1'));
      all[target].setAttribute('tabindex', '0');
      all[target].focus();
    } else return;
    event.preventDefault();
  }

  function draw() {
    drawHead();
    drawBody();
  }

  draw();
  const choices = groups.length && h('fieldset', {}, h('legend', {}, 'Columns'), groups.map(group => h('label', {}, h('input', {
    type: 'checkbox', checked: !group.isHidden,
    onchange: event => {
      if (event.target.checked) hiddenGroups.delete(group.key);
      else hiddenGroups.add(group.key);
      draw();
    },
  }), ' ', group.title)));
  const search = filter && h('label', {}, 'Filter ', h('input', {
    type: 'search', placeholder: 'words, or a column: cycles>1000 groups=1',
    oninput: event => {
      sought = event.target.value;
      drawBody();
    },
  }));
  return h('div', { id }, filter || groups.length ? h('div', { class: 'bar' }, search || null, choices || null, status) : null,
    h('div', { class: 'scroll' }, h('table', {}, caption ? h('caption', {}, caption) : null, head, body, foot)));
}
