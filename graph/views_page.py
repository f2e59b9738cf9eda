"""The page a picture of a path stands in: our own words, no address of any other host."""

from string import Template

__all__ = ["PAGE", "STARTER"]

STARTER = """
const drawn = JSON.parse(document.getElementById("drawn").textContent);
const box = document.getElementById("picture");
if (drawn.nodes.length) {
  const data = {nodes: new vis.DataSet(drawn.nodes), edges: new vis.DataSet(drawn.edges)};
  new vis.Network(box, data, drawn.options).once("afterDrawing", () => box.dataset.drawn = "yes");
} else {
  box.hidden = true;
}
"""
"""Draws what the page's data block holds. The page's policy names it by its hash."""

# Styles may stand in line because the drawing library writes some; nothing they could fetch is allowed.
PAGE = Template("""<!doctype html>
<html lang="$lang">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; script-src $hashes; style-src 'unsafe-inline'; img-src data:;
  base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$heading</title>
<style>
body { margin: 1rem; font: 16px/1.5 system-ui, sans-serif; color: #17212b; background: #fff; }
h1 { font-size: 1.3rem; }
#picture { height: 26rem; border: 1px solid #5c6f82; }
#picture:focus-within { outline: 3px solid #0b5cad; }
ul { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; padding: 0; list-style: none; }
ul li::before { content: ""; display: inline-block; width: .9em; height: .9em; margin-right: .4em;
  vertical-align: -.1em; }
.person::before { background: #17324d; } .step::before { background: #0b5cad; }
.presumed::before { background: #8a5a00; } .document::before { background: #4a5b6c; }
.need::before { background: #00663f; }
div.vis-tooltip { position: absolute; visibility: hidden; max-width: 22rem; padding: .4rem .6rem; z-index: 5;
  background: #fff; border: 1px solid #17324d; white-space: pre-line; pointer-events: none; }
</style>
</head>
<body>
<h1>$heading</h1>
<ul>$legend</ul>
<div id="picture" role="img" aria-label="$heading"></div>
<ol>$steps</ol>
<script type="application/json" id="drawn">$data</script>
<script>$library</script>
<script>$starter</script>
</body>
</html>
""")
