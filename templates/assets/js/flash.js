/* What just happened is read aloud and can be put away; after a refused form
 * the list of faults is where the reader starts. */
const place = document.getElementById('flash');
const flash = place?.querySelector('.flash');

if (flash) {
	const close = document.createElement('button');

	close.type = 'button';
	close.textContent = 'Close';
	close.addEventListener('click', () => flash.remove());
	// A region that speaks says only what comes into it.
	flash.remove();
	requestAnimationFrame(() => {
		flash.append(close);
		place.append(flash);
	});
}

document.querySelector('[data-summary]')?.focus();
