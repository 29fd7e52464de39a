/* Totals of a row of the gradebook, and what is dropped, as they are now. */
const { search } = new URL(import.meta.url);
const { head } = await import(`./marks.js${search}`);

export async function refresh(row, show) {
	const answer = await fetch(`/api/v1/grades/enrollment/${row.dataset.enrollment}`);
	const { average, letter, categories, items } = answer.ok ? await answer.json() : {};

	if (!items)
		return;
	const dropped = new Set(items.filter((x) => x.dropped).map((x) => x.assignment_id));
	row.querySelector('[data-average]').textContent = average ?? '';
	row.querySelector('[data-letter]').textContent = letter ?? '';
	row.querySelectorAll('.part').forEach((td, i) => td.textContent = categories[i]?.percent ?? '');
	row.querySelectorAll('.cell').forEach((td) => {
		const is = dropped.has(head(td).dataset.assignment);

		if (is === Boolean(td.dataset.dropped))
			return;
		td.dataset.dropped = is || '';
		show(td);
	});
}
