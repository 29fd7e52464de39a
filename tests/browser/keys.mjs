// keys.mjs - a page as it is worked without a mouse.
import assert from 'node:assert/strict';

// What has the focus, also within a frame: its name, what it is, whether it
// can be seen to have it.
export async function focused(page) {
  let frame = page.mainFrame();
  for (;;) {
    const at = (await frame.evaluateHandle(() => document.activeElement)).asElement();
    const inner = await at.contentFrame();
    if (!inner) {
      return at.evaluate((el) => {
        const { outlineStyle, boxShadow } = getComputedStyle(el);
        const { width, height, top, bottom } = el.getBoundingClientRect();
        return { tag: el.tagName, id: el.id, summary: 'summary' in el.dataset, inDialog: !!el.closest('dialog'),
          name: (el.labels?.[0]?.textContent ?? el.textContent).trim().replace(/\s+/g, ' '),
          seen: (outlineStyle !== 'none' || boxShadow !== 'none') && width * height > 0 &&
            bottom > 0 && top < innerHeight };
      });
    }
    frame = inner;
  }
}

// Key after key until what is wanted has the focus. It is on the way, and not
// further than that; whatever is on the way shows the focus, too.
export async function reach(page, name, key = 'Tab', most = 60) {
  const way = [];
  while (way.length < most) {
    await page.keyboard.press(key);
    const at = await focused(page);
    if (at.tag === 'BODY')
      continue;
    assert.ok(at.seen, `the focus shows on ${at.tag} "${at.name}"`);
    way.push(at.name.slice(0, 30));
    if (typeof name === 'string' ? at.name === name : name.test(at.name))
      return at;
  }
  assert.fail(`${name} is not reached: ${way.join(' > ')}`);
}
