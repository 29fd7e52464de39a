/* What if: the totals follow as one types; nothing is stored. */
const form = document.querySelector('[data-what-if]');
const tiles = document.querySelectorAll('[data-total]');
const said = document.getElementById('said');
let running = new AbortController();

async function compute() {
	const asked = new URLSearchParams(new FormData(form));

	running.abort();
	running = new AbortController();
	const answer = await fetch(`/api/v1${form.getAttribute('action')}?${asked}`, { signal: running.signal });
	const got = await answer.json();
	form.querySelectorAll('.error').forEach((x) => x.remove());	// of the page as it came
	const wrong = new Set((got.errors ?? []).map((e) => e.field));

	for (const input of form.querySelectorAll('input')) {
		input.toggleAttribute('aria-invalid', wrong.has(input.name));
		if (wrong.has(input.name))
			input.setAttribute('aria-invalid', 'true');
	}
	said.dataset.state = answer.ok ? '' : 'failed';
	if (!answer.ok) {
		said.textContent = got.errors?.[0]?.message ?? got.detail ?? got.title;
		return;
	}
	tiles.forEach((x) => x.textContent = got[x.dataset.total] ?? '–');
	form.querySelectorAll('[data-percent]').forEach((x, i) => {
		const { percent, dropped } = got.items[i];

		x.textContent = (percent == null ? '' : `${percent} %`) + (dropped ? ', dropped' : '');
	});
	said.textContent = `Total ${got.average ?? '–'}${got.letter ? `, ${got.letter}` : ''}`;
	history.replaceState(null, '', `?${asked}`);
}

form.addEventListener('input', () => compute().catch((e) => {
	if (e.name !== 'AbortError')
		said.textContent = 'No answer. Press Compute to try again.';
}));
