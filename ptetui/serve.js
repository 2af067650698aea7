// Keys go to the app as soon as it has drawn something, without a click.
new MutationObserver((_, observer) => {
  if (!document.body.classList.contains("-first-byte")) return;
  observer.disconnect();
  document.querySelector(".xterm-helper-textarea").focus();
}).observe(document.body, { attributes: true, attributeFilter: ["class"] });
