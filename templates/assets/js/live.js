/*
 * A page that stays up to date. [data-live] names what says whether anything
 * has changed (nothing: the page itself is asked), [data-every] the seconds
 * between. Then those [data-part]s that differ are taken in; lists by their
 * items, so that what has the focus stays. A form with data-quick is sent
 * from where one is, and what comes back is taken in, too.
 */
const root = document.querySelector('[data-live]');
const said = document.getElementById('said');
const told = document.getElementById('told');
const { live, every } = root.dataset;
let timer, tag = '';

function ask(method, url, body) {
	return new Promise((done, fail) => {
		const xhr = new XMLHttpRequest();

		xhr.open(method, url);
		xhr.responseType = 'document';
		xhr.onload = () => xhr.response ? done(xhr) : fail(xhr);
		xhr.onerror = () => fail(xhr);
		xhr.send(body);
	});
}

function tell(text) {
	if (said) {
		said.hidden = !text;
		said.textContent = text;
		said.dataset.state = text ? 'failed' : '';
	}
}

/* What is gone or has changed goes, what is new comes in at its place. */
function items(list, fresh) {
	const now = new Map([...fresh.children].map((li) => [li.dataset.key, li]));
	const have = new Map();

	for (const li of [...list.children])
		if (now.get(li.dataset.key)?.dataset.v === li.dataset.v)
			have.set(li.dataset.key, li);
		else
			li.remove();
	let at = list.firstElementChild;
	for (const [key, li] of now) {
		const node = have.get(key) ?? document.importNode(li, true);

		if (node === at)
			at = at.nextElementSibling;
		else
			list.insertBefore(node, at);
	}
}

function part(old, fresh) {
	if (fresh.matches('ul'))
		items(old, fresh);
	else if (fresh.matches('img'))
		old.src = fresh.src;
	else if (fresh.dataset.v === undefined ? !old.isEqualNode(fresh) : old.dataset.v !== fresh.dataset.v) {
		if (fresh.matches('[role=status]'))	// a region speaks of what comes into it
			old.replaceChildren(...document.importNode(fresh, true).childNodes);
		else
			old.replaceWith(document.importNode(fresh, true));
	}
}

/* Whoever marks down a list by keyboard goes on where they were. */
function place() {
	const li = document.activeElement?.closest('[data-part] > li');

	return li && { list: li.parentNode, n: [...li.parentNode.children].indexOf(li) };
}

function take(page) {
	const was = place();
	const focused = document.activeElement;

	for (const fresh of page.querySelectorAll('[data-part]')) {
		const old = root.querySelector(`[data-part=${fresh.dataset.part}]`);

		if (old && !fresh.parentNode.closest('[data-part]'))
			part(old, fresh);
	}
	left();
	if (focused === document.body || focused?.isConnected)
		return;
	(was?.list.children[Math.min(was.n, was.list.children.length - 1)]
	    ?.querySelector('button,summary') ?? document.getElementById('main')).focus();
}

async function refresh() {
	try {
		if (live) {
			const r = await fetch(live, { headers: { 'If-None-Match': tag } });

			if (r.status === 304)
				return tell('');
			if (!r.ok)
				throw r;
			tag = r.headers.get('ETag')?.replace('W/', '') ?? '';	// weak: it was compressed
		}
		const { status, response } = await ask('GET', location.href);
		if (status !== 200)
			throw status;
		take(response);
		tell('');
	} catch {
		tell('No answer. What you see may be old; it is tried again.');
	}
}

async function turn() {
	clearTimeout(timer);
	if (!document.hidden)
		await refresh();
	timer = setTimeout(turn, every * 1000);
}

/* How long until a moment, in words. */
function left() {
	for (const el of root.querySelectorAll('[data-until]')) {
		const s = Math.round(el.dataset.until - Date.now() / 1000);
		const text = s < 0 ? '' : s < 60 ? `(${s} s left)` : `(${Math.ceil(s / 60)} min left)`;

		if (el.textContent !== text)
			el.textContent = text;
	}
}

addEventListener('submit', async (e) => {
	const form = e.target, body = new URLSearchParams(new FormData(form, e.submitter));

	if (!form.matches('[data-quick]'))
		return;
	e.preventDefault();
	body.set('_key', crypto.randomUUID());
	e.submitter?.setAttribute('aria-busy', 'true');
	const { status, response } = await ask('POST', form.getAttribute('action'), body)
	    .catch(() => ({ status: 0 }));

	e.submitter?.removeAttribute('aria-busy');
	form.closest('dialog')?.close();
	if (status === 200) {
		take(response);
		told.textContent = response.querySelector('.flash')?.textContent ?? '';
	}
	tell(status === 200 ? '' : response?.querySelector('.summary h2 + p, .summary h2, main h1')?.textContent ??
	    'No answer. Try again.');
	tag = '';
});
document.addEventListener('visibilitychange', () => document.hidden || turn());
document.querySelector('[data-refresh]')?.remove();
setInterval(left, 1000);
left();
timer = setTimeout(turn, every * 1000);
