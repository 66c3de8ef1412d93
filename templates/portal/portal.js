// The two things a page cannot do without a script: follow what happens, and put a text on the clipboard.

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
