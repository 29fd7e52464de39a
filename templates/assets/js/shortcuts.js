/* "/" goes to the search of this page, or else to the one of the top bar;
 * an open menu closes with Escape or a click beside it. */
const menu = document.querySelector('[data-menu]');

function typing(el) {
	return el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName);
}

function search() {
	return [...document.querySelectorAll('main [data-search]'),
	    ...document.querySelectorAll('.top [data-search]')]
	    .find((el) => el.checkVisibility?.() ?? el.offsetParent);
}

addEventListener('keydown', (e) => {
	if (e.key === '/' && !e.ctrlKey && !e.metaKey && !e.altKey &&
	    !typing(e.target) && !document.querySelector('dialog[open]')) {
		const field = search();
		if (field) {
			e.preventDefault();
			field.focus();
			field.select();
		}
	}
	if (e.key === 'Escape' && menu?.open) {
		menu.open = false;
		menu.querySelector('summary').focus();
	}
});

addEventListener('click', (e) => {
	if (menu?.open && !menu.contains(e.target))
		menu.open = false;
});
