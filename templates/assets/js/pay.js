/*
 * A card is typed into a frame of Stripe's, which [data-stripe] names; this
 * page never sees it. [data-ask] is asked for the secret of what is paid (or
 * kept), with the fields of the form as JSON. Without this script, and when
 * Stripe's does not come, the other form leads to Stripe's own page.
 */
const form = document.querySelector('[data-stripe]');
const button = form.querySelector('button');
const said = document.getElementById('said');
const { stripe: script, key, ask, back, confirm } = form.dataset;
const token = document.querySelector('meta[name=csrf-token]').content;
let stripe, elements, done;

function tell(state, text) {
	said.dataset.state = state;
	said.textContent = text;
	if (state === 'failed') {
		said.tabIndex = -1;
		said.focus();
	}
}

function busy(is) {
	form.setAttribute('aria-busy', is);
	button.setAttribute('aria-disabled', is);
}

function load(src) {
	return new Promise((ok, fail) => {
		const el = document.createElement('script');

		el.src = src;
		el.onload = ok;
		el.onerror = () => fail(new Error('Stripe’s form did not load. Check your connection, or pay on Stripe’s page.'));
		document.head.append(el);
	});
}

/* The frame is to look like the page around it, by day and by night. */
function appearance() {
	const { color, fontSize } = getComputedStyle(document.body);
	const input = document.createElement('input');

	form.append(input);
	const { backgroundColor, borderRadius } = getComputedStyle(input);
	const accent = getComputedStyle(button).backgroundColor;
	input.remove();
	const dark = color.match(/\d+/)[0] > 128;
	return { theme: dark ? 'night' : 'stripe', variables: { colorText: color, colorPrimary: accent,
		colorBackground: backgroundColor, borderRadius, fontSizeBase: fontSize } };
}

function wanted() {
	const out = {};

	for (const { name, value, dataset } of form.elements)
		if (name && value)
			out[name] = 'number' in dataset ? Number(value) : value;
	return out;
}

async function secret() {
	const answer = await fetch(ask, { method: 'POST', body: JSON.stringify(wanted()),
		headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': token } });
	const got = await answer.json();

	if (!answer.ok)
		throw new Error(got.errors?.[0]?.message ?? got.detail ?? got.title);
	done = new URL(back.replace('{id}', got.payment_id ?? ''), location.href).href;
	return got.client_secret;
}

async function start() {
	form.hidden = false;
	tell('', 'Loading…');
	const [clientSecret] = await Promise.all([secret(), load(script)]);

	stripe = window.Stripe(key);
	elements = stripe.elements({ clientSecret, appearance: appearance() });
	const card = elements.create('payment');
	card.on('ready', () => {
		button.hidden = false;
		tell('', '');
	});
	card.on('loaderror', ({ error }) => tell('failed', error.message));
	card.mount('#card');
}

/* Day became night, or the reader chose. */
function repaint() {
	elements?.update({ appearance: appearance() });
}

form.addEventListener('submit', async (e) => {
	e.preventDefault();
	if (form.getAttribute('aria-busy') === 'true')
		return;
	busy(true);
	tell('', form.dataset.busy);
	const { error } = await stripe[confirm]({ elements, redirect: 'if_required',
		confirmParams: { return_url: done } })
		.catch((error) => ({ error }));
	if (!error)
		return location.assign(done + (form.dataset.after ?? ''));
	busy(false);
	if (error.type === 'validation_error')	// stands beside its field
		tell('', 'Look at the card’s fields.');
	else
		tell('failed', error.message ?? 'That did not work. Nothing was charged. Try again.');
});

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', repaint);
new MutationObserver(repaint).observe(document.documentElement, { attributeFilter: ['data-theme'] });
start().catch((e) => tell('failed', e.message || 'No answer. Nothing was charged. Try again.'));
