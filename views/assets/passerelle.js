// biome-ignore-all lint/complexity/useArrowFunction: old browsers, and simple ones, read this file as it is
/* Small comforts, in the oldest JavaScript: every page works without this file. */
(function () {
  var longestWait = 30;

  /* A page that waits for the phone asks quietly and stays as it is: loaded again, it would be read aloud again, from the top. */
  var waiting = document.querySelector('[data-ask-after]');
  var leaving = false;
  if (waiting && window.XMLHttpRequest) wait(interval());

  /* One click, one request. The buttons are put to sleep after the form was read, so that the one clicked is sent with it. */
  var forms = Array.prototype.slice.call(document.getElementsByTagName('form'));
  forms.forEach(function (form) {
    form.addEventListener('submit', function () {
      leaving = true;
      window.setTimeout(function () {
        setAsleep(form, true);
      }, 0);
    });
  });

  /* A page that comes back by the back button is awake again. */
  window.addEventListener('pageshow', function () {
    leaving = false;
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

  function interval() {
    return Number(waiting.getAttribute('data-ask-after'));
  }

  function wait(seconds) {
    window.setTimeout(function () {
      whenSeen(function () {
        ask(seconds);
      });
    }, seconds * 1000);
  }

  function whenSeen(go) {
    if (!document.hidden) return go();
    document.addEventListener('visibilitychange', function seen() {
      if (document.hidden) return;
      document.removeEventListener('visibilitychange', seen);
      go();
    });
  }

  function ask(seconds) {
    var request = new XMLHttpRequest();
    request.onreadystatechange = function () {
      if (request.readyState === 4) goOn(answerOf(request), seconds);
    };
    request.open('GET', waiting.action);
    request.timeout = longestWait * 1000;
    request.setRequestHeader('Accept', 'application/json');
    request.send();
  }

  /* An error is no news, and asked about less and less often. What is new is loaded by the browser: it may lead elsewhere. */
  function goOn(answer, seconds) {
    if (!answer) wait(Math.min(seconds * 2, longestWait));
    else if (leaving || answer.waiting_for === waiting.getAttribute('data-waits-for')) wait(interval());
    else window.location.replace(waiting.action);
  }

  function answerOf(request) {
    try {
      return request.status === 200 && JSON.parse(request.responseText);
    } catch (_) {
      return undefined;
    }
  }

  function setAsleep(form, asleep) {
    Array.prototype.slice.call(form.elements).forEach(function (element) {
      if (element.type === 'submit') element.disabled = asleep;
    });
  }
})();
