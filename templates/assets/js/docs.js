/* The routes are listed by the server; opening one shows what the OpenAPI
 * file says of it: parameters, body, answers, and a call to try. */
const list = document.querySelector('[data-docs]');
let file;

function el(tag, text, ...children) {
	const node = document.createElement(tag);

	if (text)
		node.textContent = text;
	node.append(...children);
	return node;
}

/* A $ref is followed; the depth keeps a schema in itself from going on. */
function deref(api, schema, depth = 0) {
	const at = schema?.$ref;

	if (!at || depth > 8)
		return schema ?? {};
	return deref(api, at.slice(2).split('/').reduce((o, key) =>
	    o?.[key.replace(/~1/g, '/').replace(/~0/g, '~')], api), depth + 1);
}

function kind(api, schema) {
	const s = deref(api, schema);
	const words = [[].concat(s.type ?? 'any').join(' or ')];

	if (s.items)
		words[0] = `list of ${kind(api, s.items)}`;
	if (s.format)
		words.push(s.format);
	if (s.enum)
		words.push(s.enum.join(' | '));
	if (s.pattern)
		words.push(s.pattern);
	for (const [key, text] of [['minimum', 'from'], ['maximum', 'to'], ['minLength', 'length from'], ['maxLength', 'length to']])
		if (s[key] !== undefined)
			words.push(`${text} ${s[key]}`);
	return words.join(', ');
}

function table(title, fields) {
	const t = el('table', '', el('caption', title));
	const body = t.createTBody();

	for (const [name, about, need, doc] of fields) {
		const row = body.insertRow();
		const th = el('th', '', el('code', name));

		th.scope = 'row';
		row.append(th, el('td', `${about}${need ? ', required' : ''}`),
		    el('td', doc ?? ''));
	}
	return t;
}

function properties(api, schema) {
	const s = deref(api, schema);

	return Object.entries(s.properties ?? {}).map(([name, p]) =>
	    [name, kind(api, p), s.required?.includes(name), p.description]);
}

function sample(api, method, path, op) {
	const body = op.requestBody?.content?.['application/json']?.schema;
	const open = op.security?.length === 0;
	let s = `curl -X ${method} ${location.origin}/api/v1${path}`;

	if (!open)
		s += ' \\\n  -H "Authorization: Bearer $TOKEN"';
	if (body) {
		const o = Object.fromEntries(properties(api, body).filter((f) => f[2])
		    .map(([name, about]) => [name, /^(integer|number)/.test(about) ? 0 : '…']));
		s += ` \\\n  -H 'Content-Type: application/json' \\\n  -d '${JSON.stringify(o)}'`;
	}
	return s;
}

function fill(box, api, method, path) {
	const item = api.paths[path] ?? api.paths[`/api/v1${path}`];
	const op = item?.[method.toLowerCase()];

	if (!op)
		return;
	const parameters = [...item.parameters ?? [], ...op.parameters ?? []]
	    .map((p) => deref(api, p));
	const body = op.requestBody?.content?.['application/json']?.schema;

	if (op.description)
		box.append(el('p', op.description));
	if (parameters.length > 0)
		box.append(table('Parameters', parameters.map((p) =>
		    [p.name, `${p.in}, ${kind(api, p.schema)}`, p.required, p.description])));
	if (body)
		box.append(table('Body', properties(api, body)));
	box.append(table('Answers', Object.entries(op.responses ?? {}).map(([status, r]) =>
	    [status, deref(api, r).description ?? '', false])));
	box.append(el('pre', '', el('code', sample(api, method, path, op))));
	box.lastChild.tabIndex = 0;
}

list?.addEventListener('toggle', async (e) => {
	const details = e.target, [method, path] = details.dataset.op.split(' ');

	if (!details.open || details.dataset.filled)
		return;
	details.dataset.filled = 'yes';
	try {
		file ??= fetch(list.dataset.docs).then((r) => r.json());
		fill(details.lastElementChild, await file, method, path);
	} catch {
		file = undefined;
		delete details.dataset.filled;
	}
}, true);
