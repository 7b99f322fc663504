// Puts pages together from design systems that ship templates instead of pages, as their documentation says it is done:
// each system's own template, with content that its authors wrote for it.
//
// usage: node compose.mjs NODE_MODULES     writes NODE_MODULES/composed/*.html

import {mkdirSync, readFileSync, readdirSync, writeFileSync, existsSync} from "node:fs";
import {createRequire} from "node:module";
import {resolve} from "node:path";

const modules = resolve(process.argv[2]);
const require = createRequire(modules + "/");
const read = path => readFileSync(`${modules}/${path}`, "utf8");
const keep = (name, html) => writeFileSync(`${modules}/composed/${name}.html`, html);

// A page of GOV.UK or of the NHS: `choose` picks from the examples that come with each component.
function nunjucksPage(name, root, system, style, script, choose) {
  const folder = `${root}/${system}/components`;
  const content = readdirSync(`${modules}/${folder}`).sort()
    .filter(component => existsSync(`${modules}/${folder}/${component}/fixtures.json`))
    .flatMap(component => choose(JSON.parse(read(`${folder}/${component}/fixtures.json`)).fixtures
      .filter(example => example.html && !example.hidden)))
    .map(example => example.html).join("\n");
  const nunjucks = require("nunjucks");
  const environment = new nunjucks.Environment(new nunjucks.FileSystemLoader(`${modules}/${root}`), {autoescape: true});
  keep(name, environment.renderString(`{% extends "${system}/template.njk" %}
    {% block head %}<link rel="stylesheet" href="/${root}/${system}/${style}">{% endblock %}
    {% block content %}{{ content | safe }}{% endblock %}
    {% block bodyEnd %}<script type="module" src="/${root}/${system}/${script}"></script>
    <script type="module">
      import { initAll } from '/${root}/${system}/${script}'
      initAll()
    </script>{% endblock %}`, {content}));
}

function govuk(name, choose) {
  nunjucksPage(name, "govuk-frontend/dist", "govuk", "govuk-frontend.min.css", "govuk-frontend.min.js", choose);
}

function nhs(name, choose) {
  nunjucksPage(name, "nhsuk-frontend/dist", "nhsuk", "nhsuk-frontend.min.css", "nhsuk-frontend.min.js", choose);
}

// A page of the U.S. Web Design System. Its templates are bodies, whose images are in ./img.
async function uswds(name, template, data) {
  const packages = `${modules}/@uswds/uswds/packages`;
  const Twig = require("twig");
  const body = await new Promise((done, failed) => Twig.twig({
    path: `${packages}/templates/${template}`, namespaces: {components: packages, templates: `${packages}/templates`},
    rethrow: true, error: failed, load: loaded => done(loaded.render(JSON.parse(read(`@uswds/uswds/packages/templates/${data}`)))),
  }));
  keep(name, `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <title>${name}</title>
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <script src="/@uswds/uswds/dist/js/uswds-init.min.js"></script>
  <link rel="stylesheet" href="/@uswds/uswds/dist/css/uswds.min.css">
</head>
${body.replaceAll('"./img/', '"/@uswds/uswds/dist/img/').replace("</body>", `<script src="/@uswds/uswds/dist/js/uswds.min.js"></script>
</body>`)}
</html>
`);
}

mkdirSync(modules + "/composed", {recursive: true});
govuk("govuk", examples => examples.slice(0, 1));
govuk("govuk-examples", examples => examples);
nhs("nhs", examples => examples.slice(0, 1));
await uswds("uswds-landing", "usa-landing/usa-landing.twig", "usa-landing/usa-landing.json");
await uswds("uswds-documentation", "usa-documentation/usa-docs.twig", "usa-documentation/usa-docs.json");
await uswds("uswds-sign-in", "usa-sign-in/usa-sign-in.twig", "usa-sign-in/usa-sign-in.json");
await uswds("uswds-create-account", "usa-create-account/usa-create-account.twig", "usa-create-account/usa-create-account.json");
