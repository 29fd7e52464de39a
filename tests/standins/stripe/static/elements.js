// The inside of the frame: what is typed here goes to the stand-in alone.
const form = document.forms[0];
const page = document.referrer ? new URL(document.referrer).origin : '*';
const say = (what) => parent.postMessage(what, page);

const words = {
	number: ['incomplete_number', 'Your card number is incomplete.'],
	expiry: ['incomplete_expiry', 'Your card\u2019s expiration date is incomplete.'],
	cvc: ['incomplete_cvc', 'Your card\u2019s security code is incomplete.'],
};
const whole = {
	number: (v) => v.replace(/\D/g, '').length >= 12,
	expiry: (v) => /^\d\d ?\/ ?\d\d$/.test(v),
	cvc: (v) => /^\d{3,4}$/.test(v),
};

function tall() {
	say({ kind: 'height', height: document.documentElement.offsetHeight });
}

function wrong(name, message) {
	const at = document.getElementById(`${name}-error`);
	at.textContent = message ?? '';
	at.hidden = !message;
	form[name].setAttribute('aria-invalid', Boolean(message));
	tall();
}

// The first field that is not whole; all of them are marked.
function check() {
	let first = null;
	for (const name of Object.keys(words)) {
		const [code, message] = words[name];
		const ok = whole[name](form[name].value.trim());
		wrong(name, ok ? null : message);
		if (!ok && !first)
			first = { type: 'validation_error', code, message, name };
	}
	if (first)
		form[first.name].focus();
	return first;
}

function pretty(event) {
	const field = event.target;
	const digits = field.value.replace(/\D/g, '');
	if (field.name === 'number')
		field.value = digits.slice(0, 19).replace(/(\d{4})(?=\d)/g, '$1 ');
	if (field.name === 'expiry' && event.inputType !== 'deleteContentBackward')
		field.value = digits.length > 2 ? `${digits.slice(0, 2)} / ${digits.slice(2, 4)}`
			: digits;
	if (field.getAttribute('aria-invalid') === 'true')
		wrong(field.name, null);
	const complete = Object.keys(whole).every((n) => whole[n](form[n].value.trim()));
	say({ kind: 'change', complete, empty: !form.number.value, value: { type: 'card' } });
}

async function call(path, key, params) {
	const reply = await fetch(path, { method: 'POST', body: new URLSearchParams(params),
		headers: { Authorization: `Bearer ${key}` } });
	const said = await reply.json();
	if (!reply.ok)
		throw said.error;
	return said;
}

async function confirm({ of, secret, key, back }) {
	const missing = check();
	if (missing)
		return { error: missing };
	const [month, year] = form.expiry.value.split('/').map((s) => s.trim());
	try {
		const method = await call('/v1/payment_methods', key, { type: 'card',
			'card[number]': form.number.value, 'card[cvc]': form.cvc.value,
			'card[exp_month]': month, 'card[exp_year]': year });
		return await call(`/v1/${of}/${secret.split('_secret_')[0]}/confirm`, key,
			{ payment_method: method.id, client_secret: secret,
			  ...(back ? { return_url: back } : {}) });
	} catch (error) {
		if (!error.type)
			return { error: { type: 'api_connection_error', message: 'The network did not answer.' } };
		const name = { number: 'number', exp_month: 'expiry', exp_year: 'expiry', cvc: 'cvc' }[error.param];
		if (name)
			wrong(name, error.message);
		return { error };
	}
}

function look({ theme, variables = {} }) {
	const root = document.documentElement;
	root.classList.toggle('night', theme === 'night');
	const known = { colorText: '--ink', colorBackground: '--paper', colorPrimary: '--accent',
		colorDanger: '--bad', borderRadius: '--radius', fontSizeBase: '--size' };
	for (const [name, value] of Object.entries(variables))
		if (known[name])
			root.style.setProperty(known[name], value);
	tall();
	say({ kind: 'ready' });
}

addEventListener('message', async (event) => {
	if (event.source !== parent)
		return;
	const { kind, n } = event.data;
	if (kind === 'look')
		look(event.data.appearance);
	if (kind === 'check') {
		const error = check();
		say({ kind: 'said', n, answer: error ? { error } : {} });
	}
	if (kind === 'confirm')
		say({ kind: 'said', n, answer: await confirm(event.data) });
});
form.addEventListener('input', pretty);
form.addEventListener('submit', (event) => event.preventDefault());
new ResizeObserver(tall).observe(document.documentElement);
say({ kind: 'loaded' });
