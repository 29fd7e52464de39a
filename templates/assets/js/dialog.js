/* <details data-dialog> holds a question and its form. Without this script it
 * opens in place; with it the same nodes are asked in a <dialog>. */
function ask(details) {
	const body = details.querySelector('summary + *');
	const dialog = document.createElement('dialog');
	const cancel = document.createElement('button');
	const title = body.querySelector('h2');

	title.id ||= `ask-${Math.random().toString(36).slice(2)}`;
	dialog.setAttribute('aria-labelledby', title.id);
	cancel.type = 'button';
	cancel.className = 'quiet';
	cancel.textContent = 'Keep things as they are';
	cancel.addEventListener('click', () => dialog.close());
	body.querySelector('form').append(cancel);
	dialog.addEventListener('close', () => {
		cancel.remove();
		details.append(body);
		dialog.remove();
		details.querySelector('summary').focus();
	});
	dialog.addEventListener('click', (e) => e.target === dialog && dialog.close());
	dialog.append(body);
	document.body.append(dialog);
	dialog.showModal();
	(body.querySelector('input:not([type=hidden]),select,textarea') ?? cancel).focus();
}

addEventListener('click', (e) => {
	const summary = e.target.closest?.('details[data-dialog] > summary');

	if (summary) {
		e.preventDefault();
		ask(summary.parentElement);
	}
});
