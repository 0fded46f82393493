"""How easy an English text is to read: its reading age, its longest sentence, its long and rare words.

Reading age is the Flesch-Kincaid grade (Kincaid and others 1975) and five years: grade 6 is read at 11. It counts
syllables a word and words a sentence, so on a short text one long word decides; below ``LEAST_WORDS`` we don't use it.
Sentences and words are looked at in every text, however short. A word is rare if it is not among the 3,000 that most
children of nine know (Dale and Chall 1995). Syllables and the list of known words are textstat's.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache

import textstat

LEAST_WORDS = 30  # our choice: of shorter blocks the formula says little
AGE_AT_GRADE_0 = 5
WHOLE_SENTENCE = 3  # our choice: "Yes" and "Go back" are no sentences, and would make every block look easy
FIELDS = {"trust": "the hospital", "hospital": "the hospital", "helpline_phone": "0800", "survey": "survey"}
EASY_NAME = "Anna"  # stands for a word that its reader knows well: two syllables
ENDINGS = (  # of a form of a word, and what its first form has instead
    ("", ""),
    *((end, "") for end in ("s", "es", "’s", "n’t", "d", "ed", "ing", "ly", "er", "est")),
    *((end, "y") for end in ("ies", "ied", "ily")),
    ("ing", "e"),
)
_WORD = re.compile(r"[^\W\d_]+(?:[’-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"(?<=[.?!…])\s+|(?<=[.?!…])[”)]\s+(?=[“A-Z0-9])")  # “Why?” and so on are one
_FIELD = re.compile(r"\{(\w+)\}")


def reading_age(texts: Iterable[str], known: Collection[str] = ()) -> float | None:
    """The reading age of a block in years, or None where it has too few words. ``known`` words count as easy.

    >>> reading_age(["We wrote to you. You need not answer. If you do, it helps us all. It is up to you. " * 2])
    3.8
    """
    whole = [text for text in map(plain, texts) if len(words(text)) >= WHOLE_SENTENCE]
    if sum(len(words(text)) for text in whole) < LEAST_WORDS:
        return None
    known = {word.lower() for word in known}
    easy = (_WORD.sub(lambda found: EASY_NAME if _stem_in(found[0], known) else found[0], text) for text in whole)
    joined = " ".join(text if text[-1] in ".?!" else f"{text}." for text in easy)
    grade: float = textstat.flesch_kincaid_grade(joined.replace("’", "'"))
    return round(grade + AGE_AT_GRADE_0, 1)


def longest_sentence(text: str) -> str:
    """The sentence of a text with the most words, fields as words.

    >>> longest_sentence("Ring us. You can ring at any time.")
    'You can ring at any time.'
    """
    return max(_SENTENCE_END.split(plain(text)), key=lambda sentence: len(words(sentence)), default="")


def words(text: str) -> list[str]:
    """The words of a text: whatever stands between spaces and has a letter or a digit."""
    return [word for word in text.split() if any(sign.isalnum() for sign in word)]


def hard_words(text: str, syllables: int, known: Collection[str] = ()) -> Iterator[str]:
    """Rare words with so many syllables or more, in small letters. Names (capitals within a sentence) are left out.

    >>> list(hard_words("The physiotherapist will visit Addenbrookes Hospital tomorrow.", 4))
    ['physiotherapist']
    """
    known = {word.lower() for word in known}
    for sentence in _SENTENCE_END.split(plain(text)):
        for place, word in enumerate(_WORD.findall(sentence)):
            small = word.lower()
            if (place and word[0].isupper()) or _stem_in(small, known) or is_easy(small):
                continue
            if _syllables(small) >= syllables:
                yield small


@cache
def is_easy(word: str) -> bool:
    """Whether a word in small letters, or the word that it is a form of, is on the list of known words.

    >>> is_easy("nurses"), is_easy("happily"), is_easy("oncology")
    (True, True, False)
    """
    return any(textstat.is_easy_word(stem, syllable_threshold=0) for stem in _stems(word))


def plain(text: str) -> str:
    """A text as it is read out: without marks of weight and with words in its fields."""
    filled = _FIELD.sub(lambda found: FIELDS.get(found[1], "this"), text)
    return filled.replace("**", "").replace("–", ",").strip()


def _stem_in(word: str, stems: Collection[str]) -> bool:
    return any(stem in stems for stem in _stems(word.lower()))


def _stems(word: str) -> Iterator[str]:
    """The word and what it may be a form of."""
    for end, put in ENDINGS:
        stem = word.removesuffix(end) + put
        if word.endswith(end) and len(stem) > 1:
            yield stem


@cache
def _syllables(word: str) -> int:
    return int(textstat.syllable_count(word.replace("’", "'")))
