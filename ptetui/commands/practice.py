"""Ask questions about words, answered by number, with a score; q ends."""

import json
import sys
from argparse import ArgumentParser, Namespace
from itertools import islice
from typing import TYPE_CHECKING

from ptetui.arguments import setting_of

if TYPE_CHECKING:
    from ptetui.talk.questions import QuizQuestion


def arguments(parser: ArgumentParser) -> None:
    """How many, and which."""
    parser.add_argument("--number", type=int, metavar="N", help="end after N questions; default: go on until q")
    parser.add_argument("--seed", type=int, metavar="N", help="the same seed asks the same questions")


def run(args: Namespace) -> int:
    """Ask until the answer is q or the input ends; with --json print questions and answers, ten without --number."""
    import random

    from ptetui.talk.questions import questions

    if args.number is not None and args.number < 1:
        raise ValueError(f"--number {args.number}: ask at least 1")
    seed = random.SystemRandom().getrandbits(32) if args.seed is None else args.seed
    endless = questions(setting_of(args), seed)
    if args.json:
        for question in islice(endless, args.number or 10):
            print(json.dumps(_as_json(question)))
        return 0
    right = asked = 0
    for question in islice(endless, args.number):
        answer = _answer(args, question, asked + 1)
        if answer is None:
            break
        asked += 1
        right += answer == question.right
        _explain(args, question, answer)
        print(f"{right} of {asked} right\n")
    print(f"score: {right} of {asked}")
    return 0


def _as_json(question: "QuizQuestion") -> dict[str, object]:
    word = None if question.word is None else hex(question.word)
    return {
        "kind": question.kind, "question": question.text, "word": word, "answers": list(question.answers),
        "right": question.right + 1,
    }  # fmt: skip


def _answer(args: Namespace, question: "QuizQuestion", number: int) -> int | None:
    """The index of the answer; None for the end."""
    from ptetui.terminal import say

    lines = [f"{number}. {question.text}"]
    if question.word is not None:
        lines += _bits(question.word, question.reading.setting.layout.width)
    lines += [f"   {index}) {text}" for index, text in enumerate(question.answers, 1)]
    say(args, lines)
    while True:
        print(f"1 to {len(question.answers)}, q ends: ", end="", flush=True)
        line = sys.stdin.readline() if sys.stdin else ""
        text = line.strip()
        if not line or text == "q":
            print()
            return None
        if text.isdigit() and 1 <= int(text) <= len(question.answers):
            return int(text) - 1


def _bits(word: int, width: int) -> list[str]:
    """The word in hexadecimal, and its bits by fours under the number of each four's lowest bit."""
    fours = range(width - 4, -4, -4)
    numbers = " ".join(f"{low:4}" for low in fours)
    bits = " ".join(f"{word >> low & 15:04b}" for low in fours)
    half = len(bits) // 2 if width > 32 else len(bits)
    lines = [f"   {word:#0{width // 4 + 2}x}"]
    for start in range(0, len(bits), half + 1):
        lines += [f"   {numbers[start : start + half]}", f"   {bits[start : start + half]}"]
    return lines


def _explain(args: Namespace, question: "QuizQuestion", answer: int) -> None:
    from ptetui.pictures.word_text import word_text
    from ptetui.terminal import columns, glyphs, say

    verdict = "Right." if answer == question.right else f"No: it is {question.answers[question.right]}."
    say(args, [verdict, *word_text(question.reading, columns(), glyphs(args))])
