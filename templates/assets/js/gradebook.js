/*
 * The gradebook as a grid for the keyboard: one cell at a time takes part in
 * the order of tabs, and while it has the focus it holds the one input.
 * Arrows move, Enter saves and goes down, Escape brings back what is saved.
 */
const { search } = new URL(import.meta.url);	// of the same build
const { head, name } = await import(`./marks.js${search}`);
const { keep, settle, show, tell, unsaved, value, want } =
    await import(`./saves.js${search}`);
const table = document.querySelector('[data-gradebook]');
const rows = () => [...table.tBodies[0].rows].filter((row) => row.checkVisibility());
const fields = (row) => [...row?.querySelectorAll('.cell:not([hidden])') ?? []];
const cells = [...table.querySelectorAll('.cell')];
let last = cells[0];

function enter(td) {
	const input = document.createElement('input');

	last.tabIndex = td.tabIndex = -1;
	last = td;
	input.value = value(td);
	input.autocomplete = 'off';
	input.setAttribute('aria-label', `${name(td)}, of ${head(td).dataset.max}`);
	td.replaceChildren(input);
	show(td);
	input.focus();
	input.select();
}

/* A question that is open is not answered by going away. */
function leave(td, input) {
	const typed = input.value.trim();

	input.remove();
	td.tabIndex = 0;
	if (typed === value(td) || td.dataset.state === 'conflict')
		show(td);
	else
		want(td, typed);
}

/* Above the first row is the head. */
function go(td, down, right) {
	const all = rows(), row = all.indexOf(td.parentNode) + down;
	const next = right ? fields(td.parentNode)[fields(td.parentNode).indexOf(td) + right] :
	    row < 0 ? head(td).querySelector('button') : all[row]?.cells[td.cellIndex];

	if (next)
		next.focus();
	else
		td.querySelector('input').select();
}

/* The head is one stop among the tabs, too. */
function walk(e) {
	const all = [...table.tHead.querySelectorAll('th:not([hidden]) :is(a,button)')];
	const to = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
	const next = e.key === 'ArrowDown' ? rows()[0]?.cells[e.target.closest('th').cellIndex] :
	    all[all.indexOf(e.target) + to];

	if (!next || (e.key === 'ArrowDown' && !next.matches('.cell')))
		return;
	e.preventDefault();
	next.focus();
}

function press(e) {
	const input = e.target, td = input.parentNode;
	const { selectionStart: from, selectionEnd: to, value: typed } = input;
	const all = to - from === typed.length;
	const step = {
		Enter: [e.shiftKey ? -1 : 1, 0],
		ArrowDown: [1, 0],
		ArrowUp: [-1, 0],
		ArrowLeft: (all || to === 0) && [0, -1],
		ArrowRight: (all || from === typed.length) && [0, 1],
	}[e.key];

	if (e.key === 'Escape') {
		settle(td);
		input.select();
	}
	if (e.key === 'Enter')
		want(td, typed);
	if (step) {
		e.preventDefault();
		go(td, ...step);
	}
}

function paste(e) {
	const td = e.target.parentNode;
	const text = e.clipboardData.getData('text').replace(/\r?\n$/, '');
	const all = rows(), row = all.indexOf(td.parentNode);
	const column = fields(td.parentNode).indexOf(td);

	if (!/[\t\n]/.test(text))
		return;
	e.preventDefault();
	text.split(/\r?\n/).forEach((line, i) => line.split('\t').forEach((v, j) => {
		const to = fields(all[row + i])[column + j];

		if (to === td)
			e.target.value = v.trim();
		if (to)
			want(to, v);
	}));
}

const on = (type, does) => table.addEventListener(type,
    (e) => e.target.matches('.cell input') && does(e));

table.setAttribute('role', 'grid');
cells.forEach((td, i) => {
	keep(td);
	td.tabIndex = i ? -1 : 0;
});
table.addEventListener('focusin', (e) => e.target.matches('.cell') && enter(e.target));
table.tHead.addEventListener('keydown', walk);
table.tHead.addEventListener('focusin', (e) => {
	for (const x of table.tHead.querySelectorAll('a,button'))
		x.tabIndex = x === e.target ? 0 : -1;
});
on('focusout', (e) => document.hasFocus() && leave(e.target.parentNode, e.target));
on('keydown', press);
on('paste', paste);
addEventListener('beforeunload', (e) => unsaved() && e.preventDefault());
tell('', 'Type a score. Enter saves it and goes down.');
