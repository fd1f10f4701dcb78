function (root, frames) {
  const picture = root.querySelector('img'), name = root.querySelector('output'), range = root.querySelector('input');
  const first = { name: name.textContent, source: picture.src };
  const show = (index) => {
    const frame = index === 0 ? first : frames[index - 1];
    picture.src = frame.source;
    picture.alt = frame.name;
    name.textContent = frame.name;
    range.value = index;
    range.setAttribute('aria-valuetext', frame.name);
  };
  const step = (by) => show(Math.min(frames.length, Math.max(0, Number(range.value) + by)));
  const [back, forward] = root.querySelectorAll('button');
  range.addEventListener('input', () => show(Number(range.value)));
  back.addEventListener('click', () => step(-1));
  forward.addEventListener('click', () => step(1));
  // JupyterLab's own keys would leave the cell.
  root.addEventListener('keydown', (event) => event.stopPropagation());
  root.querySelector('.noisyfer-tools').hidden = false;
}
