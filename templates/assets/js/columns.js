/*
 * A gradebook's columns: sorted by the button in each head, narrowed by the
 * fields above. Nothing of it changes what is saved.
 */
const table = document.getElementById('gradebook');
const heads = [...table.tHead.rows[0].cells];
const body = table.tBodies[0];
const columns = document.getElementById('f-columns');
const shown = document.getElementById('f-show');
const words = new Intl.Collator(document.documentElement.lang, { numeric: true });
const status = document.createElement('p');

const title = (th) => th.querySelector('b').textContent;

function number(td) {
	const text = (td.querySelector('[data-average]') ?? td).firstChild?.data;

	return td.dataset.is === 'missing' ? 0 : text?.trim() ? Number(text) : NaN;
}

/* Who has no number is last, either way. */
function order(i, up) {
	const key = new Map([...body.rows].map((row) => [row, number(row.cells[i])]));

	return (a, b) => Number.isNaN(key.get(a)) - Number.isNaN(key.get(b)) ||
	    (key.get(a) - key.get(b) || 0) * (up ? 1 : -1);
}

function sort(i) {
	const th = heads[i], now = th.getAttribute('aria-sort');
	const up = now ? now === 'descending' : i === 0;
	const byName = (a, b) => words.compare(a.cells[0].textContent, b.cells[0].textContent);

	body.append(...[...body.rows].sort(byName).sort(i ? order(i, up) :
	    (a, b) => byName(a, b) * (up ? 1 : -1)));
	heads.forEach((x) => x.removeAttribute('aria-sort'));
	th.setAttribute('aria-sort', up ? 'ascending' : 'descending');
	status.textContent = `Sorted by ${title(th)}, ${up ? 'lowest' : 'highest'} first`;
}

function narrow() {
	heads.forEach((th, i) => {
		const off = columns.value !== '' && 'category' in th.dataset &&
		    th.dataset.category !== columns.value;

		if (th.hidden !== off)
			for (const row of table.rows)
				row.cells[i].hidden = off;
	});
}

function pick() {
	const cells = { missing: '.cell[data-is=missing]', open: '.cell:not([data-grade]),.cell[data-grade=""]' };

	for (const row of body.rows)
		row.toggleAttribute('data-off', shown.value !== '' && !row.querySelector(cells[shown.value]));
}

heads.forEach((th, i) => {
	const button = document.createElement('button'), name = document.createElement('span');

	button.type = 'button';
	button.className = 'sort';
	name.className = 'quiet-text';
	name.textContent = `Sort by ${title(th)}`;
	button.append(name);
	button.addEventListener('click', () => sort(i));
	th.append(button);
});
if (table.matches('[data-gradebook]'))	// one stop among the tabs
	table.tHead.querySelectorAll('a,button').forEach((x, i) => x.tabIndex = i ? -1 : 0);
status.className = 'quiet-text';
status.setAttribute('role', 'status');
document.querySelector('main').append(status);
columns.addEventListener('change', narrow);
shown.addEventListener('change', pick);
shown.parentNode.hidden = false;
columns.parentNode.hidden = columns.length < 2;
