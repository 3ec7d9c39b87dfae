// Keys: "/" goes to the search box, the arrows to the page before and after. Everything works without this file.
(function () {
  "use strict";
  var form = document.querySelector("form[role=search]");
  // A page opened from a disk may not load the search's index. The box keeps its place, so that nothing moves.
  var canSearch = form && location.protocol !== "file:";
  if (form && !canSearch) form.style.visibility = "hidden";

  document.addEventListener("keydown", function (event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, summary, [contenteditable]")) return;
    if (event.key === "/" && canSearch) {
      event.preventDefault();
      form.querySelector("input[type=search]").focus();
    } else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      var link = document.querySelector("a[rel=" + (event.key === "ArrowLeft" ? "prev" : "next") + "]");
      if (link) link.click();
    }
  });
})();
