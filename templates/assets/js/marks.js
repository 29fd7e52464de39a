/*
 * What a cell of a gradebook says, in the words in which one types it: "17.5",
 * "late 2 17.5", "missing", "excused", or nothing.
 */
const LATE = /^late (\d+) (.*)$/;
const NUMBER = /^\d+(\.\d{1,2})?$/;

const score = (s) => NUMBER.test(s) ? String(Number(s)) : s;

export const head = (td) => td.closest('table').tHead.rows[0].cells[td.cellIndex];
export const name = (td) => `${td.parentNode.cells[0].textContent.trim()}, ${head(td).querySelector('b').textContent}`;

/* As it is kept, of what somebody typed; no promise that it is valid. */
export function read(typed) {
	const s = typed.trim().toLowerCase().replace(/\s+/g, ' ').replace(',', '.');
	const [, days, rest] = LATE.exec(s) ?? [];
	const word = s && ['excused', 'missing'].find((w) => w.startsWith(s));

	return word || (days && Number(days) ? `late ${Number(days)} ${score(rest)}` :
	    score(rest ?? s));
}

export function valid(said, most) {
	const s = said.replace(LATE, '$2');

	return ['', 'excused', 'missing'].includes(said) ||
	    (NUMBER.test(s) && Number(s) <= most);
}

/* Of a grade as the server tells it, and for it. */
export const says = ({ score: s, state, days_late: days }) =>
	state && state !== 'graded' ? state : days > 0 ? `late ${days} ${s}` : String(s ?? '');

export function grade(said) {
	const [, days, s] = LATE.exec(said) ?? [null, 0, said];

	return /^[em]/.test(said) ? { state: said } :
	    { score: Number(s), state: 'graded', days_late: Number(days) };
}

/* What stands in the cell at the start, and whenever it changes. */
export const found = ({ dataset: { is, late }, firstChild: text }) =>
	is ?? (late ? `late ${late} ${text.data}` : text?.data?.trim() ?? '');

export function nodes(said, dropped) {
	const [, days, s] = LATE.exec(said) ?? [null, 0, said];
	const words = [days && `${days} d late`, /^[em]/.test(said) && said, dropped && 'dropped'];

	return [said === 'missing' ? '0' : said === 'excused' ? '' : s, ...words.filter(Boolean).map((word) => {
		const small = document.createElement('small');

		small.textContent = word;
		return small;
	})];
}

/* How saving goes, for those who do not see the colour and the sign. */
const STATES = { saving: 'saving', saved: 'saved', failed: 'not saved', conflict: 'changed meanwhile' };

export function spoken(state) {
	const span = document.createElement('span');

	span.className = 'quiet-text';
	span.textContent = STATES[state];
	return span;
}
