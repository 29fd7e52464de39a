/* The colours that the reader chose, set before the first paint. */
const root = document.documentElement;
const KEY = 'lyceum-theme';

function read() {
	try {
		return localStorage.getItem(KEY) ?? '';
	} catch {
		return '';	// storage is off: the choice lasts for this page
	}
}

function show(theme) {
	if (theme === 'light' || theme === 'dark')
		root.dataset.theme = theme;
	else
		delete root.dataset.theme;
	for (const input of document.querySelectorAll('[data-theme-picker] input'))
		input.checked = input.value === (root.dataset.theme ?? '');
}

function choose(event) {
	show(event.target.value);
	try {
		localStorage.setItem(KEY, event.target.value);
	} catch { /* see read() */ }
}

function wire() {
	for (const picker of document.querySelectorAll('[data-theme-picker]')) {
		picker.hidden = false;
		picker.addEventListener('change', choose);
	}
	show(read());
}

show(read());
if (document.readyState === 'loading')
	addEventListener('DOMContentLoaded', wire);
else
	wire();
addEventListener('storage', (e) => e.key === KEY && show(e.newValue));
