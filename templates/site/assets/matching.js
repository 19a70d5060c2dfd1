// SPDX-License-Identifier: EUPL-1.2
// The law of matching, as leaflet/registry/searching.py has it, step by step under the same names:
// tests/data/searches.toml holds both to it. It is asked for with the names, once somebody types.
"use strict";

/** Makes a way to look names up: `places` are the tables of luoghi.js. */
globalThis.leafletMatching = (places) => {
  let elsewhere = null;

  const memo = (of) => {
    const known = new Map();
    return (text) => {
      if (!known.has(text)) known.set(text, of(text));
      return known.get(text);
    };
  };
  /** The words of a text without case, accents and signs, whatever script it is in. */
  const plainWords = memo((text) => (text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "")
    .replace(/\p{Nd}/gu, (sign) => places.digits[sign] || sign).match(/[\p{L}\p{N}]+/gu) || []).join(" "));
  const join = memo((name) => plainWords(name).replace(/ /g, ""));
  const single = (letters) => letters.replace(/(.)\1+/gu, "$1");
  const label = ([name, province]) => (province ? `${name} (${province})` : name);
  const answer = (kind, names, via = "") => ({ kind, names: names.map((name) => (Array.isArray(name) ? name : [name, ""])), via });

  /** How many letters must be added, left out, changed or swapped (Damerau, Levenshtein). */
  const distance = (a, b) => {
    let older = [], old = Array.from({ length: b.length + 1 }, (_, i) => i);
    for (let i = 1; i <= a.length; i++) {
      const now = [i];
      for (let j = 1; j <= b.length; j++) {
        const cost = a[i - 1] === b[j - 1] ? 0 : 1;
        now[j] = Math.min(old[j] + 1, now[j - 1] + 1, old[j - 1] + cost);
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) now[j] = Math.min(now[j], older[j - 2] + 1);
      }
      [older, old] = [old, now];
    }
    return old[b.length];
  };

  const readTyped = (typed) => {
    const { words: around, codes } = places, known = new Set(Object.values(codes));
    const whole = places.abbreviations.reduce((text, [pattern, word]) => text.replace(new RegExp(pattern, "gi"), word), typed);
    const words = plainWords(whole).split(" ").filter(Boolean);
    const isCap = (word) => /^[0-9]{5}$/.test(word);
    const rest = words.filter((word) => !isCap(word));
    const trim = (some) => {
      const inside = some.map((word, i) => (around.includes(word) ? -1 : i)).filter((i) => i >= 0);
      return inside.length ? some.slice(inside[0], inside[inside.length - 1] + 1) : [];
    };
    const readings = [[rest, ""], [trim(rest), ""]];
    for (let length = 4; length > 0; length--) {
      const tail = rest.slice(-length).join(" "), before = trim(rest.slice(0, -length));
      const province = known.has(tail.toUpperCase()) ? tail.toUpperCase() : codes[tail];
      if (province && before.length) readings.push([before, province]);
    }
    return {
      caps: words.filter(isCap),
      readings: readings.filter(([some]) => some.length).map(([some, province]) => ({ words: some, province, joined: some.join("") })),
    };
  };

  const isOurs = ({ province }) => !province || places.provinces.includes(province);
  const here = (reading) => (isOurs(reading) ? places.here : []);
  /** Whether words are a name or begin it; one letter stands for a word: S. Donato. */
  const standFor = (words, name) => {
    const whole = plainWords(name).split(" ");
    const short = words.length <= whole.length && words.some((word) => word.length > 1)
      && words.every((word, i) => word === whole[i] || (word.length === 1 && whole[i].startsWith(word)));
    return short || words.join("") === whole.join("");
  };
  const begins = (words, name) => {
    const rest = plainWords(name).split(" ");
    const inOrder = words.every((word) => {
      while (rest.length) if (rest.shift().startsWith(word)) return true;
      return false;
    });
    return inOrder || join(name).startsWith(words.join(""));
  };
  const rivals = ({ words, province }) => places.around
    .filter(([name, code]) => (!province || province === code) && standFor(words, name));
  const parts = (reading, fits) => {
    const found = here(reading).map((name) => [name, (places.parts[name] || []).find((other) => fits(name, other))])
      .filter(([, other]) => other);
    const via = new Set(found.map(([, other]) => other));
    return found.length ? answer("fitting", found.map(([name]) => name), via.size === 1 ? [...via][0] : "") : null;
  };
  const away = (reading, fits) => elsewhere
    .filter(([name, code]) => !places.provinces.includes(code) && (!reading.province || reading.province === code) && fits(name))
    .map(([name, code]) => [name.split("/")[0], code]);

  const hearForeign = (letters) => {
    const table = places.letters;
    let heard = "";
    for (let at = 0; at < letters.length;) {
      const size = [2, 1].find((n) => letters.length >= at + n && letters.slice(at, at + n) in table);
      if (!size) return "";
      heard += table[letters.slice(at, at + size)];
      at += size;
    }
    return single(heard);
  };
  const hearItalian = memo((name) => single(places.spelling
    .reduce((heard, [spelt, sound]) => heard.replace(new RegExp(spelt, "g"), sound), single(join(name)))));
  const bones = (heard) => heard.replace(/[aeiou ]/g, "");
  const fitting = (kind, rows) => (rows.length ? answer(kind, ranked(rows).map((row) => row[2])) : null);
  const ranked = (rows) => rows.sort((a, b) => a[0] - b[0] || a[1] - b[1] || (a[2] < b[2] ? -1 : 1));

  const whole = (reading) => {
    const { foreign } = places;
    const name = here(reading).find((one) => [one, ...(foreign[one] || [])].some((other) => join(other) === reading.joined));
    return name ? answer("certain", [name]) : null;
  };
  const first = (reading) => {
    const found = here(reading).filter((name) => standFor(reading.words, name)), others = rivals(reading);
    if (!found.length) return null;
    return answer(found.length === 1 && !others.length ? "certain" : "fitting", [...found, ...others]);
  };
  const begun = (reading) => {
    const sound = hearItalian(reading.joined), startsSo = (name) => join(name).startsWith(reading.joined);
    const fitting = here(reading).filter((name) => begins(reading.words, name));
    const found = [...new Set([...here(reading).filter((name) => hearItalian(name) === sound),
      ...fitting.filter(startsSo), ...fitting.filter((name) => !startsSo(name))])];
    if (!found.length) return null;
    const others = rivals(reading), same = others.filter(([name]) => join(name) === reading.joined);
    return same.length ? answer("elsewhere", [...same, ...found]) : answer("fitting", [...found, ...others]);
  };
  /** The letters of the words, and those without the Comune before or behind them. */
  const besides = (words, name) => {
    const own = plainWords(name).split(" "), here = own.join(" ");
    return [words, ...(words.slice(0, own.length).join(" ") === here ? [words.slice(own.length)] : []),
      ...(words.slice(-own.length).join(" ") === here ? [words.slice(0, -own.length)] : [])].map((some) => some.join(""));
  };
  const part = (reading) => parts(reading, (name, other) => besides(reading.words, name).includes(join(other)));
  const partBegun = (reading) => (reading.joined.length < 4 ? null
    : parts(reading, (name, other) => ` ${plainWords(other)}`.includes(` ${reading.words.join(" ")}`)));
  const awayWhole = (reading) => {
    const words = reading.words.join(" ");
    const found = away(reading, (name) => [name, ...name.split("/")].some((other) => plainWords(other) === words));
    return found.length ? answer("elsewhere", found) : null;
  };
  const awayFirst = (reading) => {
    const found = away(reading, (name) => standFor(reading.words, name.split("/")[0]));
    return found.length ? answer("fitting", found) : null;
  };
  const phrase = ({ words }) => {
    for (const [steps, fewest] of [[[whole, part], 3], [[awayWhole], 4]]) {
      const found = [];
      for (let end = words.length; end > 0; end--) {
        for (let start = 0; start < end; start++) {
          const run = words.slice(start, end), reading = { words: run, joined: run.join(""), province: "" };
          if (reading.joined.length < fewest || (start && places.streets.includes(words[start - 1]))) continue;
          const named = steps.map((step) => step(reading)).find(Boolean);
          if (!named) continue;
          found.push(...named.names);
          end = start + 1;
          break;
        }
      }
      if (found.length) return answer("guess", found.filter((one, i) => found.findIndex((other) => label(other) === label(one)) === i));
    }
    return null;
  };
  const bySound = (reading) => {
    const heard = hearForeign(reading.joined), own = bones(heard);
    return fitting("fitting", heard ? here(reading).map((name) => [hearItalian(name), name])
      .filter(([sound]) => bones(sound).startsWith(own))
      .map(([sound, name]) => [Number(bones(sound) !== own), distance(heard, sound), name]) : []);
  };
  const awayBySound = (reading) => {
    const heard = hearForeign(reading.joined);
    const found = heard ? away({}, (name) => hearItalian(name.split("/")[0]) === heard) : [];
    return found.length ? answer("fitting", found) : null;
  };
  const nearlyBySound = (reading) => {
    const heard = hearForeign(reading.joined), own = bones(heard);
    return fitting("guess", here(reading).map((name) => [hearItalian(name), name])
      .filter(([sound]) => Math.min(own.length, bones(sound).length) >= 3 && distance(own, bones(sound)) === 1)
      .map(([sound, name]) => [0, distance(heard, sound), name]));
  };
  const alike = ({ joined }) => {
    if (joined.length < 4) return null;
    const letters = single(joined), most = Math.max(1, Math.floor(joined.length / 4));
    const rows = ranked(places.here.map((name) => {
      const known = single(join(name)), long = plainWords(name).split(" ").filter((word) => word.length > 3).map(single);
      return [0, Math.min(distance(letters, known),
        ...[known.slice(0, letters.length), ...long].map((some) => Math.max(1, distance(letters, some)))), name];
    })).filter((row) => row[1] <= most);
    const same = rows.filter((row) => !row[1]);
    return rows.length ? answer("guess", (same.length ? same : rows).map((row) => row[2])) : null;
  };

  const capsOf = (name) => (places.parts[name] || []).filter((other) => /^[0-9]{5}$/.test(other));
  /** An answer that is not certain where the CAP is not of its Comune, and whose it is. */
  const heedCaps = (found, caps) => {
    if (!caps.length || !["certain", "elsewhere"].includes(found.kind)) return found;
    const [name, province] = found.names[0], own = province ? [] : capsOf(name);
    const owners = places.here.filter((other) => capsOf(other).some((cap) => caps.includes(cap)));
    const isNear = !own.length || own.some((other) => caps.some((cap) => cap.slice(0, 2) === other.slice(0, 2)));
    if ((!province && owners.includes(name)) || (!owners.length && isNear)) return found;
    const known = found.names.map(label);
    return answer("fitting", [...found.names, ...owners.filter((other) => !known.includes(other))], found.via);
  };

  const STEPS = [whole, first, begun, part, bySound, awayWhole, partBegun, awayFirst,
    awayBySound, nearlyBySound, phrase, alike];

  /** What was meant, and how surely; null when it needs the names elsewhere, and these are not given. */
  return (typed, known) => {
    elsewhere = known;
    const { readings, caps } = readTyped(typed), nothing = answer("none", []);
    if (!readings.length) return caps.map((cap) => part({ words: [cap], joined: cap, province: "" })).find(Boolean) || nothing;
    for (const step of STEPS) {
      if (step === awayWhole && !elsewhere) return null;
      for (const reading of readings) {
        const found = step(reading);
        if (found) return heedCaps(found, caps);
      }
    }
    return nothing;
  };
};
