"""What the texts in columns of codes mean, and which texts among dates and numbers say that nothing was recorded."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from isostats.records.advice import printable
from isostats.records.code_texts import code_form, kind_of_product, meant, read_code, words_apart
from isostats.records.drugs import is_doubted, judge_product, names_isotretinoin
from isostats.records.guessing.column_guesses import TableGuess, listed
from isostats.records.guessing.column_words import answers_in, codes_in, sex_asked
from isostats.records.guessing.guess import Guess
from isostats.records.guessing.sheets import SheetColumn
from isostats.records.guessing.synonyms import (
    code_meant,
    code_of,
    grade_of,
    means_untreated,
    opposite_readings,
    says_nothing,
    word_form,
)
from isostats.records.schema import SIGNS_OF_NONE, Column, names_no_product
from isostats.vocabulary import names as v
from isostats.words.numbers import counted

GOOD = ("clear", "almost_clear")
OF_NEARLY = "almost nearly hardly fast beinahe nahezu presque casi quase quasi prawie bijna"
NEARLY = OF_NEARLY.split()
"""Words for nearly, as :func:`word_form` has them."""
MOST_ASKED = 12
OF_DOSES = "mg g ml x d tgl die day daily tag od bid bd oral caps tab tabs kps"
DOSES = frozenset(OF_DOSES.split())
"""What may stand beside the name of a drug without making another one of it."""
LETTERS = (
    (("es", "pt"), {"h": "male", "m": "female"}), (("es",), {"v": "male", "m": "female"}),
    (("nl",), {"v": "female", "m": "male"}), (("es",), {"h": "female", "v": "male"}),
    (("it",), {"d": "female", "u": "male"}), ((), {"d": "female", "h": "male"}),
)  # fmt: skip
"""Letters for man and woman that mean something else in other languages, two by two, with the languages in which they
mean this: mujer and hombre or varón, vrouw, hembra, donna and uomo, dona and home."""
NORDIC = ("kon", "kjonn", "koen", "kjoenn", "sukupuoli", "pasientkjonn")
"""What registers of the north call the sex, of which 1 is a man and 2 a woman in all of them."""
PLAIN_LETTERS = frozenset("fwk")
"""Letters that are a woman in every language that has them: the other one is a man then."""


def guess_values(table: TableGuess) -> list[Guess]:
    """Every guess about the texts of a table's columns."""
    guesses: list[Guess] = []
    for name, candidate in table.chosen.items():
        column = table.table.columns[name]
        if column.codes:
            guesses += _codes(candidate.theirs, column, table.languages)
        elif column.type in ("date", "number", "integer"):
            guesses += _grades(candidate.theirs, column)
            guesses += _nothing(candidate.theirs, column)
    return guesses


def _codes(theirs: SheetColumn, column: Column, languages: Collection[str]) -> Iterator[Guess]:
    address, texts = f"values.{column.name}", _unread(theirs, column)
    if column.name == "sex" and (pair := _man_and_woman(theirs, languages)):
        yield pair
        texts = [text for text in texts if text not in pair.value]
    sure, likely, unknown = dict[str, str](), dict[str, str](), list[str]()
    tongues, explained = dict[str, None](), codes_in(theirs.name)
    if column.name == "sex":
        explained |= answers_in(texts, sex_asked(theirs.name))
    for text in texts:
        if (of_name := explained.get(text)) and (code := code_meant(of_name, column)):
            sure[text] = code
            tongues["the name of the column"] = None
        elif column.lists_relapses and means_untreated(text):
            yield _untreated(text, theirs, address)
        elif _doubt(text, theirs, column):
            unknown.append(text)
        elif (word := code_of(text, column)) and word.vague:
            likely[text] = word.code
        elif word:
            sure[text] = word.code
            tongues[word.tongue] = None
        elif (silent := says_nothing(text)) and not _is_chosen(text, theirs):
            sure[text] = ""
            tongues[silent.tongue] = None
        elif code := _product(text, column):
            sure[text] = code
            tongues["a name of a product"] = None
        elif code := (_without_dose(text, column) or meant(code_form(text), column)):
            likely[text] = code
        else:
            unknown.append(text)
    if sure:
        yield Guess(address, sure, f"known words: {', '.join(tongues)}")
    if likely:
        yield Guess(address, likely, "words that most often mean this", "likely")
    yield from _open(unknown, theirs, column)


def _untreated(text: str, theirs: SheetColumn, address: str) -> Guess:
    """The question for a word for none where something must have happened: a relapse, if it is a list of these."""
    why = f"'{printable(text)}' ({counted(theirs.values[text], 'row')}) may be a relapse that was left untreated"
    relapse, neither = {text: v.RECORDED_RELAPSE}, {text: v.NOT_FOR_ACNE}
    choices = {"a relapse that was left untreated": relapse, "neither a relapse nor a treatment": neither}
    return Guess(address, relapse, why, "open", choices=choices)


def _unread(theirs: SheetColumn, column: Column) -> list[str]:
    """The words that need one of the user's; of a cell that holds several, those among them."""
    words: dict[str, None] = {}
    for text in theirs.values:
        if _is_read(text, column) and not _is_chosen(text, theirs, column):
            continue
        one = not column.several or code_of(text, column) or is_doubted(text)
        apart = [] if one else words_apart(text)
        understood = [_is_read(word, column) or code_of(word, column) is not None for word in apart]
        if len(apart) < 2 or not any(understood):
            words[text] = None
        else:
            words |= dict.fromkeys(word for word in apart if not _is_read(word, column))
    return list(words)


def _is_chosen(text: str, theirs: SheetColumn, column: Column | None = None) -> bool:
    """Whether a text is the answer "None" of a list, and no sign that nothing was recorded; nor a code of a column."""
    return theirs.worded and text.lower() in SIGNS_OF_NONE and (column is None or text.lower() in column.missing)


def _doubt(text: str, theirs: SheetColumn, column: Column) -> str:
    """Why a word that is known may mean another code all the same; nothing where it cannot.

    Of what is nearly so there are degrees, as of lesions: where a column has a word with nearly before it as well, the
    word is none for no change or for worse.
    """
    if several := opposite_readings(text, column):
        return f"can be {' or '.join(several)}"
    word, nearly = code_of(text, column), {f"{near}{word_form(text)}" for near in NEARLY}
    if word and column.name == "response" and word.code not in GOOD:
        for other in theirs.values:
            if word_form(other) in nearly:
                return f"is {word.code}, but '{printable(other)}' beside it is hard to read then"
    return ""


def _is_read(text: str, column: Column) -> bool:
    """Whether a text needs no word of the user's: a code, or a sign of nothing recorded that is no word for a code."""
    return (
        (text.lower() in column.missing and code_of(text, column) is None)
        or code_form(text) in names_no_product(column)
        or (read_code(text, column)[1] is None and not kind_of_product(text, column))
    )


def _open(unknown: list[str], theirs: SheetColumn, column: Column) -> Iterator[Guess]:
    """Questions about texts that nobody can guess: of 1 and 2 for sex both meanings at once, else one by one."""
    address = f"values.{column.name}"
    numbers = sorted(text for text in unknown if text.isdigit())
    if column.name == "sex" and len(numbers) == 2 and len(unknown) == 2:
        one, two = numbers
        if numbers == ["1", "2"] and word_form(theirs.name) in NORDIC:
            why = "in registers of the north 1 is a man and 2 a woman"
            yield Guess(address, {one: "male", two: "female"}, why, "likely")
            return
        choices = {
            f"{one} is male and {two} female": {one: "male", two: "female"},
            f"{one} is female and {two} male": {one: "female", two: "male"},
        }
        why = f"{listed(numbers)} can be either, and no dictionary of the data says which"
        yield Guess(address, next(iter(choices.values())), why, "open", {one: "", two: ""}, choices)
        return
    nothing = v.NOT_FOR_ACNE if v.NOT_FOR_ACNE in column.codes else ""
    for text in unknown[:MOST_ASKED]:
        rows = theirs.values[text] if text in theirs.values else sum(
            n for cell, n in theirs.values.items() if text in words_apart(cell)
        )
        says_more = "names isotretinoin and says more" if names_isotretinoin(text) else "is no word that isostats knows"
        why = f"'{printable(text)}' ({counted(rows, 'row')}) {_doubt(text, theirs, column) or says_more}"
        codes = dict.fromkeys((*opposite_readings(text, column), *column.codes))  # those that it can be come first
        choices = {code: {text: code} for code in codes}
        if not nothing:
            choices["not recorded"] = {text: ""}
        stand_in = {text: ""} if column.describes else None
        yield Guess(address, {text: nothing}, why, "open", stand_in, choices)
    if rest := unknown[MOST_ASKED:]:
        unsaid = dict.fromkeys(rest, nothing)
        why = f"{counted(len(rest), 'further text')} of {column.name} that isostats does not know; free text perhaps"
        yield Guess(address, unsaid, why, "open", unsaid if column.describes else None)


def _man_and_woman(theirs: SheetColumn, languages: Collection[str]) -> Guess | None:
    """The two letters of a column that mean other sexes in other languages: told by the language of the file's names
    where that leaves one meaning, else asked; and so is such a letter alone."""
    forms = {form for text in theirs.telling if len(form := word_form(text)) == 1}
    if forms & PLAIN_LETTERS:
        return None
    pairs = [(of, codes) for of, codes in LETTERS if codes.keys() <= forms]
    alone = not pairs and len(forms) == 1 and forms == {word_form(text) for text in theirs.telling}
    if alone:
        pairs = [(of, codes) for of, codes in LETTERS if codes.keys() & forms]
        if forms == {"m"} and not any(language in LETTERS[0][0] for language in languages):
            return None  # in all other languages a man
    if not pairs:
        return None
    spoken = [pair for pair in pairs if any(language in pair[0] for language in languages)]
    meanings = [
        {text: codes[form] for text in theirs.values if (form := word_form(text)) in codes} for _, codes in pairs
    ]
    if not alone and len(spoken) == 1:
        (_, codes), meaning = spoken[0], meanings[pairs.index(spoken[0])]
        why = f"{_letters(codes)} together, and the names of the file are of such a language"
        return Guess("values.sex", meaning, why, "likely")
    if alone:
        (text, *_) = theirs.telling
        meanings = [{text: "female"}, {text: "male"}]
    choices = {_in_words(each): each for each in meanings}
    why = f"{listed(meanings[0])} can be another sex in each of several languages"
    return Guess("values.sex", meanings[0], why, "open", dict.fromkeys(meanings[0], ""), choices)


def _in_words(meaning: Mapping[str, str]) -> str:
    """What two letters mean, as a choice.

    >>> _in_words({"V": "male", "M": "female"})
    'V is a man, M is a woman'
    """
    words = {"male": "a man", "female": "a woman"}
    return ", ".join(f"{printable(text)} is {words[code]}" for text, code in meaning.items())


def _letters(codes: Mapping[str, str]) -> str:
    return " and ".join(each.upper() for each in codes)


def _product(text: str, column: Column) -> str:
    """The code of the product that a text names; nothing for any other text."""
    if v.ISOTRETINOIN in column.codes and judge_product(text).systemic:
        return v.ISOTRETINOIN
    return kind_of_product(text, column)


def _without_dose(text: str, column: Column) -> str:
    """The code of the one drug or word that a text names beside a dose; nothing where there is another word."""
    words = [word for word in re.findall(r"[^\W\d_]+", text.lower()) if word not in DOSES]
    return code_meant(" ".join(words), column) if words else ""


def _grades(theirs: SheetColumn, column: Column) -> Iterator[Guess]:
    """The grades of a score that are written in words."""
    if grades := {text: grade for text in theirs.values if (grade := grade_of(text, column))}:
        yield Guess(f"values.{column.name}", grades, "words for the grades of an IGA: clear is 0, severe 4", "likely")


def _nothing(theirs: SheetColumn, column: Column) -> Iterator[Guess]:
    """Words among dates or numbers that say that nothing was recorded; other words are asked. So are those that say
    *not known* where an empty cell says that it never came."""
    address, words = f"values.{column.name}", [text for text in theirs.values if not any(map(str.isdigit, text))]
    words = [text for text in words if text.lower() not in column.missing and not grade_of(text, column)]
    silent = {text: word for text in words if (word := says_nothing(text))}
    if sure := {text: "" for text, word in silent.items() if not (word.vague and column.absent)}:
        yield Guess(address, sure, f"{listed(sure)} among {column.type}s means that there is none")
    for text in [text for text in words if text not in sure and not _is_date(text)][:MOST_ASKED]:
        why = f"'{printable(text)}' ({counted(theirs.values[text], 'row')}) is no {column.type}"
        if column.absent:
            why += ". Left open it is told as unreadable, and set_aside sets these persons aside"
        yield Guess(address, {text: ""}, why, "open", choices={says_empty(column): {text: ""}})


def says_empty(column: Column) -> str:
    """What a cell says that is read as an empty one."""
    return f"as an empty cell: the person is {column.absent}" if column.absent else "not recorded"


def _is_date(text: str) -> bool:
    """Whether a text without digits is one all the same, as Japanese years can be."""
    return any(sign in text for sign in "年月日")
