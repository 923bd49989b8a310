// What the catalogue of a static site shows, made of what stands in <template id="search-parts">.
//
// The server's own macros wrote the template and the page's facets: here are no markup and no words of our own.
"use strict";

/** Give it the template's content, the index and what makes the address of a question. */
function staticParts(parts, index, address) {
  const SHOWN = 8;
  const language = document.documentElement.lang;
  const plural = new Intl.PluralRules(language);
  const facetOf = (key) => index.facets.find((facet) => facet.key === key);
  const number = (value) => value.toLocaleString(language);
  const part = (name) => document.importNode(parts.querySelector(`[data-part="${name}"]`).firstElementChild, true);
  const textOf = (name) => parts.querySelector(`[data-text="${name}"]`).textContent;
  /** A sentence in the singular or the plural. */
  const form = (count) => (plural.select(count) === "one" ? "one" : "other");
  const sentence = (name, count) => textOf(`${name}-${form(count)}`);
  const told = (name, count) => sentence(name, count).replace(/\d+/, number(count));
  const item = (node) => {
    const made = document.createElement("li");
    made.append(node);
    return made;
  };

  /** How many startups there are: the number stands out, as on the server. */
  function count(found, all) {
    const name = `${found === all ? "all" : "some"}-${form(found)}`;
    const made = document.importNode(parts.querySelector(`[data-text="${name}"]`), true);
    for (const node of [made.querySelector("b").firstChild, made.lastChild]) {
      if (node.data) node.data = node.data.replace("@", number(all)).replace("#", number(found));
    }
    return [...made.childNodes];
  }

  function card(i) {
    const node = part("card");
    const values = (key) => {
      const facet = facetOf(key);
      return facet.of[i].map((rank) => [facet.values[rank], facet.labels[rank]]);
    };
    const link = node.querySelector("a");
    // The sample is a real card: wherever its page stands, the others stand beside it.
    const beside = (_, slash) => encodeURIComponent(index.ids[i]) + slash;
    link.setAttribute("href", link.getAttribute("href").replace(/[^/]+(\/?)$/, beside));
    link.textContent = index.titles[i];
    const mission = node.querySelector(".inc-card__desc");
    mission.textContent = index.missions[i];
    if (!index.missions[i]) mission.remove();
    const phase = parts.querySelector(`[data-phase="${values("phase")[0][0]}"]`);
    node.querySelector(".fr-card__start").replaceChildren(document.importNode(phase.firstElementChild, true));
    const [id, title] = values("incubateur")[0] ?? ["", ""];
    const sponsors = values("administration").map(([, label]) => label);
    let named = sponsors.slice(0, 3).join(", ");
    if (sponsors.length > 3) named += ` ${told("others", sponsors.length - 3)}`;
    // An incubator without a sheet has no name to show.
    node.querySelector(".inc-card__detail").textContent = [title === id ? "" : title, named].filter(Boolean).join(" · ");
    const published = values("publie").map(([value]) => value);
    const marks = [...node.querySelectorAll(".inc-marks li")];
    const [on, off] = marks.map((mark) => mark.querySelector("span").textContent);
    ["impact", "budget", "code"].forEach((value, rank) => {
      const has = published.includes(value);
      marks[rank].removeAttribute("class");
      if (has) marks[rank].className = "is-on";
      marks[rank].querySelector("span").textContent = has ? on : off;
    });
    return item(node);
  }

  function cards(positions) {
    const list = document.createElement("ul");
    list.className = "inc-cards";
    list.append(...positions.map(card));
    return list;
  }

  /** The choices in force: their names, and what the question is without each. */
  function choices(asking) {
    const tags = asking.text ? [{ label: textOf("quoted").replace("#", () => asking.text), change: { text: "" } }] : [];
    for (const [key, values] of asking.chosen) {
      const { values: known, labels, chosen } = facetOf(key);
      for (const value of values) {
        const rest = new Map(asking.chosen).set(key, values.filter((other) => other !== value));
        tags.push({ label: (chosen ?? labels)[known.indexOf(value)] ?? value, change: { chosen: rest } });
      }
    }
    return tags;
  }

  function tagList(asking, tags) {
    const list = part("tags");
    const [sample, , clear] = list.children;
    const made = tags.map(({ label, change }) => {
      const tag = sample.cloneNode(true);
      tag.firstElementChild.href = address(asking, change);
      tag.firstElementChild.append(label);
      return tag;
    });
    list.replaceChildren(...made, ...(tags.length > 1 ? [clear] : []));
    return list;
  }

  function pages(asking, last) {
    const nav = part("pages");
    const list = nav.querySelector("ul");
    const of = (selector) => list.querySelector(selector).closest("li");
    const [before, after, here] = [of("[rel=prev]"), of("[rel=next]"), of("[aria-current]")];
    const [other, dots] = [of("[aria-label]"), of("[aria-hidden]")];
    const to = (entry, page) => {
      entry.firstElementChild.href = address(asking, { page });
      return entry;
    };
    const entries = [];
    for (let n = 1; n <= last; n += 1) {
      const far = Math.abs(n - asking.page);
      if (far === 0) entries.push(here);
      else if (last < 8 || n === 1 || n === last || far === 1) {
        const entry = to(other.cloneNode(true), n);
        const link = entry.firstElementChild;
        link.setAttribute("aria-label", link.getAttribute("aria-label").replace(/\d+/, n));
        link.textContent = n;
        entries.push(entry);
      } else if (far === 2) entries.push(dots.cloneNode(true));
    }
    here.firstElementChild.textContent = asking.page;
    if (asking.page > 1) entries.unshift(to(before, asking.page - 1));
    if (asking.page < last) entries.push(to(after, asking.page + 1));
    list.replaceChildren(...entries);
    return nav;
  }

  /** When nothing is found: which choice to lift, and how many startups that would give. */
  function advice(asking, lifts) {
    const box = part("empty");
    const [lead, list, otherwise] = box.querySelectorAll("p, ul");
    for (const { label, change, found } of lifts) {
      const entry = part("lift");
      const link = entry.querySelector("a");
      link.textContent = link.textContent.replace("#", () => label);
      link.href = address(asking, change);
      entry.querySelector("span").textContent = told("startups", found);
      list.append(entry);
    }
    for (const node of lifts.length ? [otherwise] : [lead, list]) node.remove();
    return box;
  }

  /** Make a facet of the page say its counts: the same checkboxes in their new order, those far down folded. */
  function facet(box, { key, isOrdered, values, labels }, ticked, counts) {
    const known = values.map((value, rank) => ({ value, label: labels[rank], count: counts[rank] }));
    const foreign = ticked.filter((value) => !values.includes(value)).map((value) => ({ value, label: value, count: 0 }));
    const shown = [...known, ...foreign].filter(({ value, count: n }) => n || ticked.includes(value));
    if (!isOrdered) shown.sort((a, b) => b.count - a.count);
    const sample = part("facet").querySelector("li");
    const entries = shown.map(({ value, label, count: n }) => {
      const entry = sample.cloneNode(true);
      const [input, name] = entry.querySelectorAll("input, label");
      Object.assign(input, { id: `f-${key}-${encodeURIComponent(value)}`, name: key, value });
      input.checked = ticked.includes(value);
      name.htmlFor = input.id;
      name.firstChild.data = `${label} `;
      name.querySelector("span").textContent = number(n);
      return { entry, isTicked: input.checked };
    });
    const more = box.querySelector(".inc-facet__more");
    const limit = more && entries.length > SHOWN + 1 ? SHOWN : entries.length;
    const isFolded = ({ isTicked }, rank) => rank >= limit && !isTicked;
    const folded = entries.filter(isFolded).map(({ entry }) => entry);
    box.querySelector("ul").replaceChildren(...entries.filter((one, rank) => !isFolded(one, rank)).map(({ entry }) => entry));
    if (more) {
      more.hidden = !folded.length;
      more.querySelector("summary").textContent = told("more", folded.length);
      more.querySelector("ul").replaceChildren(...folded);
    }
    box.hidden = !entries.length;
    const summary = box.querySelector("summary");
    summary.querySelector(".inc-facet__chosen")?.remove();
    if (!ticked.length) return;
    const badge = part("facet").querySelector(".inc-facet__chosen");
    badge.firstChild.data = ticked.length;
    badge.querySelector("span").textContent = ` ${sentence("chosen", ticked.length)}`;
    summary.append(badge);
  }

  return { count, cards, choices, tagList, pages, advice, facet };
}
