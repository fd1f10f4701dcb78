function (root, data) {
  const find = (name) => root.querySelector('[data-part="' + name + '"]');
  const grid = find('grid'), count = find('count');
  const sources = [...grid.querySelectorAll('img')].map((picture) => picture.src).concat(data.pictures);
  let page = 0;

  const chosen = (name) => { const part = find(name); return part && part.value !== '' ? Number(part.value) : null; };
  const differ = (labels) => new Set(labels.filter((label) => label !== null)).size > 1;
  const wrong = (image) => image.truth !== null && image.given.some((label) => label !== null && label !== image.truth);

  function matches(image) {
    const truth = chosen('truth'), given = chosen('given'), annotator = chosen('annotator'), least = chosen('suspicion');
    const labels = annotator === null ? image.given : [image.given[annotator]];
    const only = find('only') ? find('only').value : '';
    return (truth === null || image.truth === truth) && (given === null || labels.includes(given)) &&
      (!least || (image.suspicion !== null && image.suspicion >= least)) &&
      (only === '' || (only === 'wrong' ? wrong(image) : differ(image.given)));
  }

  function counted(labels) {
    const counts = new Map();
    for (const label of labels) if (label !== null) counts.set(label, (counts.get(label) || 0) + 1);
    const one = counts.size === 1;
    const texts = [...counts].sort((a, b) => b[1] - a[1])
      .map(([label, times]) => data.classes[label] + (one || times === 1 ? '' : ' ×' + times));
    return texts.join(', ') || 'no label';
  }

  function drawn(image) {
    const figure = document.createElement('figure'), picture = document.createElement('img');
    const caption = document.createElement('figcaption');
    const doubtful = wrong(image) || differ(image.given);
    figure.style.cssText = data.figure + (doubtful ? data.doubtful : data.agreed);
    picture.src = sources[image.index];
    picture.width = picture.height = 96;
    picture.alt = picture.title = image.name;
    caption.style.cssText = data.caption;
    const lines = [counted(image.given)];
    if (image.truth !== null) lines.push((wrong(image) ? '≠ ' : '= ') + data.classes[image.truth] + ' (true)');
    if (image.suspicion !== null) lines.push('suspicion ' + image.suspicion + ' %');
    for (const line of lines) caption.append(line, document.createElement('br'));
    figure.append(picture, caption);
    return figure;
  }

  function show() {
    const images = data.images.filter(matches);
    const pages = Math.max(1, Math.ceil(images.length / data.page));
    page = Math.min(Math.max(page, 0), pages - 1);
    const first = page * data.page, shown = images.slice(first, first + data.page);
    grid.replaceChildren(...shown.map(drawn));
    const range = shown.length ? (first + 1) + ' to ' + (first + shown.length) + ' of ' : '';
    const fitting = images.length < data.images.length ? images.length + ' that fit, of ' : '';
    count.textContent = range + fitting + data.note;
    find('previous').disabled = page === 0;
    find('next').disabled = page === pages - 1;
    const least = find('least');
    if (least) least.textContent = find('suspicion').value + ' %';
  }

  for (const part of root.querySelectorAll('select, input')) {
    part.addEventListener('input', () => { page = 0; show(); });
  }
  find('previous').addEventListener('click', () => { page -= 1; show(); });
  find('next').addEventListener('click', () => { page += 1; show(); });
  grid.addEventListener('keydown', (event) => {
    const by = { ArrowLeft: -1, PageUp: -1, ArrowRight: 1, PageDown: 1 }[event.key];
    if (by) { page += by; show(); event.preventDefault(); }
  });
  // JupyterLab's own keys would leave the cell.
  root.addEventListener('keydown', (event) => event.stopPropagation());
  find('tools').hidden = false;
  show();
}
