/*
 * How long a seat is still held, in words, in each [data-left]; until when
 * stands in the <time> beside it, also without this script.
 */
const STEPS = [[48 * 3600, 86400, 'days'], [2 * 3600, 3600, 'hours'], [60, 60, 'minutes'], [1, 1, 'seconds']];

function words(s) {
	const step = STEPS.find(([from]) => s >= from);

	if (!step)
		return 'Its time is over.';
	const n = Math.floor(s / step[1]);
	return `${n} ${n === 1 ? step[2].slice(0, -1) : step[2]} left.`;
}

function turn() {
	for (const el of document.querySelectorAll('[data-left]')) {
		const at = el.parentElement.querySelector('time').dateTime;
		const text = words(Math.floor((new Date(at) - Date.now()) / 1000));

		if (el.textContent !== text)
			el.textContent = text;
	}
}

setInterval(turn, 1000);
turn();
