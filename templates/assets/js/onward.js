/*
 * Long work goes on by itself. A form below [data-onward] does some seconds
 * of it whenever it is sent, and comes back to a page that says how far it is.
 * Whoever sent it has it sent again from here, until nothing is left, they
 * pause it, or it fails. Only what was begun in this window goes on: a page
 * that is merely opened does nothing.
 */
const root = document.querySelector('[data-onward]');
const said = document.getElementById('said');
const form = () => root.querySelector('form:has([data-pause])');
const fresh = 60000;		// ms: a window that is opened again later waits
const steps = 10;		// in a hundred: how often it is said aloud
let going = false, busy = false, spoken = 0;

function remember(action) {
	sessionStorage.setItem('onward', JSON.stringify({ action, at: Date.now() }));
}

function remembered(action) {
	const was = JSON.parse(sessionStorage.getItem('onward') ?? '{}');

	return was.action === action && Date.now() - was.at < fresh;
}

function tell(text, state = '') {
	said.dataset.state = state;
	said.textContent = text;
}

/* One of the two buttons is there; who was on the other is on it now. */
function show() {
	const [on, pause] = form()?.querySelectorAll('button') ?? [];
	const had = [on, pause].includes(document.activeElement);

	if (!on)
		return;
	on.hidden = going;
	pause.hidden = !going;
	if (had)
		(going ? pause : on).focus();
}

function rest(text, state) {
	going = false;
	sessionStorage.removeItem('onward');
	tell(text, state);
	show();
}

const says = () => root.querySelector('[data-says]').textContent;

function send(body) {
	return new Promise((done) => {
		const xhr = new XMLHttpRequest();

		xhr.open('POST', form().getAttribute('action'));
		xhr.responseType = 'document';
		xhr.onload = () => done(xhr);
		xhr.onerror = () => done({ status: 0 });
		xhr.send(body);
	});
}

/* What the page after it says takes the place of what stood here. */
function take(page, url) {
	const now = page.querySelector('[data-onward]');
	const mine = form(), next = now.querySelector('form:has([data-pause])');
	const had = mine.contains(document.activeElement);

	for (const part of now.querySelectorAll('[data-part]'))
		root.querySelector(`[data-part=${part.dataset.part}]`)
		    .replaceWith(document.importNode(part, true));
	document.title = page.title;
	history.replaceState(null, '', url);
	if (next)
		mine.elements.past.value = next.elements.past.value;
	else
		mine.remove();
	if (!next && had)
		document.getElementById('main').focus();
	return Boolean(next);
}

function speak() {
	const { value, max } = root.querySelector('progress');
	const now = Math.floor(value / max * 100 / steps);

	if (now > spoken)
		tell(`${now * steps} %: ${says()}`);
	spoken = now;
}

async function step() {
	const body = new URLSearchParams(new FormData(form()));

	remember(form().getAttribute('action'));
	body.set('_key', crypto.randomUUID());
	const { status, response, responseURL } = await send(body);

	if (status !== 200 || !response?.querySelector('[data-onward]'))
		rest(`It has stopped. ${response?.querySelector('.summary h2, main h1')?.textContent ??
		    'There was no answer.'} What is billed stays; go on when you like.`, 'failed');
	else if (!take(response, responseURL))
		rest(`Done: ${says()}`);
	else if (going)
		speak();
}

async function go() {
	going = true;
	tell('Going on by itself.');
	show();
	if (busy)
		return;
	for (busy = true; going;)
		await step();
	busy = false;
}

/* From the page before, and from here. */
addEventListener('submit', (e) => {
	const action = e.target.getAttribute('action');

	if (root && e.target === form()) {
		e.preventDefault();
		go();
	} else if (e.target.matches('[data-begins]')) {
		if (e.target.getAttribute('aria-busy'))
			return e.preventDefault();
		e.target.setAttribute('aria-busy', 'true');
		remember(action);
	}
});
root?.addEventListener('click', (e) =>
    e.target.matches('[data-pause]') && rest(`Paused. ${says()}`));
addEventListener('pagehide', () => { going = false; });
addEventListener('pageshow', (e) => {
	document.querySelector('[data-begins]')?.removeAttribute('aria-busy');
	if (e.persisted && root)
		rest('');
});

if (root && form() && remembered(form().getAttribute('action')) &&
    !document.querySelector('[data-summary]') &&
    performance.getEntriesByType('navigation')[0].type !== 'back_forward')
	go();
