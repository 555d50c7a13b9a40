// biome-ignore-all lint/complexity/useArrowFunction: old browsers, and simple ones, read this file as it is
/* A comfort, not a need: Escape closes the drop-down and gives the focus back to its button. */
document.addEventListener('keydown', function (event) {
  var open = document.querySelector('.drop-down details[open]');
  if (event.key !== 'Escape' || !open) return;
  open.removeAttribute('open');
  open.querySelector('summary').focus();
});
