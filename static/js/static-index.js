// The catalogue's questions, answered from files: finds, filters, counts and sorts as the server does.
//
// domain/catalogue.py, store/search.py and domain/word_index.py hold the rules; nothing here touches a page.
"use strict";

const staticIndex = (() => {
  const LIGATURES = { œ: "oe", æ: "ae", ß: "ss", ø: "o", ł: "l", "\u200b": "", "\u00ad": "" };
  const MAX_CHARS = 200;
  const MAX_WORDS = 12;
  const MAX_VALUES = 50;
  // The weights of a word in a title, in a mission and in the rest, and what BM25 is usually given.
  const [TITLE, MISSION, K, B] = [10, 4, 1.2, 0.75];
  // What the index calls often is on average this many times.
  const OFTEN = 3;

  /** A text without accents, case or ligatures. */
  const fold = (text) =>
    text
      .toLowerCase()
      .replace(/[œæßøł\u200b\u00ad]/g, (sign) => LIGATURES[sign])
      .normalize("NFKD")
      .replace(/[\u0300-\u036f]+/g, "")
      .toLowerCase();

  const words = (text) => fold(text).match(/[a-z0-9]+/g) ?? [];

  /** The form under which spellings of one tag meet. */
  const tagKey = (text) => fold(text.replace(/[’‘]/g, "'")).split(/\s+/).filter(Boolean).join(" ");

  const stem = (word) => (word.length > 4 && /[sx]$/.test(word) ? word.slice(0, -1) : word);

  /** The words looked for, as the server reads them. */
  const queryWords = (text) =>
    words([...text].slice(0, MAX_CHARS).join("")).slice(0, MAX_WORDS).map(stem);

  /** A packed index as an array of [word, [[position, times], …]], in alphabetical order. */
  function unpackWords(packed, size) {
    const bytes = atob(packed.postings);
    let at = 0;
    const bit = () => (bytes.charCodeAt(at >> 3) >> (7 - (at++ & 7))) & 1;
    const number = (bits, start = 0) => {
      let value = start;
      for (let i = 0; i < bits; i += 1) value = value * 2 + bit();
      return value;
    };
    let before = "";
    return (packed.words.match(/[A-Z][a-z0-9]*/g) ?? []).map((part) => {
      const word = before.slice(0, part.charCodeAt(0) - 65) + part.slice(1);
      before = word;
      let zeros = 0;
      while (!bit()) zeros += 1;
      const count = number(zeros, 1);
      let low = 0;
      while (count * 2 ** (low + 1) <= size) low += 1;
      const found = [];
      for (let i = 0, position = -1; i < count; i += 1) {
        let high = 0;
        while (bit()) high += 1;
        position += high * 2 ** low + number(low) + 1;
        found.push([position, bit() ? OFTEN : 1]);
      }
      return [word, found];
    });
  }

  /** The first rank of a sorted index whose word is not before a prefix. */
  function firstAt(index, prefix) {
    let [low, high] = [0, index.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (index[middle][0] < prefix) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** What searches sheets: give it the cards and the packed words; call it with a text. */
  function searcher(cards, packed) {
    const size = cards.ids.length;
    const index = unpackWords(packed, size);
    const titles = cards.titles.map(words);
    const missions = cards.missions.map(words);
    const times = (list, prefix) => list.filter((word) => word.startsWith(prefix)).length;

    /** How often a prefix is in each part of each sheet: arrays by position. */
    function hits(prefix) {
      const body = new Array(size).fill(0);
      for (let i = firstAt(index, prefix); i < index.length && index[i][0].startsWith(prefix); i += 1) {
        for (const [position, count] of index[i][1]) body[position] += count;
      }
      return {
        title: titles.map((list) => times(list, prefix)),
        mission: missions.map((list) => times(list, prefix)),
        body,
      };
    }

    /** Positions that have every word: the title's over the mission's over the rest, by relevance. */
    return (text) => {
      const each = queryWords(text).map(hits);
      const inverse = each.map(({ title, mission, body }) => {
        const count = title.filter((_, i) => title[i] + mission[i] + body[i]).length;
        return Math.max(1e-6, Math.log((size - count + 0.5) / (count + 0.5)));
      });
      const found = [];
      for (let i = 0; i < size; i += 1) {
        if (!each.every(({ title, mission, body }) => title[i] + mission[i] + body[i])) continue;
        const inTitle = each.every(({ title }) => title[i]);
        const inMission = each.every(({ title, mission }) => title[i] + mission[i]);
        const norm = K * (1 - B + (B * packed.lengths[i]) / packed.meanLength);
        const score = each.reduce((sum, { title, mission, body }, rank) => {
          const frequency = TITLE * title[i] + MISSION * mission[i] + body[i];
          return sum + (inverse[rank] * frequency * (K + 1)) / (frequency + norm);
        }, 0);
        found.push({ i, tier: inTitle ? 0 : inMission ? 1 : 2, score });
      }
      return found.sort((a, b) => a.tier - b.tier || b.score - a.score || a.i - b.i).map(({ i }) => i);
    };
  }

  /**
   * The cards with the chosen values, `chosen` being a Map of facet keys to values, among those `matching`.
   *
   * `found` are positions in the order asked for; `counts` leave a facet's own choice aside, but for facets
   * whose values must all hold.
   */
  function select(cards, chosen, matching, sort) {
    const size = cards.ids.length;
    const base = new Set(matching ?? Array(size).keys());
    const holds = cards.facets.map((facet) => {
      const asked = chosen.get(facet.key) ?? [];
      if (!asked.length) return null;
      const ranks = asked.map((value) => facet.values.indexOf(value));
      const test = (own) => (facet.isAllOf ? ranks.every((r) => own.includes(r)) : ranks.some((r) => own.includes(r)));
      return facet.of.map(test);
    });
    const within = (i, aside) => base.has(i) && holds.every((hold, f) => f === aside || !hold || hold[i]);
    const counts = cards.facets.map((facet, f) => {
      const count = facet.values.map(() => 0);
      facet.of.forEach((own, i) => {
        if (within(i, facet.isAllOf ? -1 : f)) for (const rank of own) count[rank] += 1;
      });
      return count;
    });
    const order = sort === "pertinence" && matching ? matching : (cards.orders[sort] ?? [...Array(size).keys()]);
    return { found: order.filter((i) => within(i, -1)), counts };
  }

  /** What an address asks: the text, the chosen values by facet, the sort, the page. */
  function question(cards, params) {
    const text = [...(params.get("q") ?? "").split(/\s+/).filter(Boolean).join(" ")].slice(0, MAX_CHARS).join("");
    const chosen = new Map();
    for (const { key, isTag } of cards.facets) {
      const values = params.getAll(key).slice(0, MAX_VALUES).map((value) => (isTag ? tagKey(value) : value.trim()));
      if (values.some(Boolean)) chosen.set(key, [...new Set(values.filter(Boolean))]);
    }
    const searched = queryWords(text).length > 0;
    const known = ["titre", "recentes", "changement", ...(searched ? ["pertinence"] : [])];
    const tri = known.find((sort) => sort === params.get("tri")) ?? "";
    const page = /^[0-9]{1,6}$/.test(params.get("page")) ? Math.max(1, Number(params.get("page"))) : 1;
    return { text, chosen, searched, tri, sort: tri || (searched ? "pertinence" : "recentes"), page };
  }

  /** The address of a question, with what is to be otherwise in it; without a page it is the first. */
  function address(place, cards, asking, change) {
    const { text, chosen, tri, page } = { ...asking, page: 1, ...change };
    const pairs = text ? [["q", text]] : [];
    for (const { key } of cards.facets) for (const value of chosen.get(key) ?? []) pairs.push([key, value]);
    if (tri) pairs.push(["tri", tri]);
    if (page > 1) pairs.push(["page", page]);
    return place + (pairs.length ? `?${new URLSearchParams(pairs)}` : "");
  }

  return { queryWords, question, address, searcher, select };
})();

if (typeof module !== "undefined") module.exports = staticIndex;
