/*
 * The editor of an invoice, in place: a form with data-live is sent as it is
 * and the answer's #editor takes the place of ours, so the totals are the
 * server's. Without this script each form loads the page anew.
 */
const status = document.createElement('p');

status.className = 'quiet-text';
status.setAttribute('role', 'status');
document.querySelector('main').append(status);

/* The page that comes after the form, saved or refused. */
function send(form) {
	return new Promise((done, fail) => {
		const xhr = new XMLHttpRequest();

		xhr.open('POST', form.action);
		xhr.responseType = 'document';
		xhr.setRequestHeader('Accept', 'text/html');
		xhr.onload = () => xhr.response?.querySelector('#editor,[data-summary]') ?
		    done(xhr.response) : fail(new Error(xhr.status));
		xhr.onerror = fail;
		xhr.send(new URLSearchParams(new FormData(form)));
	});
}

/* Refused on a page that is not this one: its list of faults comes here. */
function refuse(page, form) {
	const faults = document.importNode(page.querySelector('[data-summary]'), true);

	document.querySelector('[data-summary]')?.remove();
	document.getElementById('editor').prepend(faults);
	form.removeAttribute('aria-busy');
	faults.focus();
	status.textContent = 'Not saved';
}

function take(page, form) {
	if (!page.getElementById('editor'))
		return refuse(page, form);
	const fresh = document.importNode(page.getElementById('editor'), true);
	const wrong = fresh.querySelector('[aria-invalid=true],[data-summary]');
	const field = form.querySelector('[name]:not([type=hidden])')?.id;
	const total = fresh.querySelector('[data-total]');

	document.getElementById('editor').replaceWith(fresh);
	document.getElementById('flash').replaceChildren();
	const again = field && document.getElementById(field);

	(wrong ?? again?.closest('details')?.querySelector('summary') ?? again ??
	    document.getElementById('f-description'))?.focus();
	status.textContent = wrong ? 'Not saved' :
	    `Saved. Total ${total ? total.textContent : ''}`;
}

addEventListener('submit', async (e) => {
	const form = e.target;

	if (!('live' in form.dataset))
		return;
	e.preventDefault();
	if (form.getAttribute('aria-busy') === 'true')
		return;
	form.setAttribute('aria-busy', 'true');
	try {
		const page = await send(form);

		form.closest('dialog')?.close();
		take(page, form);
	} catch {
		form.submit();
	}
});

/* What the line would come to, before it is added. */
addEventListener('input', (e) => {
	const form = e.target.form, out = form?.querySelector('output');

	if (!out || !form.dataset.sum)
		return;
	const n = Number(form.elements.quantity.value);
	const price = form.elements.amount.value.trim();
	const known = /^-?\d+([.]\d{1,3})?$/.test(price) && Number.isInteger(n) && n > 0;

	out.value = known ? new Intl.NumberFormat('en', { style: 'currency',
	    currency: form.dataset.sum }).format(n * Number(price)) : '';
});
