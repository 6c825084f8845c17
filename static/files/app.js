// Refinements only: every page works without this file.
(function () {
  "use strict";

  // "/" goes to the search field, unless somebody is typing.
  document.addEventListener("keydown", function (e) {
    if (e.key !== "/" || e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.target.closest("input, textarea, select, [contenteditable]")) return;
    var seek = document.querySelector(".seek input");
    if (!seek || seek.offsetParent === null) return;
    e.preventDefault();
    seek.focus();
    seek.select();
  });

  // A page that nobody looks at asks for nothing.
  document.addEventListener("htmx:before:request", function (e) {
    if (document.hidden && e.target.closest && e.target.closest("[data-live]")) e.preventDefault();
  });

  // Signed out meanwhile: a fragment answers 401, the page itself shows the login.
  document.addEventListener("htmx:before:swap", function (e) {
    var ctx = e.detail && e.detail.ctx;
    if (!ctx || !ctx.response || ctx.response.status < 400) return;
    e.preventDefault();
    if (ctx.response.status === 401) window.location.reload();
  });

  // Selects of a filter form apply at once; the button is for those without scripts.
  document.querySelectorAll("form[data-apply]").forEach(function (form) {
    form.addEventListener("change", function (e) {
      if (e.target.matches("select")) form.requestSubmit();
    });
  });

  // A toast leaves after ten seconds, never while somebody reads it.
  document.querySelectorAll(".toasts").forEach(function (t) {
    var left = 10;
    var clock = setInterval(function () {
      if (t.matches(":hover, :focus-within")) return;
      if (--left <= 0) { t.remove(); clearInterval(clock); }
    }, 1000);
  });

  // Fields that choose from a long list ask for what fits while somebody types.
  var asking;
  document.addEventListener("input", function (e) {
    var field = e.target.closest("input[data-options]"), list = field && field.list;
    if (!list || field.value.length < 2) return;
    clearTimeout(asking);
    asking = setTimeout(function () {
      fetch(field.dataset.options + encodeURIComponent(field.value), { headers: { "HX-Request": "true" } }).then(function (a) {
        return a.ok ? a.text() : "";
      }).then(function (options) {
        if (options.trim()) list.innerHTML = options;
      }).catch(function () {});
    }, 200);
  });

  // Who chooses from the list of an option chooses the option.
  document.addEventListener("change", function (e) {
    var box = e.target.matches("select") && e.target.closest(".option");
    var radio = box && box.querySelector("input[type=radio]");
    if (radio) radio.checked = true;
  });
  // What is not saved yet is said as soon as something is changed.
  document.addEventListener("input", function (e) {
    var bar = e.target.closest("form") && e.target.closest("form").querySelector(".savebar:not(.open)");
    if (!bar || e.target.closest(".savebar")) return;
    bar.classList.add("open");
    bar.querySelector("p").textContent = bar.querySelector("p").dataset.changed;
  });
})();
