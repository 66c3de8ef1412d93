// What a page cannot do without a script: follow what happens, show how far an upload is, put a text on the clipboard.

// Each event is the part of the page as it is now, made and escaped by the server; after `end` there are no more.
for (const part of document.querySelectorAll('[data-events]')) {
  const events = new EventSource(part.dataset.events);
  events.addEventListener('message', ({ data }) => {
    part.innerHTML = data;
  });
  events.addEventListener('end', () => events.close());
}

// The button is hidden until this runs.
// The clipboard of browsers exists on HTTPS and on this machine only; elsewhere the text is selected and copied the old way.
for (const button of document.querySelectorAll('button[data-copy]')) {
  const source = document.getElementById(button.dataset.copy);
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener('click', async () => {
    getSelection().selectAllChildren(source);
    if (navigator.clipboard) await navigator.clipboard.writeText(source.textContent);
    else document.execCommand('copy');
    button.textContent = button.dataset.copied;
    setTimeout(() => {
      button.textContent = label;
    }, 2000);
  });
}

// Without a script the form is sent as any other. The answer is the form with what is wrong, or another page.
document.addEventListener('submit', (event) => {
  const form = event.target;
  const bar = document.getElementById(form.dataset.progress);
  if (!bar) return;
  event.preventDefault();
  const request = new XMLHttpRequest();
  request.responseType = 'document';
  request.upload.addEventListener('progress', ({ loaded, total }) => {
    bar.value = total > 0 ? (100 * loaded) / total : 0;
  });
  request.addEventListener('load', () => {
    const content = request.response?.getElementById('content');
    if (request.status < 400 || !content) window.location.assign(request.responseURL);
    else document.getElementById('content').replaceWith(content);
  });
  request.addEventListener('error', () => form.submit());
  for (const button of form.querySelectorAll('button')) button.disabled = true;
  bar.hidden = false;
  request.open('POST', form.action);
  request.send(new FormData(form));
});
