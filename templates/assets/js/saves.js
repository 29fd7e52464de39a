/*
 * Cells of a gradebook. `kept` is the grade that the server has, `wanted` what
 * was typed and is not there yet; save() brings them together, and the cell
 * shows how it goes: saving, saved, failed, conflict.
 */
const { search } = new URL(import.meta.url);
const { found, grade: wire, head, name, nodes, read, says, spoken, valid } = await import(`./marks.js${search}`);
const { refresh } = await import(`./totals.js${search}`);
const said = document.getElementById('said');
const asked = document.getElementById('conflicts');
const token = document.querySelector('meta[name=csrf-token]').content;
const kept = new Map();
const wanted = new Map();
const keys = new Map();		// Idempotency-Key of the value under way
const asks = new Map();	// of conflicts
const busy = new Set();
const queue = [];

export const keep = (td) => kept.set(td, found(td));
export const value = (td) => wanted.get(td) ?? kept.get(td);
export const unsaved = () => wanted.size > 0;

const enrollment = (td) => td.parentNode.dataset.enrollment;

export function tell(state, text) {
	said.dataset.state = state;
	said.textContent = text;
}

export function show(td, state = td.dataset.state) {
	const input = td.querySelector('input');

	td.dataset.state = state ?? '';
	if (input)
		input.setAttribute('aria-invalid', state === 'failed');
	else if (asks.has(td))
		td.replaceChildren(`${wanted.get(td)} ⇄ ${kept.get(td)}`);
	else
		td.replaceChildren(...nodes(value(td), td.dataset.dropped && !wanted.has(td)));
	if (!input && state)
		td.append(spoken(state));
}

function fail(td, why) {
	show(td, 'failed');
	tell('failed', `${name(td)}: ${why}`);
}

/* Theirs is kept now; mine stays wanted until the reader chooses. */
function clash(td, theirGrade) {
	const { version, graded_by_name: who } = theirGrade;
	const box = document.getElementById('conflict').content.firstElementChild.cloneNode(true);
	const mine = wanted.get(td), theirs = says(theirGrade);
	const text = `${name(td)}: you typed ${mine || 'nothing'}, ${who ?? 'somebody'} saved ${theirs || 'nothing'}`;

	td.dataset.version = version;
	kept.set(td, theirs);
	box.firstElementChild.textContent = text;
	box.querySelector('[data-keep=mine]').onclick = () => want(td, mine);
	box.querySelector('[data-keep=theirs]').onclick = () => settle(td);
	answered(td);
	asks.set(td, box);
	asked.append(box);
	show(td, 'conflict');
	tell('conflict', `Changed meanwhile. ${text}.`);
}

function answered(td) {
	asks.get(td)?.remove();
	asks.delete(td);
}

/* The cell is what the server has. */
export function settle(td) {
	const input = td.querySelector('input');

	if (!busy.has(td)) {
		answered(td);
		wanted.delete(td);
		show(td, '');
	}
	if (input)
		input.value = kept.get(td);
}

function call(td, score) {
	const { grade, version } = td.dataset;
	const method = score === '' ? 'DELETE' : grade ? 'PUT' : 'POST';
	const url = `/api/v1/grades${grade ? `/${grade}` : ''}`;
	const headers = { 'X-CSRF-Token': token, 'Idempotency-Key': keys.get(td).id };
	const where = { enrollment_id: enrollment(td), assignment_id: head(td).dataset.assignment };

	if (grade)
		headers['If-Match'] = `"${version}"`;
	if (method === 'DELETE')
		return fetch(url, { method, headers });
	headers['Content-Type'] = 'application/json';
	return fetch(url, { method, headers, body: JSON.stringify({ ...wire(score), ...!grade && where }) });
}

function took(td, score, answer) {
	kept.set(td, score);
	td.dataset.grade = score === '' ? '' : answer.id ?? td.dataset.grade;
	td.dataset.version = answer.version ?? '';
	td.dataset.is = /^[em]/.test(score) ? score : '';
}

async function send(td, score) {
	if (keys.get(td)?.score !== score)
		keys.set(td, { score, id: crypto.randomUUID() });
	const answer = await call(td, score);
	const { ok, status } = answer;
	const body = status === 204 ? {} : await answer.json();

	if (status < 500)
		keys.delete(td);
	if (ok)
		took(td, score, body);
	else if (status === 412 && body.current)
		clash(td, body.current);
	else
		fail(td, body.errors?.[0]?.message ?? body.detail ?? body.title);
}

async function save(td) {
	busy.add(td);
	while (wanted.has(td) && wanted.get(td) !== kept.get(td) && td.dataset.state === 'saving')
		await send(td, wanted.get(td)).catch(() =>
		    fail(td, 'no answer. Press Enter in the cell to try again.'));
	busy.delete(td);
	if (wanted.get(td) === kept.get(td)) {
		wanted.delete(td);
		show(td, 'saved');
		tell('saved', `Saved: ${name(td)}, ${kept.get(td) || 'no score'}`);
		if (![...busy, ...queue].some((x) => x.parentNode === td.parentNode))
			refresh(td.parentNode, show).catch(() => {});
	}
	next();
}

function next() {
	while (queue.length > 0 && busy.size < 4)
		save(queue.shift());
}

export function want(td, typed) {
	const score = read(typed);
	const most = Number(head(td).dataset.max);

	if (score === kept.get(td) && !busy.has(td))
		return settle(td);
	answered(td);
	wanted.set(td, score);
	if (!valid(score, most))
		return fail(td, `a score is a number from 0 to ${most}, or ex, missing, late 2 and a score.`);
	show(td, 'saving');
	if (busy.has(td) || queue.includes(td))
		return;
	queue.push(td);
	next();
}
