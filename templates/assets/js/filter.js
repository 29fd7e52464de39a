/*
 * Narrowing while typing. A form with data-filter asks the server for the
 * same page and takes its results in; an input with data-rows only hides the
 * rows of a table or list that is all here.
 */
const PAUSE = 220;	// ms after the last key
const status = document.createElement('p');

status.className = 'quiet-text';
status.setAttribute('role', 'status');
document.querySelector('main').append(status);

/* The page as a document. XMLHttpRequest parses it without a policy for
 * trusted types, and nothing in it runs. */
function load(url, signal) {
	return new Promise((done, fail) => {
		const xhr = new XMLHttpRequest();

		xhr.open('GET', url);
		xhr.responseType = 'document';
		xhr.onload = () => xhr.status === 200 && xhr.response ?
		    done(xhr.response) : fail(new Error(xhr.status));
		xhr.onerror = fail;
		signal.addEventListener('abort', () => xhr.abort());
		xhr.send();
	});
}

function live(form) {
	const results = document.getElementById(form.dataset.filter);
	let timer, last = '', running = new AbortController();

	function url() {
		const said = [...new FormData(form)].filter(([, v]) => v !== '');

		return `${form.getAttribute('action')}?${new URLSearchParams(said)}`;
	}

	async function refresh() {
		const to = url();

		if (to === last)
			return;
		last = to;
		running.abort();
		running = new AbortController();
		const { signal } = running;
		results.setAttribute('aria-busy', 'true');
		try {
			const page = await load(to, signal);
			const fresh = page.getElementById(results.id);

			if (signal.aborted)
				return;
			results.replaceChildren(...document.importNode(fresh,
			    true).childNodes);
			history.replaceState(null, '', to);
			const n = results.querySelectorAll('tbody tr').length;
			const more = results.querySelector('[rel=next]');
			status.textContent = `${n}${more ? ' and more' : ''} found`;
			results.removeAttribute('aria-busy');
		} catch {
			if (!signal.aborted)
				form.submit();
		}
	}

	last = url();
	form.addEventListener('input', () => {
		clearTimeout(timer);
		timer = setTimeout(refresh, PAUSE);
	});
	form.addEventListener('submit', (e) => {
		e.preventDefault();
		clearTimeout(timer);
		refresh();
	});
}

const fold = (s) => s.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

function rows(input) {
	const list = document.getElementById(input.dataset.rows);
	const all = [...list.querySelectorAll(':scope > tbody > tr, :scope > li')];
	const text = all.map((row) => fold(row.textContent));

	input.addEventListener('input', () => {
		const words = fold(input.value).split(/\s+/);
		let n = 0;

		all.forEach((row, i) => {
			row.hidden = !words.every((w) => text[i].includes(w));
			n += !row.hidden;
		});
		status.textContent = `${n} of ${all.length} shown`;
	});
	input.addEventListener('keydown', (e) => {
		if (e.key === 'Escape') {
			input.value = '';
			input.dispatchEvent(new Event('input'));
		}
	});
}

document.querySelectorAll('form[data-filter]').forEach(live);
document.querySelectorAll('[data-rows]').forEach(rows);
