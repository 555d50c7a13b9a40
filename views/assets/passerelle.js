// biome-ignore-all lint/complexity/useArrowFunction: old browsers, and simple ones, read this file as it is
/* Small comforts, in the oldest JavaScript: every page works without this file. */
(function () {
  /* A page that waits for the phone asks again by loading itself: the answer may be a redirect, which only the browser may follow. */
  var waiting = document.querySelector('[data-reload-after]');
  if (waiting) wait();

  /* One click, one request. The buttons are put to sleep after the form was read, so that the one clicked is sent with it. */
  var forms = Array.prototype.slice.call(document.getElementsByTagName('form'));
  forms.forEach(function (form) {
    form.addEventListener('submit', function () {
      window.setTimeout(function () {
        setAsleep(form, true);
      }, 0);
    });
  });

  /* A page that comes back by the back button is awake again. */
  window.addEventListener('pageshow', function () {
    forms.forEach(function (form) {
      setAsleep(form, false);
    });
  });

  /* A step that the customer has already chosen; without script the button is pressed by hand. */
  var button = document.querySelector('[data-press]');
  if (button) button.click();

  /* After a mistake the reader is taken to what is wrong: by the page itself where that is a field. */
  var problems = document.getElementById('problems');
  if (problems && !document.querySelector('[autofocus]')) {
    problems.setAttribute('tabindex', '-1');
    problems.focus();
  }

  function wait() {
    window.setTimeout(askAgain, Number(waiting.getAttribute('data-reload-after')) * 1000);
  }

  /* Not under the fingers of somebody who is on the way to a button: they ask themselves, or go on waiting. */
  function askAgain() {
    var focused = document.activeElement;
    if (focused && focused !== document.body) wait();
    else window.location.replace(waiting.action);
  }

  function setAsleep(form, asleep) {
    Array.prototype.slice.call(form.elements).forEach(function (element) {
      if (element.type === 'submit') element.disabled = asleep;
    });
  }
})();
