// A stand-in of Stripe.js: the card is typed into a frame of the stand-in's own
// origin, and never reaches the page.
(() => {
	const origin = new URL(document.currentScript.src).origin;
	let asked = 0;

	class Element_ {
		constructor(elements) {
			this.elements = elements;
			this.heard = {};
			this.waiting = new Map();
			this.ready = new Promise((resolve) => { this.isReady = resolve; });
			this.listen = (event) => this.hear(event);
		}

		mount(where) {
			const at = typeof where === 'string' ? document.querySelector(where) : where;
			if (!at)
				throw new Error(`The selector you specified (${where}) applies to no DOM elements that are currently on the page.`);
			const frame = this.frame = document.createElement('iframe');
			frame.src = `${origin}/v3/elements.html`;
			frame.title = 'Secure payment input frame';
			Object.assign(frame.style, { border: '0', width: '100%',
				height: '15rem', display: 'block', colorScheme: 'light' });
			addEventListener('message', this.listen);
			at.replaceChildren(frame);
		}

		unmount() {
			removeEventListener('message', this.listen);
			this.frame?.remove();
		}

		destroy() { this.unmount(); }

		on(name, then) {
			(this.heard[name] ??= []).push(then);
			return this;
		}

		tell(name, what) {
			for (const then of this.heard[name] ?? [])
				then(what);
		}

		focus() { this.frame?.focus(); }
		update() {}

		hear(event) {
			if (event.origin !== origin || event.source !== this.frame?.contentWindow)
				return;
			const said = event.data;
			if (said.kind === 'loaded')
				this.say({ kind: 'look', appearance: this.elements.options.appearance ?? {} });
			if (said.kind === 'height')
				this.frame.style.height = `${said.height}px`;
			if (said.kind === 'ready') {
				this.isReady();
				this.tell('ready', { elementType: 'payment' });
			}
			if (said.kind === 'change')
				this.tell('change', { ...said, elementType: 'payment' });
			if (said.kind === 'said') {
				this.waiting.get(said.n)?.(said.answer);
				this.waiting.delete(said.n);
			}
		}

		say(what) { this.frame.contentWindow.postMessage(what, origin); }

		async ask(what) {
			await this.ready;
			return new Promise((resolve) => {
				this.waiting.set(++asked, resolve);
				this.say({ ...what, n: asked });
			});
		}
	}

	class Elements {
		constructor(options) { this.options = options; }
		create(type) {
			if (type !== 'payment')
				throw new Error(`A valid Element name must be provided; the stand-in knows payment, not ${type}.`);
			this.element = new Element_(this);
			return this.element;
		}
		getElement() { return this.element ?? null; }
		async submit() { return this.element.ask({ kind: 'check' }); }
		update(options) {
			Object.assign(this.options, options);
			if (options.appearance)
				this.element?.say({ kind: 'look', appearance: options.appearance });
		}
	}

	const kinds = {
		payment_intent: ['payment_intents', 'paymentIntent'],
		setup_intent: ['setup_intents', 'setupIntent'],
	};

	class Client {
		constructor(key) {
			if (!/^pk_/.test(key ?? ''))
				throw new Error('Please call Stripe() with your publishable key. You used an empty string.');
			this.key = key;
		}

		elements(options = {}) { return new Elements(options); }
		confirmPayment(options) { return this.confirm('payment_intent', options); }
		confirmSetup(options) { return this.confirm('setup_intent', options); }
		retrievePaymentIntent(secret) { return this.retrieve('payment_intent', secret); }
		retrieveSetupIntent(secret) { return this.retrieve('setup_intent', secret); }

		async confirm(kind, { elements, clientSecret, confirmParams = {}, redirect = 'always' }) {
			const secret = clientSecret ?? elements.options.clientSecret;
			const back = confirmParams.return_url;
			if (!back && redirect === 'always')
				throw new Error('confirmParams.return_url is required.');
			const said = await elements.element.ask({ kind: 'confirm', of: kinds[kind][0],
				secret, key: this.key, back });
			if (said.error)
				return { error: said.error };
			const next = said.next_action?.redirect_to_url?.url;
			if (next || redirect === 'always') {
				location.assign(next ?? this.returned(kind, back, said));
				return new Promise(() => {});
			}
			return { [kinds[kind][1]]: said };
		}

		returned(kind, back, said) {
			const url = new URL(back, location.href);
			url.searchParams.set(kind, said.id);
			url.searchParams.set(`${kind}_client_secret`, said.client_secret);
			url.searchParams.set('redirect_status', 'succeeded');
			return url.href;
		}

		async retrieve(kind, secret) {
			const id = secret.split('_secret_')[0];
			const url = `${origin}/v1/${kinds[kind][0]}/${id}?client_secret=${encodeURIComponent(secret)}`;
			const reply = await fetch(url, { headers: { Authorization: `Bearer ${this.key}` } });
			const said = await reply.json();
			return reply.ok ? { [kinds[kind][1]]: said } : { error: said.error };
		}
	}

	window.Stripe = (key) => new Client(key);
	window.Stripe.version = 3;
})();
